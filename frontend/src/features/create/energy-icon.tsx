// The course of energy through a song, as a line.
const lines: Record<string, string | undefined> = {
  arc: 'M2 12 C 8 2, 16 2, 22 12',
  build: 'M2 12 L 22 3',
  drop: 'M2 11 L 11 8 L 12 2 L 22 3',
  fade: 'M2 3 L 22 12',
  steady: 'M2 7.5 L 22 7.5',
  wave: 'M2 10 C 5 2, 8 2, 12 7.5 S 19 13, 22 4',
};

export function EnergyIcon({ name }: { name: string }) {
  const line = lines[name];
  if (!line) return null;
  return (
    <svg viewBox="0 0 24 15" className="h-3.5 w-5" aria-hidden>
      <path d={line} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
