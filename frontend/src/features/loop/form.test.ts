import * as v from 'valibot';

import { translation } from '@/i18n';

import { emptyForm, fieldOf, formRules, pointsError, toRequest } from './form';

const { t } = translation();
const messages = (change: Partial<typeof emptyForm>) => {
  const { issues = [] } = v.safeParse(formRules(t), { ...emptyForm, ...change });
  return issues.map(({ path, message }) => [path?.[0]?.key, message]);
};

it('accepts what it starts with', () => {
  expect(messages({})).toEqual([]);
});

it.each([
  [{ length: 'soon' }, 'length', 'loop.errors.length'],
  [{ length: '25h' }, 'length', 'loop.errors.lengthRange'],
  [{ length: '0.5' }, 'length', 'loop.errors.lengthRange'],
  [{ fade: 'long' }, 'fade', 'loop.errors.fade'],
] as const)('refuses %o at its field', (change, field, key) => {
  expect(messages(change)).toEqual([[field, t(key)]]);
});

it.each([
  ['1,5h', 5400],
  ['1,5 h', 5400],
  ['90 min', 5400],
  ['2 Stunden', 7200],
])('takes a length of %s, and sends its seconds', (length, seconds) => {
  expect(messages({ length })).toEqual([]);
  expect(toRequest('id', { ...emptyForm, length }, null).duration).toBe(seconds);
});

it('takes a fade with a decimal comma', () => {
  expect(messages({ fade: '2,5' })).toEqual([]);
  expect(toRequest('id', { ...emptyForm, fade: '2,5' }, null).fade_duration).toBe(2.5);
});

it('asks for no fade that isn’t wanted', () => {
  expect(messages({ fades: false, fade: '' })).toEqual([]);
  expect(toRequest('id', { ...emptyForm, fades: false, fade: '' }, null)).not.toHaveProperty(
    'fade_duration',
  );
});

it('leaves the points to the server until somebody chooses them', () => {
  expect(toRequest('id', emptyForm, null)).toEqual({
    trackId: 'id',
    duration: 3600,
    mode: 'loop',
    fadeInOut: true,
    fade_duration: 5,
    ending: 'fade',
    format: 'mp3',
  });
  expect(toRequest('id', emptyForm, { start: 2, end: 8 })).toMatchObject({
    loop_start: 2,
    loop_end: 8,
  });
  expect(toRequest('id', emptyForm, { start: 2, end: 8, crossfade: 0.1 })).toMatchObject({
    crossfade: 0.1,
  });
});

it('sends no bit rate with formats that have none', () => {
  const form = { ...emptyForm, bitrate: '192000' };
  expect(toRequest('id', form, null).bitrate).toBe(192_000);
  expect(toRequest('id', { ...form, format: 'flac' }, null)).not.toHaveProperty('bitrate');
});

it('sends no format and no points with what has none', () => {
  expect(toRequest('id', { ...emptyForm, video: true }, null)).not.toHaveProperty('format');
  const evolving = toRequest('id', { ...emptyForm, mode: 'evolve' }, { start: 2, end: 8 });
  expect(evolving).not.toHaveProperty('loop_start');
});

it('wants points inside the track and a second apart', () => {
  expect(pointsError(t, { start: 2, end: 8 }, 10)).toBeUndefined();
  for (const points of [
    { start: 8, end: 2 },
    { start: 2, end: 2.5 },
    { start: -1, end: 5 },
    { start: 2, end: 11 },
    { start: NaN, end: 5 },
  ]) {
    expect(pointsError(t, points, 10)).toBe(t('loop.errors.points'));
  }
});

it('knows the server’s fields by our names', () => {
  expect(fieldOf('duration')).toBe('length');
  expect(fieldOf('bitrate')).toBe('bitrate');
  expect(fieldOf('trackId')).toBeUndefined();
});
