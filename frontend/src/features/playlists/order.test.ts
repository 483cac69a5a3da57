import { entriesOf, moved } from './order';

it('tells two places of the same track apart', () => {
  const keys = entriesOf(['a', 'b', 'a']).map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
});

describe('moving', () => {
  it.each([
    [0, 2, 'bcad'],
    [3, 0, 'dabc'],
    [1, 1, 'abcd'],
  ])('from %s to %s gives %s', (from, to, result) => {
    expect(moved([...'abcd'], from, to).join('')).toBe(result);
  });
});
