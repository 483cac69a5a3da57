// The name that an export gets, as the server makes it from a pattern (docs/api.md), for the
// preview while it is typed. The server's word counts.
import type { Track } from '@/api/client';

export const nameFields = [
  'title',
  'artist',
  'album',
  'genre',
  'mood',
  'key',
  'bpm',
  'year',
] as const;
type NameField = (typeof nameFields)[number];

export const longestPattern = 300;
const mostCharacters = 120;

const isField = (name: string): name is NameField => nameFields.some((field) => field === name);

// What is wrong with a pattern: an unknown field by its name, or a brace without its other half.
export function patternFault(pattern: string): { unknown: string } | 'brace' | null {
  for (const [, name = ''] of pattern.matchAll(/{([^{}]*)}/g)) {
    if (!isField(name)) return { unknown: name };
  }
  return /[{}]/.test(pattern.replaceAll(/{[^{}]*}/g, '')) ? 'brace' : null;
}

const trimmed = (name: string) => name.replaceAll(/^[ .\-_]+|[ .\-_]+$/g, '');

// Names that Windows keeps for devices.
const isReserved = (name: string) => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name);

export function fileNameFor(track: Track, pattern: string): string {
  const filled = pattern.replaceAll(/{([^{}]*)}/g, (whole, name: string) =>
    isField(name) ? String(track[name] ?? '') : whole,
  );
  const clean = filled
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[<>:"/\\|?*]/g, '-');
  const name = trimmed([...trimmed(clean)].slice(0, mostCharacters).join(''));
  if (name === '') return 'track';
  return isReserved(name) ? `_${name}` : name;
}

// Several names with their extensions; those that occur again get a number.
export function uniqueNames(names: readonly { name: string; extension: string }[]): string[] {
  const taken = new Set<string>();
  return names.map(({ name, extension }) => {
    for (let number = 1; ; number += 1) {
      const whole = `${name}${number > 1 ? ` (${number})` : ''}.${extension}`;
      const folded = whole.toLowerCase();
      if (taken.has(folded)) continue;
      taken.add(folded);
      return whole;
    }
  });
}
