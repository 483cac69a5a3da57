import {
  isTimed,
  readLyrics,
  stampOf,
  withHeading,
  withoutTimes,
  withTimes,
  wordsOf,
} from './lyrics-text';

const plain = '[ti:Night]\n[verse]\nMoonlight spills\n\n[chorus]\nNeon ghosts';
const timed = '[00:10.00]Moonlight spills\n[chorus]\n[01:13.20] Neon ghosts\n[01:17.00]';

it('tells words from headings, tags, blank lines and times without words', () => {
  expect(readLyrics(plain).map(({ kind }) => kind)).toEqual([
    'tag',
    'heading',
    'words',
    'blank',
    'heading',
    'words',
  ]);
  expect(readLyrics(timed).map(({ kind, time }) => [kind, time])).toEqual([
    ['words', 10],
    ['heading', null],
    ['words', 73.2],
    ['mark', 77],
  ]);
  expect([isTimed(plain), isTimed(timed)]).toEqual([false, true]);
});

it('takes no heading for a time that is misspelt', () => {
  expect(wordsOf('[1:05.0]').map(({ words }) => words)).toEqual(['[1:05.0]']);
});

it.each([
  [0, '[00:00.00]'],
  [65.004, '[01:05.00]'],
  [59.996, '[01:00.00]'],
  [-1, '[00:00.00]'],
])('writes %d s as %s', (seconds, text) => {
  expect(stampOf(seconds)).toBe(text);
});

it('puts times before the words and keeps the headings', () => {
  expect(withTimes(plain, [1, 2.5], 9)).toBe(
    '[ti:Night]\n[verse]\n[00:01.00]Moonlight spills\n\n[chorus]\n[00:02.50]Neon ghosts\n[00:09.00]',
  );
});

it('replaces times that were there', () => {
  expect(withTimes(timed, [1, 2], null)).toBe(
    '[00:01.00]Moonlight spills\n[chorus]\n[00:02.00]Neon ghosts',
  );
});

it('takes times away again', () => {
  expect(withoutTimes(timed)).toBe('Moonlight spills\n[chorus]\nNeon ghosts');
});

it('puts a heading on a line of its own where the caret stands', () => {
  expect(withHeading('', 0, 'verse')).toEqual({ text: '[verse]\n', caret: 8 });
  expect(withHeading('one\ntwo', 3, 'chorus').text).toBe('one\n\n[chorus]\ntwo');
  const added = withHeading('one\n\ntwo', 5, 'chorus');
  expect(added.text).toBe('one\n\n[chorus]\ntwo');
  expect(added.text.slice(added.caret)).toBe('two');
});
