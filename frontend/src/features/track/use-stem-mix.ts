// Stems that sound in the place of their song: they follow the one player, which stays the clock,
// so that its bar, its keys and the waveform work as ever.
import { useEffect, useRef, useState } from 'react';

import { audio, player, useCurrent, usePlayer } from '@/features/player/player';

import { correction, flat, gainsOf, isFlat, type StemSetting } from './stem-mix';

const checkMs = 200;

interface Stem {
  name: string;
  audio_url: string;
}

export function useStemMix(trackId: string, stems: readonly Stem[]) {
  const [settings, setSettings] = useState<Record<string, StemSetting>>({});
  const elements = useRef(new Map<string, HTMLAudioElement>());
  const all = stems.map(({ name }) => settings[name] ?? flat);
  const isCurrent = useCurrent()?.id === trackId;
  const active = isCurrent && !isFlat(all);
  const volume = usePlayer((state) => (state.muted ? 0 : state.volume));

  // The elements live while the stems replace the song.
  useEffect(() => {
    if (!active) return;
    const made = new Map(
      stems.map(({ name, audio_url }) => {
        const element = new Audio(audio_url);
        element.preload = 'auto';
        element.preservesPitch = false;
        return [name, element];
      }),
    );
    elements.current = made;
    const follow = () => {
      for (const element of made.values()) {
        if (audio.paused) {
          element.pause();
          continue;
        }
        const { jump, rate } = correction(element.currentTime - audio.currentTime);
        if (jump) element.currentTime = audio.currentTime;
        element.playbackRate = rate;
        // What isn't loaded yet is asked again at the next check.
        if (element.paused && !element.ended) element.play().catch(() => undefined);
      }
    };
    const timer = setInterval(follow, checkMs);
    for (const event of ['play', 'pause', 'seeked']) audio.addEventListener(event, follow);
    follow();
    player.setReplaced(true);
    return () => {
      clearInterval(timer);
      for (const event of ['play', 'pause', 'seeked']) audio.removeEventListener(event, follow);
      for (const element of made.values()) {
        element.pause();
        element.removeAttribute('src');
      }
      elements.current = new Map();
      player.setReplaced(false);
    };
  }, [active, stems]);

  useEffect(() => {
    const gains = gainsOf(stems.map(({ name }) => settings[name] ?? flat));
    for (const [index, { name }] of stems.entries()) {
      const element = elements.current.get(name);
      if (element) element.volume = (gains[index] ?? 1) * volume;
    }
  }, [active, settings, stems, volume]);

  return {
    settings: all,
    flat: isFlat(all),
    change: (name: string, change: Partial<StemSetting>) =>
      setSettings((now) => ({ ...now, [name]: { ...(now[name] ?? flat), ...change } })),
    reset: () => setSettings({}),
  };
}
