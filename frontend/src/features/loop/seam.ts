// The seam as the server will write it: the sound up to the end of the loop, then the sound from
// its start, joined with the same crossfade (equal power, ending at the seam; docs/loops.md).
export interface Seam {
  start: number; // seconds
  end: number; // seconds
  crossfade: number; // seconds; 0: a plain cut
}

const rampSeconds = 0.02; // so that the piece itself begins and ends without a click

// What is heard of a loop: as much as there is, up to so many seconds on either side.
export function spanOf({ start, end }: Seam, aside: number) {
  const within = Math.max(0, end - start);
  return { before: Math.min(aside, within), after: Math.min(aside, within) };
}

// The frames of one channel. `sound` must reach to the end of the loop.
export function seamOf(
  sound: Float32Array,
  rate: number,
  seam: Seam,
  aside: number,
): Float32Array<ArrayBuffer> {
  const frame = (seconds: number) => Math.round(seconds * rate);
  const start = frame(seam.start);
  const end = frame(seam.end);
  const { before, after } = spanOf(seam, aside);
  const first = end - frame(before);
  const made = new Float32Array(frame(before) + frame(after));
  made.set(sound.subarray(first, end));
  made.set(sound.subarray(start, start + frame(after)), frame(before));

  const fade = Math.min(frame(seam.crossfade), start, frame(before));
  for (let index = 0; index < fade; index += 1) {
    const angle = ((index + 0.5) / fade) * (Math.PI / 2);
    const at = frame(before) - fade + index;
    made[at] =
      Math.cos(angle) * (made[at] ?? 0) + Math.sin(angle) * (sound[start - fade + index] ?? 0);
  }
  const ramp = Math.min(frame(rampSeconds), Math.floor(made.length / 2));
  for (let index = 0; index < ramp; index += 1) {
    const gain = index / ramp;
    made[index] = (made[index] ?? 0) * gain;
    const last = made.length - 1 - index;
    made[last] = (made[last] ?? 0) * gain;
  }
  return made;
}
