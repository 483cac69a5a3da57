import { seamOf, spanOf } from './seam';

const rate = 1000;
// Ten seconds in which every sample says where it is.
const ramp = Float32Array.from({ length: 10 * rate }, (_, index) => index / (10 * rate));
const at = (seconds: number) => ramp[Math.round(seconds * rate)];

it('plays up to the end of the loop and goes on at its start', () => {
  const heard = seamOf(ramp, rate, { start: 2, end: 8, crossfade: 0 }, 3);
  expect(heard).toHaveLength(6 * rate);
  expect(heard[3 * rate - 1]).toBe(at(7.999));
  expect(heard[3 * rate]).toBe(at(2));
  expect(heard[4 * rate]).toBe(at(3));
});

it('repeats a true loop without any change at its seam', () => {
  const wave = Float32Array.from({ length: 10 * rate }, (_, index) =>
    Math.sin((2 * Math.PI * index * 4) / rate),
  );
  const heard = seamOf(wave, rate, { start: 1, end: 9, crossfade: 0 }, 2);
  for (let index = 100; index < 3900; index += 1) {
    expect(heard[index]).toBeCloseTo(wave[index % rate] ?? 0, 4);
  }
});

it('fades over at equal power, and only before the seam', () => {
  const steps = Float32Array.from({ length: 10 * rate }, (_, index) => (index < 2 * rate ? 1 : 0));
  const heard = seamOf(steps, rate, { start: 2, end: 8, crossfade: 1 }, 3);
  expect(heard[2 * rate - 1]).toBe(0);
  expect(heard[2.5 * rate]).toBeCloseTo(Math.SQRT1_2, 2);
  expect(heard[3 * rate - 1]).toBeCloseTo(1, 2);
  expect(heard[3 * rate]).toBe(0);
});

it('hears no more than there is of a short loop', () => {
  expect(spanOf({ start: 1, end: 2.5, crossfade: 0 }, 4)).toEqual({ before: 1.5, after: 1.5 });
});

it('begins and ends in silence', () => {
  const ones = new Float32Array(10 * rate).fill(1);
  const heard = seamOf(ones, rate, { start: 2, end: 8, crossfade: 0 }, 3);
  expect(heard[0]).toBe(0);
  expect(heard.at(-1)).toBe(0);
  expect(heard[3000]).toBe(1);
});
