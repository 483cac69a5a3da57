// How long a loop is to be: read as the server reads it (docs/api.md, backend duration_of).
export const shortest = 1;
export const longest = 24 * 3600;
export const hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1 };

// Seconds of "2h", "1h30m", "45m", "2.5m", "90", "1:30" or "1:02:03"; undefined for anything else.
export function readLength(text: string): number | undefined {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, '');
  if (/^\d+(\.\d+)?(:\d+(\.\d+)?)+$/.test(words)) {
    return words.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  }
  if (!/^(\d+(\.\d+)?[hms]?)+$/.test(words)) return undefined;
  let seconds = 0;
  let lastUnit = Infinity;
  for (const [, number, unit] of words.matchAll(/(\d+(?:\.\d+)?)([hms])?/g)) {
    const length = unitSeconds[unit ?? 's'] ?? 1;
    if (length >= lastUnit) return undefined;
    lastUnit = length;
    seconds += Number(number) * length;
  }
  return seconds;
}

// As the field shows it: 5400 is "1h30m".
export function writeLength(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [Number((seconds % 60).toFixed(3)), 's'],
  ] as const;
  return (
    parts
      .filter(([value]) => value > 0)
      .map(([value, unit]) => `${value}${unit}`)
      .join('') || '0s'
  );
}
