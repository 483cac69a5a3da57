import { areComplete, knownTimes, startTaps, tapsReducer, type TapAction } from './tap';

const run = (...actions: (number | 'back' | 'restart')[]) =>
  actions
    .map((action): TapAction =>
      typeof action === 'number' ? { type: 'tap', seconds: action } : { type: action },
    )
    .reduce(tapsReducer, startTaps(2));

it('gives each line its time, then the end', () => {
  expect(run(1)).toEqual({ times: [1, null], end: null, next: 1 });
  expect(areComplete(run(1))).toBe(false);
  expect(run(1, 2, 3)).toEqual({ times: [1, 2], end: 3, next: 3 });
  expect(areComplete(run(1, 2))).toBe(true);
});

it('ignores taps after the end', () => {
  expect(run(1, 2, 3, 4)).toEqual(run(1, 2, 3));
});

it('takes the last tap back, one by one', () => {
  expect(run(1, 2, 3, 'back')).toEqual(run(1, 2));
  expect(run(1, 2, 'back', 5)).toEqual(run(1, 5));
  expect(run('back')).toEqual(startTaps(2));
  expect(knownTimes(run(1, 2, 'back'))).toEqual([1]);
});

it('starts over', () => {
  expect(run(1, 2, 'restart')).toEqual(startTaps(2));
});
