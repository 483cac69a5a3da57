// What a loop will cost, before it is made.
import type { Format } from './form';

// The server's own defaults, bits per second (backend/audio/formats.cpp).
export const usualBitrates = { mp3: 256_000, ogg: 192_000, opus: 160_000, m4a: 192_000 } as const;

const bytesPerSample = 2;
const flacShare = 0.55; // of the bytes of WAV; measured of music with drums
const videoBitsPerSecond = 530_000; // the moving picture (docs/performance.md)

interface Sound {
  sample_rate_hz: number;
  channels: number;
}

interface Wanted {
  seconds: number;
  format: Format;
  bitrate: number; // bits per second; 0: as usual
  video: boolean;
}

// Bytes of the finished file.
export function sizeOf({ sample_rate_hz, channels }: Sound, wanted: Wanted): number {
  const { seconds, format, bitrate, video } = wanted;
  if (video) return (seconds * ((bitrate || usualBitrates.m4a) + videoBitsPerSecond)) / 8;
  if (format !== 'wav' && format !== 'flac') {
    return (seconds * (bitrate || usualBitrates[format])) / 8;
  }
  const plain = seconds * sample_rate_hz * channels * bytesPerSample;
  return format === 'wav' ? plain : plain * flacShare;
}

const findingShare = 0.004; // seconds of work a second of the song (docs/performance.md)
const encodingShare = 0.025; // the same, for the one pass that is encoded
const bytesASecond = 80e6; // written to an ordinary disk

interface Making {
  plays: 'found' | 'round' | 'evolve'; // a loop in the recording, or what the engine plays
  perMinute: number; // seconds that the engine works for a minute
}

// Seconds of work. A loop is encoded once and then copied, and an engine plays its song twice for
// it; new music is made all the way.
export function timeOf(
  track: Sound & { duration: number },
  wanted: Wanted,
  { plays, perMinute }: Making,
): number {
  const writing = sizeOf(track, wanted) / bytesASecond;
  if (plays === 'evolve') return writing + (perMinute / 60 + encodingShare) * wanted.seconds;
  const finding = plays === 'round' ? (2 * perMinute) / 60 : findingShare;
  return 1 + writing + (finding + encodingShare) * track.duration;
}
