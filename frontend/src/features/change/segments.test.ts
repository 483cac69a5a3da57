import { expect, test } from 'vitest';

import type { Track } from '@/api/client';
import { modelNamed } from '@/features/create/testing/models';
import { optionsOf } from '@/features/create/engine-options';
import { emptyForm } from '@/features/create/form';

import { continues, editorsOf, isChangeOf, segmentError, toChange, withSegment } from './segments';

const song = (duration: number) => ({ id: 'song', duration, model_used: '' }) as Track;
const t = ((key: string) => key) as Parameters<typeof segmentError>[0];
const singer = { ...modelNamed('DiffRhythm-1.2-full'), abilities: ['lyrics', 'edit'] };

test('a new part begins where the player stands, or ends with the song', () => {
  const one = withSegment([], 20, 100);
  expect(one).toEqual([{ id: 1, start: 20, end: 35 }]);
  expect(withSegment(one, 95, 100)[1]).toEqual({ id: 2, start: 85, end: 100 });
  expect(withSegment([], 0, 5)).toEqual([{ id: 1, start: 0, end: 5 }]);
});

test('a part lies within the song and has a length', () => {
  const wrong = [
    [5, 5],
    [6, 5],
    [-1, 5],
    [5, 101],
    [NaN, 5],
    [5, NaN],
  ] as const;
  for (const [start, end] of wrong) {
    expect(segmentError(t, { id: 1, start, end }, 100)).toBe('change.errors.segment');
  }
  expect(segmentError(t, { id: 1, start: 0, end: 100 }, 100)).toBeUndefined();
});

test('only installed engines that can edit and take the length are offered', () => {
  const models = [
    { ...singer, installed: true },
    { ...singer, name: 'absent', installed: false },
    { ...singer, name: 'unable', installed: true, abilities: ['lyrics'] },
  ];
  expect(editorsOf(models, song(120)).map(({ name }) => name)).toEqual(['DiffRhythm-1.2-full']);
  expect(editorsOf(models, song(singer.durations.max + 2))).toEqual([]);
});

test('the request keeps the length unless another was chosen, and runs to the end as such', () => {
  const options = optionsOf(singer);
  const form = { ...emptyForm(), prompt: 'calm', lyrics: 'la', count: 3, duration: '2:10' };
  const segments = [
    { id: 1, start: 10, end: 20 },
    { id: 2, start: 90, end: 100 },
  ];
  const kept = toChange(song(100), form, options, segments);
  expect(kept).not.toHaveProperty('duration');
  expect(kept).toMatchObject({
    count: 1,
    lyrics: 'la',
    edit: {
      track_id: 'song',
      segments: [
        [10, 20],
        [90, null],
      ],
    },
  });
  const longer = { ...form, durationChosen: true };
  expect(toChange(song(100), longer, options, [])).toMatchObject({ duration: 130 });
  expect(continues(longer, song(100))).toBe(true);
  expect(continues(longer, song(200))).toBe(false);
  expect(continues(form, song(100))).toBe(false);
});

test('a change is known by its track', () => {
  const job = { kind: 'edit', request: { edit: { track_id: 'song' } } } as never;
  expect(isChangeOf(job, 'song')).toBe(true);
  expect(isChangeOf(job, 'other')).toBe(false);
  expect(isChangeOf({ kind: 'loop', request: { track_id: 'song' } } as never, 'song')).toBe(false);
});
