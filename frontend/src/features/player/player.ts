// The one player of the app: what plays, where it is, what comes next. Screens call `player`, and
// read with `usePlayer`; the sound itself comes from one <audio> element that outlives all screens.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

import type { Track } from '@/api/client';
import { coverOf } from '@/api/cover';

export interface Playable {
  id: string;
  title: string;
  subtitle: string;
  url: string;
  duration: number; // seconds
  coverUrl: string | null;
}

interface PlayerState {
  queue: Playable[];
  index: number; // of the current one; -1 where the queue is empty
  playing: boolean;
  position: number; // seconds
  duration: number; // seconds
  volume: number; // 0 to 1
  muted: boolean;
  replaced: boolean; // others, such as its stems, sound in the place of the current one
  error: 'missing' | 'undecodable' | null;
}

export const usePlayer = create<PlayerState>()(
  persist(
    (): PlayerState => ({
      queue: [],
      index: -1,
      playing: false,
      position: 0,
      duration: 0,
      volume: 0.9,
      muted: false,
      replaced: false,
      error: null,
    }),
    {
      name: 'musicgen.player',
      partialize: ({ queue, index, volume, muted }) => ({ queue, index, volume, muted }),
    },
  ),
);

export const audio = new Audio();
audio.preload = 'metadata';

const state = () => usePlayer.getState();
const set = (change: Partial<PlayerState>) => {
  usePlayer.setState(change);
};

export const current = ({ queue, index }: PlayerState): Playable | undefined => queue[index];
export const useCurrent = () => usePlayer(current);

export const playableOf = (track: Track): Playable => ({
  id: track.id,
  title: track.title,
  subtitle: track.artist || track.genre,
  url: track.file_url,
  duration: track.duration,
  coverUrl: coverOf(track),
});

// What follows in a list that is too long for the queue, some songs at a time; none at its end.
// Where it fails, the next song asks again.
export type More = () => Promise<Playable[]>;

let following: { more: More; asked: Promise<void> | null } | null = null;
// The queue is kept in the browser's small storage: a long list comes a part at a time.
export const queuedAtFirst = 200;
export const queuedAtOnce = 50;
const enoughAhead = 20;
const keptBehind = 100;

async function ask(list: NonNullable<typeof following>) {
  const items = await list.more().catch(() => null);
  list.asked = null;
  if (!items || following !== list) return; // another list plays by now
  if (items.length === 0) following = null;
  const { queue, index } = state();
  const gone = Math.max(0, index - keptBehind);
  set({ queue: [...queue.slice(gone), ...items], index: index - gone });
}

async function fill() {
  const { queue, index } = state();
  if (!following || queue.length - index > enoughAhead) return;
  await (following.asked ??= ask(following));
}

function load(index: number) {
  const item = state().queue[index];
  if (!item) return;
  set({ index, position: 0, duration: item.duration, error: null });
  audio.src = item.url;
  void fill();
}

async function nextOnceThere() {
  const before = current(state());
  await fill();
  const { queue, index } = state();
  if (index + 1 < queue.length && queue[index] === before) player.jumpTo(index + 1);
}

// A browser may refuse to start sound before the first click; then the button simply shows "play".
async function start() {
  try {
    await audio.play();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    set({ playing: false });
  }
}

export const player = {
  // Plays a list from one of its tracks on.
  play(queue: Playable[], index = 0, more?: More) {
    following = more ? { more, asked: null } : null;
    set({ queue });
    load(index);
    void start();
  },
  enqueue(items: Playable[]) {
    const { queue } = state();
    if (queue.length === 0) {
      player.play(items);
      return;
    }
    set({ queue: [...queue, ...items] });
  },
  remove(index: number) {
    const now = state();
    const queue = now.queue.filter((_, position) => position !== index);
    if (queue.length === 0) {
      player.clear();
      return;
    }
    if (index < now.index) {
      set({ queue, index: now.index - 1 });
      return;
    }
    set({ queue });
    if (index > now.index) return;
    load(Math.min(index, queue.length - 1));
    if (now.playing) void start();
  },
  // What is told of a song follows its changes; what is heard goes on.
  refresh(track: Track) {
    const { queue } = state();
    if (!queue.some(({ id }) => id === track.id)) return;
    set({ queue: queue.map((item) => (item.id === track.id ? playableOf(track) : item)) });
  },
  clear() {
    following = null;
    audio.pause();
    audio.removeAttribute('src');
    set({ queue: [], index: -1, playing: false, position: 0, duration: 0, error: null });
  },
  toggle() {
    const item = current(state());
    if (!item) return;
    if (!audio.paused) {
      audio.pause();
      return;
    }
    if (!audio.src) audio.src = item.url;
    void start();
  },
  pause: () => audio.pause(),
  next() {
    const { queue, index } = state();
    if (index + 1 < queue.length) player.jumpTo(index + 1);
    else void nextOnceThere();
  },
  // Back to the start of this one; at its start, to the one before.
  previous() {
    const { index } = state();
    if (audio.currentTime > 3 || index <= 0) {
      player.seek(0);
      return;
    }
    load(index - 1);
    void start();
  },
  jumpTo(index: number) {
    load(index);
    void start();
  },
  seek(seconds: number) {
    const { duration, queue, index } = state();
    const item = queue[index];
    if (!item) return;
    if (!audio.src) audio.src = item.url;
    const position = Math.min(Math.max(0, seconds), duration || seconds);
    audio.currentTime = position;
    set({ position });
  },
  seekBy: (seconds: number) => player.seek(state().position + seconds),
  setVolume(volume: number) {
    set({ volume: Math.min(1, Math.max(0, volume)), muted: false });
  },
  setReplaced: (replaced: boolean) => set({ replaced }),
  toggleMute: () => set({ muted: !state().muted }),
};

audio.addEventListener('play', () => set({ playing: true }));
audio.addEventListener('pause', () => set({ playing: false }));
audio.addEventListener('timeupdate', () => set({ position: audio.currentTime }));
audio.addEventListener('durationchange', () => {
  if (Number.isFinite(audio.duration)) set({ duration: audio.duration });
});
audio.addEventListener('ended', () => {
  set({ playing: false });
  player.next();
});
audio.addEventListener('error', () => {
  const gone = audio.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
  set({ playing: false, error: gone ? 'missing' : 'undecodable' });
});

const applyVolume = ({ volume, muted, replaced }: PlayerState) => {
  audio.volume = volume;
  audio.muted = muted || replaced;
};
applyVolume(state());
usePlayer.subscribe(applyVolume);
