import { cn } from '@/lib/cn';

const colours = [
  'fill-mark-genre',
  'fill-mark-mood',
  'fill-mark-bpm',
  'fill-mark-key',
  'fill-mark-instruments',
  'fill-mark-ambience',
  'fill-mark-energy',
] as const;

// FNV-1a, for a picture that stays the same for the same track.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return value;
}

interface CoverProps {
  url: string | null;
  seed: string; // the track's id
  className?: string;
}

// A track's cover, or bars drawn from its id while it has none.
export function Cover({ url, seed, className }: CoverProps) {
  const frame = cn('shrink-0 overflow-hidden rounded-lg bg-sunken', className);
  if (url) return <img src={url} alt="" className={cn(frame, 'object-cover')} />;
  const bits = hash(seed);
  const ground = colours[bits % colours.length];
  const heights = [0, 1, 2, 3, 4].map((bar) => 8 + ((bits >>> (bar * 5)) % 20));
  return (
    <svg viewBox="0 0 44 44" className={frame} aria-hidden>
      {seed ? <rect width="44" height="44" className={ground} /> : null}
      {heights.map((height, bar) => (
        <rect
          key={bar}
          x={8.5 + bar * 6}
          y={22 - (seed ? height : 6) / 2}
          width="3"
          height={seed ? height : 6}
          rx="1.5"
          className={seed ? 'fill-ink/75' : 'fill-line-strong'}
        />
      ))}
    </svg>
  );
}
