// Media keys, lock screens and headsets.
import { current, player, usePlayer } from './player';

export function connectMediaKeys(): void {
  if (!('mediaSession' in navigator)) return;
  const session = navigator.mediaSession;
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => player.toggle()],
    ['pause', () => player.pause()],
    ['previoustrack', () => player.previous()],
    ['nexttrack', () => player.next()],
    ['seekbackward', ({ seekOffset }) => player.seekBy(-(seekOffset ?? 5))],
    ['seekforward', ({ seekOffset }) => player.seekBy(seekOffset ?? 5)],
    ['seekto', ({ seekTime }) => player.seek(seekTime ?? 0)],
  ];
  for (const [action, handler] of handlers) session.setActionHandler(action, handler);

  usePlayer.subscribe((now, before) => {
    const item = current(now);
    if (item !== current(before)) {
      session.metadata = item
        ? new MediaMetadata({
            title: item.title,
            artist: item.subtitle,
            artwork: item.coverUrl ? [{ src: item.coverUrl }] : [],
          })
        : null;
    }
    session.playbackState = item ? (now.playing ? 'playing' : 'paused') : 'none';
    if (item && now.duration > 0 && now.position <= now.duration) {
      session.setPositionState({ duration: now.duration, position: now.position });
    }
  });
}
