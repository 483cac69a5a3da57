import { nothingSelected, toggled } from './selection';

const list = ['a', 'b', 'c', 'd', 'e'];
const idsOf = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('');

describe('a selection', () => {
  it('takes and leaves single tracks', () => {
    const one = toggled(nothingSelected, list, 'b', false);
    const two = toggled(one, list, 'd', false);
    expect(idsOf(two)).toBe('bd');
    expect(idsOf(toggled(two, list, 'b', false))).toBe('d');
  });

  it('takes a range upwards and downwards', () => {
    const start = toggled(nothingSelected, list, 'c', false);
    expect(idsOf(toggled(start, list, 'e', true))).toBe('cde');
    expect(idsOf(toggled(start, list, 'a', true))).toBe('abc');
  });

  it('leaves a range when its end was chosen', () => {
    const all = { ids: new Set(list), anchor: 'b' };
    expect(idsOf(toggled(all, list, 'd', true))).toBe('ae');
  });

  it('takes one where the range’s start is gone from the list', () => {
    const start = { ids: new Set(['x']), anchor: 'x' };
    expect(idsOf(toggled(start, list, 'b', true))).toBe('bx');
  });

  it('does not change the selection that it came from', () => {
    toggled(nothingSelected, list, 'a', false);
    expect(nothingSelected.ids.size).toBe(0);
  });
});
