export interface Outcome<T> {
  done: T[];
  failed: { item: T; error: unknown }[];
}

// Does the same with many things, a few at a time, and goes on where one fails.
export async function inTurns<T>(
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  onStep?: (finished: number) => void,
  atOnce = 4,
): Promise<Outcome<T>> {
  const outcome: Outcome<T> = { done: [], failed: [] };
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) {
      try {
        await work(item);
        outcome.done.push(item);
      } catch (error) {
        outcome.failed.push({ item, error });
      }
      onStep?.(outcome.done.length + outcome.failed.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcome;
}
