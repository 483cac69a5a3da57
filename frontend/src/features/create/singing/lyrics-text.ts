// Lyrics as they are written: plain lines under headings, or LRC with a time before each line.

export const longestLyrics = 20_000; // characters, as the server takes them
export const mostLines = 2000;

export interface LyricLine {
  kind: 'words' | 'heading' | 'mark' | 'tag' | 'blank'; // a mark is a time without words
  time: number | null; // seconds
  words: string;
}

export const headings = ['intro', 'verse', 'chorus', 'bridge', 'instrumental', 'outro'] as const;

const stampPattern = /^\[(\d\d):(\d\d\.\d\d)\]/;
const headingPattern = /^\[[^\]\d][^\]]*\]$/;
const tagPattern = /^\[(ti|ar|al|au|by|re|ve|la|offset|length|#|id):.*\]$/i;

function readLine(line: string): LyricLine {
  const stamp = stampPattern.exec(line);
  const time = stamp ? Number(stamp[1]) * 60 + Number(stamp[2]) : null;
  const words = line.slice(stamp ? stamp[0].length : 0).trim();
  if (time !== null) return { kind: words === '' ? 'mark' : 'words', time, words };
  if (words === '') return { kind: 'blank', time, words };
  if (tagPattern.test(words)) return { kind: 'tag', time, words };
  return { kind: headingPattern.test(words) ? 'heading' : 'words', time, words };
}

export const linesOf = (text: string): string[] => text.split('\n');
export const readLyrics = (text: string): LyricLine[] => linesOf(text).map(readLine);
export const isTimed = (text: string): boolean =>
  readLyrics(text).some(({ time }) => time !== null);
export const wordsOf = (text: string): LyricLine[] =>
  readLyrics(text).filter(({ kind }) => kind === 'words');

// 65.004 is [01:05.00].
export function stampOf(seconds: number): string {
  const hundredths = Math.round(Math.max(0, seconds) * 100);
  const two = (number: number) => String(number).padStart(2, '0');
  return `[${two(Math.floor(hundredths / 6000))}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}]`;
}

// The same words with these times, one for each line of words, and where the singing ends.
export function withTimes(text: string, times: readonly number[], end: number | null): string {
  let next = 0;
  const lines = readLyrics(text).flatMap(({ kind, words }) => {
    if (kind === 'mark') return []; // its place among the new times isn't known
    if (kind !== 'words') return [words];
    const time = times[next];
    next += 1;
    return [time === undefined ? words : `${stampOf(time)}${words}`];
  });
  while (lines.at(-1) === '') lines.pop();
  if (end !== null) lines.push(stampOf(end));
  return lines.join('\n');
}

export const withoutTimes = (text: string): string =>
  readLyrics(text)
    .map(({ words }) => words)
    .join('\n')
    .trimEnd();

// Puts a heading on a line of its own at the caret; answers with the caret's place after it.
export function withHeading(
  text: string,
  caret: number,
  name: string,
): { text: string; caret: number } {
  const before = text.slice(0, caret).replace(/[ \t]+$/, '');
  const after = text.slice(caret);
  const apart =
    before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const start = `${before}${apart}[${name}]\n`;
  return { text: start + after.replace(/^\n/, ''), caret: start.length };
}
