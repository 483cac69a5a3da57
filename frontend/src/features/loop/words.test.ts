import { formatPrecise, gradeOf } from './words';

it.each([
  [0, '0:00.000'],
  [83.2456, '1:23.246'],
  [59.9999, '1:00.000'],
])('writes %d s as %s', (seconds, text) => {
  expect(formatPrecise(seconds)).toBe(text);
});

it('grades evidence', () => {
  expect([0.95, 0.5, 0.1].map(gradeOf)).toEqual(['strong', 'fair', 'weak']);
});
