import type { Track } from '@/api/client';

import { fileNameFor, patternFault, uniqueNames } from './file-name';

const track = {
  title: 'Rain: Part 1/2',
  artist: 'Ada',
  album: '',
  genre: 'Lo-fi',
  mood: '',
  key: 'F# minor',
  bpm: 82.5,
  year: null,
} as Track;

describe('the name of an export', () => {
  it.each([
    ['{title}', 'Rain- Part 1-2'],
    ['{artist} - {key} {bpm}', 'Ada - F# minor 82.5'],
    ['{artist} - {album}', 'Ada'],
    ['{year}. {artist}', 'Ada'],
    ['  spaced   out ', 'spaced out'],
    ['{mood}', 'track'],
    ['con', '_con'],
  ])('is made from %s', (pattern, name) => {
    expect(fileNameFor(track, pattern)).toBe(name);
  });

  it('ends after 120 characters', () => {
    expect([...fileNameFor({ ...track, title: '夜'.repeat(200) }, '{title}')]).toHaveLength(120);
  });
});

describe('a pattern', () => {
  it.each([
    ['{title} by {artist}', null],
    ['{tile}', { unknown: 'tile' }],
    ['{title', 'brace'],
    ['title}', 'brace'],
  ])('%s has the fault %o', (pattern, fault) => {
    expect(patternFault(pattern)).toEqual(fault);
  });
});

it('numbers names that occur twice, whatever their case', () => {
  const named = (name: string) => ({ name, extension: 'mp3' });
  expect(uniqueNames([named('Rain'), named('rain'), named('Rain')])).toEqual([
    'Rain.mp3',
    'rain (2).mp3',
    'Rain (3).mp3',
  ]);
});
