import { parseDuration } from '@/lib/format';

import { writeLength } from './length';

it.each([3600, 5400, 120, 61, 36_000, 90.5])('writes %d s so that they can be read', (seconds) => {
  expect(parseDuration(writeLength(seconds))).toBe(seconds);
});
