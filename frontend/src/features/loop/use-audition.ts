// Plays the seam of a loop again and again.
import { useCallback, useEffect, useRef, useState } from 'react';

import type { Track } from '@/api/client';
import { connection } from '@/api/connection';
import { player, usePlayer } from '@/features/player/player';

import { seamOf, spanOf, type Seam } from './seam';

export const asideSeconds = 4;
const pauseSeconds = 0.6; // between two hearings, so that only the seam is listened to
// Longer ones would fill the memory once decoded; their seam is heard by jumping, with a small gap.
export const longestDecoded = 900;

type State = 'silent' | 'loading' | 'playing' | 'failed';

interface Hearing {
  stop: () => void;
  share: () => number; // of the piece that has been heard; 0 to 1
}

async function decode(track: Track): Promise<AudioBuffer> {
  const response = await fetch(track.file_url);
  connection.answered(response);
  if (!response.ok) throw new Error(`The file answers ${response.status}.`);
  // Decoded at the track's own rate, so that frames are the server's frames.
  const context = new OfflineAudioContext(1, 1, track.sample_rate_hz);
  return context.decodeAudioData(await response.arrayBuffer());
}

function hearDecoded(sound: AudioBuffer, seam: Seam, volume: number): Hearing {
  const context = new AudioContext({ sampleRate: sound.sampleRate });
  const pieces = Array.from({ length: sound.numberOfChannels }, (_, channel) =>
    seamOf(sound.getChannelData(channel), sound.sampleRate, seam, asideSeconds),
  );
  const frames = pieces[0]?.length ?? 1;
  const pause = Math.round(pauseSeconds * sound.sampleRate);
  const buffer = context.createBuffer(pieces.length, frames + pause, sound.sampleRate);
  for (const [channel, piece] of pieces.entries()) buffer.copyToChannel(piece, channel);
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  source.connect(new GainNode(context, { gain: volume })).connect(context.destination);
  source.start();
  const begun = context.currentTime;
  return {
    stop: () => void context.close(),
    share: () =>
      Math.min(1, (((context.currentTime - begun) % buffer.duration) * sound.sampleRate) / frames),
  };
}

function hearByJumping(url: string, seam: Seam, volume: number): Hearing {
  const element = new Audio(url);
  element.volume = volume;
  const { before, after } = spanOf(seam, asideSeconds);
  let part: 'before' | 'after' = 'before';
  const rewind = () => {
    part = 'before';
    element.currentTime = seam.end - before;
  };
  const watch = () => {
    if (part === 'before' && element.currentTime >= seam.end) {
      part = 'after';
      element.currentTime = seam.start;
    } else if (part === 'after' && element.currentTime >= seam.start + after) {
      rewind();
    }
  };
  const timer = setInterval(watch, 10);
  rewind();
  element.play().catch(() => undefined);
  return {
    stop: () => {
      clearInterval(timer);
      element.pause();
      element.removeAttribute('src');
    },
    share: () => {
      const now = element.currentTime;
      const heard = part === 'before' ? now - (seam.end - before) : before + (now - seam.start);
      return Math.min(1, Math.max(0, heard / (before + after)));
    },
  };
}

export function useAudition(track: Track, seam: Seam) {
  const [state, setState] = useState<State>('silent');
  const [share, setShare] = useState(0);
  const decoded = useRef<Promise<AudioBuffer>>(undefined);
  const hearing = useRef<Hearing>(undefined);
  const wanted = useRef(0); // counts the hearings, so that one that was stopped never begins
  const { start, end, crossfade } = seam;

  const stop = useCallback(() => {
    wanted.current += 1;
    hearing.current?.stop();
    hearing.current = undefined;
    setState((now) => (now === 'failed' ? now : 'silent'));
    setShare(0);
  }, []);

  const begin = useCallback(async () => {
    wanted.current += 1;
    const mine = wanted.current;
    player.pause();
    hearing.current?.stop();
    setState('loading');
    const { volume } = usePlayer.getState();
    const piece = { start, end, crossfade };
    try {
      if (track.duration > longestDecoded) {
        hearing.current = hearByJumping(track.file_url, piece, volume);
      } else {
        decoded.current ??= decode(track);
        const sound = await decoded.current;
        if (wanted.current !== mine) return;
        hearing.current = hearDecoded(sound, piece, volume);
      }
      setState('playing');
    } catch {
      decoded.current = undefined;
      if (wanted.current === mine) setState('failed');
    }
  }, [track, start, end, crossfade]);

  // Another loop: what is heard must be what is chosen.
  useEffect(() => stop, [stop, start, end, crossfade]);
  // Only one thing sounds.
  useEffect(
    () =>
      usePlayer.subscribe((now, before) => {
        if (now.playing && !before.playing) stop();
      }),
    [stop],
  );
  useEffect(() => {
    if (state !== 'playing') return;
    let frame = requestAnimationFrame(function draw() {
      setShare(hearing.current?.share() ?? 0);
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, [state]);

  const sounding = state === 'playing' || state === 'loading';
  return { state, share, toggle: () => (sounding ? stop() : void begin()) };
}
