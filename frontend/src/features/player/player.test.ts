import type { Track } from '@/api/client';

import { audio, current, player, usePlayer, type Playable } from './player';

const song = (id: string): Playable => ({
  id,
  title: `Song ${id}`,
  subtitle: 'Lo-fi',
  url: `/output/${id}.mp3`,
  duration: 100,
  coverUrl: null,
});
const songs = [song('a'), song('b'), song('c')];
function promised<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
const playing = () => current(usePlayer.getState())?.id;

beforeEach(() => {
  vi.spyOn(audio, 'play').mockImplementation(() => {
    audio.dispatchEvent(new Event('play'));
    return Promise.resolve();
  });
  vi.spyOn(audio, 'pause').mockImplementation(() => {
    audio.dispatchEvent(new Event('pause'));
  });
  player.clear();
});

it('plays a list from the chosen song on', () => {
  player.play(songs, 1);
  expect(playing()).toBe('b');
  expect(audio.src).toContain('/output/b.mp3');
  expect(usePlayer.getState().playing).toBe(true);
});

it('goes on with the next song and stops after the last', () => {
  player.play(songs, 1);
  audio.dispatchEvent(new Event('ended'));
  expect(playing()).toBe('c');
  audio.dispatchEvent(new Event('ended'));
  expect(playing()).toBe('c');
  expect(usePlayer.getState().playing).toBe(false);
});

it('goes back to the song before only from the start of this one', () => {
  player.play(songs, 1);
  audio.currentTime = 30;
  player.previous();
  expect([playing(), audio.currentTime]).toEqual(['b', 0]);
  player.previous();
  expect(playing()).toBe('a');
});

it('waits for what follows in a long list, asked once', async () => {
  const arrives = promised<Playable[]>();
  const more = vi.fn().mockReturnValueOnce(arrives.promise).mockResolvedValue([]);
  player.play(songs, 2, more);
  audio.dispatchEvent(new Event('ended'));
  expect(usePlayer.getState().playing).toBe(false);
  arrives.resolve([song('d')]);
  await vi.waitFor(() => expect(playing()).toBe('d'));
  expect(usePlayer.getState().playing).toBe(true);
  expect(more).toHaveBeenCalledTimes(2);
});

it('forgets what would have followed in a list that another one replaced', async () => {
  const arrives = promised<Playable[]>();
  player.play(songs, 2, () => arrives.promise);
  player.play([song('x')]);
  arrives.resolve([song('d')]);
  await arrives.promise;
  await Promise.resolve();
  expect(usePlayer.getState().queue.map(({ id }) => id)).toEqual(['x']);
});

it('keeps the position inside the song', () => {
  player.play(songs);
  player.seek(1000);
  expect(usePlayer.getState().position).toBe(100);
  player.seekBy(-1000);
  expect(usePlayer.getState().position).toBe(0);
});

it('keeps playing the same song when an earlier one is removed', () => {
  player.play(songs, 2);
  player.remove(0);
  expect(playing()).toBe('c');
});

it('plays what takes the place of the removed current song', () => {
  player.play(songs, 2);
  player.remove(2);
  expect(playing()).toBe('b');
  player.remove(0);
  player.remove(0);
  expect(playing()).toBeUndefined();
});

it('keeps queue and volume for the next visit, but not the position', () => {
  player.play(songs, 1);
  player.setVolume(0.4);
  const kept: unknown = JSON.parse(localStorage.getItem('musicgen.player') ?? '');
  expect(kept).toMatchObject({ state: { index: 1, volume: 0.4 } });
  expect(kept).not.toHaveProperty('state.position');
});

it('shows a song’s new title and cover while it plays on', () => {
  player.play(songs, 1);
  const loaded = audio.src;
  player.refresh({
    ...song('b'),
    title: 'Renamed',
    file_url: '/output/b.mp3',
    cover_url: '/api/tracks/b/cover',
    updated_at: '2026-01-01T00:00:01Z',
  } as unknown as Track);
  expect(current(usePlayer.getState())).toMatchObject({
    title: 'Renamed',
    coverUrl: '/api/tracks/b/cover?v=1767225601000',
  });
  expect(audio.src).toBe(loaded);
  expect(usePlayer.getState().playing).toBe(true);
});
