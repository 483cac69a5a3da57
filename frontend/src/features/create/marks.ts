// Where in a prompt the words stand that the engine understood.
import type { BriefFact } from '@/api/queries';

export interface Piece {
  text: string;
  field: string | null; // what these words decided
}

export function markWords(prompt: string, facts: readonly BriefFact[]): Piece[] {
  const lower = prompt.toLowerCase();
  const spans: { start: number; end: number; field: string }[] = [];
  // The longest first, so that "lo-fi hip hop" is not split by "hip hop".
  const said = facts.filter((fact) => fact.words.trim() !== '');
  for (const fact of said.toSorted((a, b) => b.words.length - a.words.length)) {
    const words = fact.words.toLowerCase();
    let start = lower.indexOf(words);
    const taken = (from: number) =>
      spans.some((span) => from < span.end && from + words.length > span.start);
    while (start >= 0 && taken(start)) start = lower.indexOf(words, start + 1);
    if (start >= 0) spans.push({ start, end: start + words.length, field: fact.field });
  }
  spans.sort((a, b) => a.start - b.start);

  const pieces: Piece[] = [];
  let from = 0;
  for (const { start, end, field } of spans) {
    if (start > from) pieces.push({ text: prompt.slice(from, start), field: null });
    pieces.push({ text: prompt.slice(start, end), field });
    from = end;
  }
  if (from < prompt.length) pieces.push({ text: prompt.slice(from), field: null });
  return pieces;
}
