import type { BriefFact } from '@/api/queries';

import { markWords } from './marks';

const fact = (field: string, words: string): BriefFact => ({
  field,
  words,
  value: '',
  source: 'prompt',
});

it('marks the words that decided something and keeps the rest', () => {
  const pieces = markWords('Lo-fi hip hop with rain', [
    fact('ambience', 'rain'),
    fact('genre', 'lo-fi hip hop'),
    fact('mood', ''),
  ]);
  expect(pieces).toEqual([
    { text: 'Lo-fi hip hop', field: 'genre' },
    { text: ' with ', field: null },
    { text: 'rain', field: 'ambience' },
  ]);
});

it('never marks the same words twice', () => {
  const pieces = markWords('slow slow piano', [
    fact('bpm', 'slow'),
    fact('mood', 'slow'),
    fact('instruments', 'slow piano'),
  ]);
  expect(pieces.map((piece) => piece.text).join('')).toBe('slow slow piano');
  expect(pieces.filter((piece) => piece.field !== null)).toHaveLength(2);
});
