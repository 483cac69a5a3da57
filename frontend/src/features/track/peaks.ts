// The server's waveform file (docs/api.md, "Files"): at most 20,000 peaks however long the sound.
export interface Peaks {
  duration: number; // seconds
  channels: Float32Array[]; // for each, lowest and highest by turns, -1 to 1
}

const headerBytes = 32;

// Throws RangeError for anything that isn't such a file.
export function parsePeaks(buffer: ArrayBuffer): Peaks {
  const view = new DataView(buffer);
  const fail = () => new RangeError('This is no waveform file.');
  if (buffer.byteLength < headerBytes) throw fail();
  const magic = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
  const version = view.getUint32(4, true);
  const rate = view.getUint32(8, true);
  const frames = Number(view.getBigUint64(16, true));
  const channelCount = view.getUint32(24, true);
  const count = view.getUint32(28, true);
  const complete = buffer.byteLength === headerBytes + count * channelCount * 2;
  if (magic !== 'MGPK' || version !== 1 || rate === 0 || channelCount === 0 || !complete) {
    throw fail();
  }
  const values = new Int8Array(buffer, headerBytes);
  const channels = Array.from({ length: channelCount }, (_, channel) =>
    Float32Array.from(
      { length: count * 2 },
      (__, index) =>
        (values[(Math.floor(index / 2) * channelCount + channel) * 2 + (index % 2)] ?? 0) / 127,
    ),
  );
  return { duration: frames / rate, channels };
}

// One line for all channels: the lowest and the highest of any, as a waveform is drawn.
export function mixedPeaks({ channels }: Peaks): Float32Array {
  const [first = new Float32Array(), ...others] = channels;
  return first.map((value, index) =>
    others.reduce((extreme, other) => {
      const here = other[index] ?? 0;
      return index % 2 === 0 ? Math.min(extreme, here) : Math.max(extreme, here);
    }, value),
  );
}
