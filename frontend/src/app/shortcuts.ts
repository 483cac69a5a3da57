// Keys that work on every screen. `shortcuts` is also what the help sheet shows.
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';

import { player } from '@/features/player/player';

import { places } from './navigation';
import { usePreferences } from './preferences';

export const shortcuts = [
  { keys: ['Space'], name: 'toggle' },
  { keys: ['J'], name: 'back' },
  { keys: ['L'], name: 'forward' },
  { keys: ['N'], name: 'next' },
  { keys: ['P'], name: 'previous' },
  { keys: ['M'], name: 'mute' },
  { keys: ['?'], name: 'sheet' },
] as const;

const playerKeys: Record<string, (() => void) | undefined> = {
  ' ': () => player.toggle(),
  j: () => player.seekBy(-10),
  l: () => player.seekBy(10),
  n: () => player.next(),
  p: () => player.previous(),
  m: () => player.toggleMute(),
};

// Keys belong first to what has the focus: text fields take all, and controls take the space bar.
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('input, textarea, select')) return true;
  if (target.closest('[role=dialog], [role=menu], [role=listbox]')) return true;
  return key === ' ' && target.closest('button, a, summary, [role]') !== null;
}

const goWindowMs = 1200;

export function useShortcuts({ openSheet }: { openSheet: () => void }): void {
  const navigate = useNavigate();
  const enabled = usePreferences((state) => state.shortcuts);
  const run = useEffectEvent((key: string, afterGo: boolean): boolean => {
    const place = afterGo ? places.find((other) => other.key === key) : undefined;
    if (place) void navigate({ to: place.to });
    else if (key === '?') openSheet();
    else if (playerKeys[key]) playerKeys[key]();
    else return false;
    return true;
  });

  useEffect(() => {
    if (!enabled) return;
    let wentAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.toLowerCase();
      if (takesKey(event.target, key)) return;
      if (key === 'g') {
        wentAt = event.timeStamp;
        return;
      }
      const afterGo = wentAt > 0 && event.timeStamp - wentAt < goWindowMs;
      wentAt = 0;
      if (run(key, afterGo)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [enabled]);
}
