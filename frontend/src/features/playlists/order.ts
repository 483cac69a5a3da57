// A playlist's entries: a track may stand in it more than once, so each has a key of its own.
export interface Entry {
  key: string;
  trackId: string;
}

export function entriesOf(trackIds: readonly string[]): Entry[] {
  const seen = new Map<string, number>();
  return trackIds.map((trackId) => {
    const times = seen.get(trackId) ?? 0;
    seen.set(trackId, times + 1);
    return { key: `${trackId}#${times}`, trackId };
  });
}

// The list with one of its items taken from its place to another.
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const result = [...list];
  result.splice(to, 0, ...result.splice(from, 1));
  return result;
}
