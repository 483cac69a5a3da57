import { correction, flat, gainsOf, isFlat } from './stem-mix';

describe('levels of stems', () => {
  it('silences all others while one is solo', () => {
    expect(gainsOf([{ ...flat, level: 0.5, solo: true }, flat])).toEqual([0.5, 0]);
  });

  it('lets several be solo', () => {
    const solo = { ...flat, solo: true };
    expect(gainsOf([solo, solo, flat])).toEqual([1, 1, 0]);
  });

  it('keeps a muted one silent even when it is solo', () => {
    expect(gainsOf([{ ...flat, muted: true, solo: true }, flat])).toEqual([0, 0]);
  });

  it('knows when the song itself can sound', () => {
    expect(isFlat([flat, flat])).toBe(true);
    expect(isFlat([flat, { ...flat, level: 0.9 }])).toBe(false);
  });
});

describe('keeping stems together', () => {
  it('jumps when one is far off', () => {
    expect(correction(0.5).jump).toBe(true);
    expect(correction(-0.5).jump).toBe(true);
  });

  it('slows what is ahead and hurries what is behind, within three percent', () => {
    expect(correction(0.02)).toEqual({ jump: false, rate: 0.98 });
    expect(correction(-0.1)).toEqual({ jump: false, rate: 1.03 });
  });

  it('leaves alone what can’t be heard', () => {
    expect(correction(0.001)).toEqual({ jump: false, rate: 1 });
  });
});
