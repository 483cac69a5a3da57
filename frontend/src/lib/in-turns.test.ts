import { inTurns } from './in-turns';

it('does everything once and tells what failed', async () => {
  const seen: number[] = [];
  const { done, failed } = await inTurns([1, 2, 3, 4, 5], (item) => {
    seen.push(item);
    return item === 3 ? Promise.reject(new Error('three')) : Promise.resolve();
  });
  expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(done.sort()).toEqual([1, 2, 4, 5]);
  expect(failed.map(({ item }) => item)).toEqual([3]);
});

it('never does more at once than it may', async () => {
  let now = 0;
  let most = 0;
  await inTurns(
    Array.from({ length: 12 }, (_, index) => index),
    async () => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
    },
    undefined,
    3,
  );
  expect(most).toBe(3);
});
