import { readLength, writeLength } from './length';

it.each([
  ['2h', 7200],
  ['1h30m', 5400],
  ['1 h 30 m', 5400],
  ['45m', 2700],
  ['2.5m', 150],
  ['90', 90],
  ['90s', 90],
  ['1h30', 3630],
  ['1:30', 90],
  ['1:02:03', 3723],
])('reads %s as the server does', (text, seconds) => {
  expect(readLength(text)).toBe(seconds);
});

it.each(['', 'soon', '-5', '30m1h', '1h2h', '2 hours', '1:', '1e3'])('refuses "%s"', (text) => {
  expect(readLength(text)).toBeUndefined();
});

it.each([3600, 5400, 120, 61, 36_000, 90.5])('reads back what it writes: %d s', (seconds) => {
  expect(readLength(writeLength(seconds))).toBe(seconds);
});
