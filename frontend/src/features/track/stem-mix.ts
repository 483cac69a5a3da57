// How loud each stem sounds, and how they are kept together.
export interface StemSetting {
  level: number; // 0 to 1
  muted: boolean;
  solo: boolean;
}

export const flat: StemSetting = { level: 1, muted: false, solo: false };

// Gains from 0 to 1. While any stem is solo, the others are silent; a muted one always is.
export function gainsOf(settings: readonly StemSetting[]): number[] {
  const soloing = settings.some(({ solo }) => solo);
  return settings.map(({ level, muted, solo }) => (muted || (soloing && !solo) ? 0 : level));
}

// All as they are in the song: then the song itself sounds.
export const isFlat = (settings: readonly StemSetting[]): boolean =>
  settings.every(({ level, muted, solo }) => level === 1 && !muted && !solo);

const jumpAt = 0.12; // seconds
const fine = 0.003;
const mostBend = 0.03;

// What brings an element back that is `ahead` seconds before the clock: a jump where it is far off,
// otherwise a little speed, which isn't heard as a gap.
export function correction(ahead: number): { jump: boolean; rate: number } {
  if (Math.abs(ahead) > jumpAt) return { jump: true, rate: 1 };
  if (Math.abs(ahead) < fine) return { jump: false, rate: 1 };
  return { jump: false, rate: 1 - Math.min(mostBend, Math.max(-mostBend, ahead)) };
}
