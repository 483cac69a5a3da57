import * as v from 'valibot';

import type { Track } from '@/api/client';
import { translation } from '@/i18n';

import { commonOf, conflictsOf, editOf, formOf, formRules, type MetadataForm } from './form';

const track = {
  title: 'Rain',
  artist: 'Ada',
  album: '',
  genre: 'Lo-fi',
  mood: '',
  year: 2025,
  comment: '',
} as Track;

const problemsOf = (change: Partial<MetadataForm>, several = false) => {
  const rules = formRules(translation().t, { several });
  const { issues = [] } = v.safeParse(rules, { ...formOf(track), ...change });
  return issues.map(({ path, message }) => `${String(path?.[0]?.key)}: ${message}`);
};

describe('several tracks', () => {
  it('share what is the same and name what differs', () => {
    const { form, mixed } = commonOf([track, { ...track, title: 'Sun', year: null }]);
    expect([...mixed]).toEqual(['title', 'year']);
    expect(form).toMatchObject({ title: '', artist: 'Ada', year: '' });
  });

  it('need no title', () => {
    expect(problemsOf({ title: '' }, true)).toEqual([]);
  });
});

describe('the rules', () => {
  it.each([
    [{ title: '  ' }, 'title: Give it a title.'],
    [{ title: '夜'.repeat(301) }, 'title: Use at most 300 characters.'],
    [{ genre: 'x'.repeat(101) }, 'genre: Use at most 100 characters.'],
    [{ year: '26' }, 'year: Write the year with four digits, from 1000 to 9999.'],
    [{ year: '0999' }, 'year: Write the year with four digits, from 1000 to 9999.'],
  ])('refuse %o', (change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  it('count characters as people do', () => {
    expect(problemsOf({ title: '🎵'.repeat(300) })).toEqual([]);
  });

  it('let a year be taken away', () => {
    expect(problemsOf({ year: '' })).toEqual([]);
  });
});

it('sends only what was changed', () => {
  const form = { ...formOf(track), artist: '', year: '2026' };
  expect(editOf(form, new Set(['artist', 'year']))).toEqual({ artist: '', year: 2026 });
  expect(editOf({ ...form, year: ' ' }, new Set(['year']))).toEqual({ year: null });
});

describe('a change that somebody else made meanwhile', () => {
  const theirs = { ...track, title: 'Storm', album: 'Weather' };
  it('is a conflict where both changed the same', () => {
    const form = { ...formOf(track), title: 'Drizzle' };
    expect(conflictsOf(track, theirs, form, new Set(['title']))).toEqual(['title']);
  });

  it('is none where they changed something else or to the same', () => {
    const form = { ...formOf(track), title: 'Storm', mood: 'Dark' };
    expect(conflictsOf(track, theirs, form, new Set(['title', 'mood']))).toEqual([]);
  });
});
