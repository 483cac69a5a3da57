// Keeps what was played lately, so that it can be heard without the server. The service worker
// answers from the same cache (vite.config.ts).
import { current, usePlayer } from './player';

const cacheName = 'played-audio';
const mostTracks = 20;
const mostBytes = 60e6; // an hours-long loop would fill the disk

async function keep(url: string) {
  const cache = await caches.open(cacheName);
  if (await cache.match(url)) return;
  const head = await fetch(url, { method: 'HEAD' });
  if (!head.ok || Number(head.headers.get('Content-Length')) > mostBytes) return;
  await cache.add(url);
  const kept = await cache.keys();
  const surplus = kept.slice(0, Math.max(0, kept.length - mostTracks));
  await Promise.all(surplus.map((request) => cache.delete(request)));
}

export function keepPlayedAudio(): void {
  if (!('caches' in globalThis)) return;
  usePlayer.subscribe((now, before) => {
    const item = current(now);
    const heard = now.position > 3 && before.position <= 3;
    // A full disk or a vanished file must not disturb the music.
    if (item && heard && now.playing) keep(item.url).catch(() => undefined);
  });
}
