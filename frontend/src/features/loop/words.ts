// Loops in plain words.
import type { Candidate } from './queries';

export const parts = [
  'correlation',
  'harmony',
  'timbre',
  'phrase',
  'coverage',
  'level',
] as const satisfies (keyof Candidate['parts'])[];

export type Grade = 'strong' | 'fair' | 'weak';

export const gradeOf = (value: number): Grade =>
  value >= 0.8 ? 'strong' : value >= 0.45 ? 'fair' : 'weak';

// 83.2456 is "1:23.246": loops are chosen by the millisecond.
export function formatPrecise(seconds: number): string {
  const thousandths = Math.round(Math.max(0, seconds) * 1000);
  const minutes = Math.floor(thousandths / 60_000);
  const rest = ((thousandths % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${minutes}:${rest}`;
}
