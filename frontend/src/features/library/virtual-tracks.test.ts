import { layoutOf } from './virtual-tracks';

describe('the grid', () => {
  it.each([
    [328, 2], // a phone of 360 pixels
    [1088, 5],
    [3000, 14],
  ])('has on %s pixels %s columns', (width, columns) => {
    expect(layoutOf('grid', { width, rem: 16 }).columns).toBe(columns);
  });

  it('keeps one column before it is measured', () => {
    expect(layoutOf('grid', { width: 0, rem: 16 }).columns).toBe(1);
  });
});

it('a list grows with the size of the letters', () => {
  expect(layoutOf('list', { width: 800, rem: 24 }).rowHeight).toBe(96);
});
