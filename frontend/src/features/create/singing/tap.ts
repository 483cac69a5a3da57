// Times that are tapped while a song plays, line after line.
export interface Taps {
  times: (number | null)[]; // of each line of words, in seconds
  end: number | null; // where the singing ends
  next: number; // the line whose time comes with the next tap; after the last one, the end
}

export type TapAction = { type: 'tap'; seconds: number } | { type: 'back' } | { type: 'restart' };

export const startTaps = (lines: number): Taps => ({
  times: Array<null>(lines).fill(null),
  end: null,
  next: 0,
});

export function tapsReducer(taps: Taps, action: TapAction): Taps {
  const { times, end, next } = taps;
  switch (action.type) {
    case 'tap':
      if (next > times.length) return taps;
      return {
        times: times.map((time, line) => (line === next ? action.seconds : time)),
        end: next === times.length ? action.seconds : end,
        next: next + 1,
      };
    case 'back': {
      const line = Math.max(0, next - 1);
      return {
        times: times.map((time, other) => (other >= line ? null : time)),
        end: null,
        next: line,
      };
    }
    case 'restart':
      return startTaps(times.length);
  }
}

export const areComplete = ({ times }: Taps): boolean => times.every((time) => time !== null);
export const knownTimes = ({ times }: Taps): number[] => times.filter((time) => time !== null);
