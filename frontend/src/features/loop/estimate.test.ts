import { sizeOf, timeOf } from './estimate';

const track = { sample_rate_hz: 44_100, channels: 2, duration: 180 };
const hour = { seconds: 3600, format: 'mp3', bitrate: 0, video: false } as const;

it('sizes compressed files by their bit rate', () => {
  expect(sizeOf(track, hour)).toBe(115_200_000);
  expect(sizeOf(track, { ...hour, bitrate: 128_000 })).toBe(57_600_000);
});

it('sizes lossless files by their samples', () => {
  const wav = sizeOf(track, { ...hour, format: 'wav' });
  expect(wav).toBe(635_040_000);
  expect(sizeOf(track, { ...hour, format: 'flac' })).toBeLessThan(wav);
});

it('counts the picture of a video, whatever the format says', () => {
  const video = sizeOf(track, { ...hour, format: 'wav', video: true });
  expect(video).toBeGreaterThan(sizeOf(track, { ...hour, format: 'm4a' }));
  expect(video).toBe(sizeOf(track, { ...hour, video: true }));
});

it('takes little longer for ten hours of the same than for one', () => {
  const found = { plays: 'found', perMinute: 2 } as const;
  const one = timeOf(track, hour, found);
  const ten = timeOf(track, { ...hour, seconds: 36_000 }, found);
  expect(ten).toBeGreaterThan(one);
  expect(ten).toBeLessThan(one * 4);
});

it('makes new music all the way', () => {
  const evolve = { plays: 'evolve', perMinute: 2 } as const;
  const one = timeOf(track, hour, evolve);
  expect(one).toBeGreaterThan(120);
  expect(timeOf(track, { ...hour, seconds: 36_000 }, evolve)).toBeCloseTo(10 * one, 5);
});

it('plays a song twice to make it go round', () => {
  const found = timeOf(track, hour, { plays: 'found', perMinute: 2 });
  const round = timeOf(track, hour, { plays: 'round', perMinute: 2 });
  expect(round - found).toBeCloseTo(12 - 0.72, 5);
});
