import { mixedPeaks, parsePeaks } from './peaks';

// Two peaks of two channels; a second of sound.
function file(change: (view: DataView) => void = () => undefined): ArrayBuffer {
  const buffer = new ArrayBuffer(32 + 8);
  const view = new DataView(buffer);
  for (const [index, letter] of [...'MGPK'].entries()) view.setUint8(index, letter.charCodeAt(0));
  for (const [at, value] of [
    [4, 1],
    [8, 44100],
    [12, 22050],
    [24, 2],
    [28, 2],
  ] as const) {
    view.setUint32(at, value, true);
  }
  view.setBigUint64(16, 44100n, true);
  for (const [index, value] of [-127, 127, 0, 64, -10, 20, -30, 5].entries()) {
    view.setInt8(32 + index, value);
  }
  change(view);
  return buffer;
}

it('reads each channel’s lowest and highest values', () => {
  const { duration, channels } = parsePeaks(file());
  expect(duration).toBe(1);
  expect(channels.map((channel) => [...channel].map((value) => Math.round(value * 127)))).toEqual([
    [-127, 127, -10, 20],
    [0, 64, -30, 5],
  ]);
});

it('mixes channels to what reaches out furthest', () => {
  const mixed = mixedPeaks(parsePeaks(file()));
  expect([...mixed].map((value) => Math.round(value * 127))).toEqual([-127, 127, -30, 20]);
});

it.each([
  ['another kind of file', (view: DataView) => view.setUint8(0, 0)],
  ['a later version', (view: DataView) => view.setUint32(4, 2, true)],
  ['a file that was cut off', (view: DataView) => view.setUint32(28, 3, true)],
  ['sound without a rate', (view: DataView) => view.setUint32(8, 0, true)],
])('refuses %s', (_, change) => {
  expect(() => parsePeaks(file(change))).toThrow(RangeError);
});

it('refuses an empty file', () => {
  expect(() => parsePeaks(new ArrayBuffer(0))).toThrow(RangeError);
});
