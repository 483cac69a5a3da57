// How long a loop is to be, in seconds.
export const shortest = 1;
export const longest = 24 * 3600;

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
