import { QueryClient } from '@tanstack/react-query';

import { audio, current, player, usePlayer } from '@/features/player/player';
import { Refusal, serve, type Answers } from '@/testing/render';

import { playList } from './play-list';

const idsOf = (count: number) => Array.from({ length: count }, (_, place) => `t${place}`);
const answersFor = (ids: readonly string[]): Answers =>
  Object.fromEntries(
    ids.map((id) => [
      `GET /api/tracks/${id}`,
      { id, title: id, artist: '', genre: '', file_url: `/output/${id}.mp3`, duration: 100 },
    ]),
  );
const newClient = () => new QueryClient({ defaultOptions: { queries: { retry: false } } });
const playing = () => current(usePlayer.getState())?.id;

// All that sounds until the player stops by itself.
async function heard(): Promise<(string | undefined)[]> {
  const songs = [playing()];
  for (;;) {
    audio.dispatchEvent(new Event('ended'));
    if (!usePlayer.getState().playing) await new Promise((resolve) => setTimeout(resolve, 20));
    if (!usePlayer.getState().playing) return songs;
    songs.push(playing());
  }
}

beforeEach(() => {
  vi.spyOn(audio, 'play').mockImplementation(() => {
    audio.dispatchEvent(new Event('play'));
    return Promise.resolve();
  });
  vi.spyOn(audio, 'pause').mockReturnValue();
  player.clear();
});

it.each([
  [1000, 0],
  [1000, 730],
  [1000, 999],
  [201, 0],
  [200, 0],
  [3, 1],
])('plays a list of %s from place %s to its end', async (count, index) => {
  const ids = idsOf(count);
  serve(answersFor(ids));
  await playList(newClient(), ids, index);
  expect(await heard()).toEqual(ids.slice(index));
});

it('asks only for what is soon heard, and keeps a short queue', async () => {
  const ids = idsOf(1000);
  const calls = serve(answersFor(ids));
  await playList(newClient(), ids, 0);
  expect(calls.length).toBe(200);
  await heard();
  expect(calls.length).toBe(1000);
  expect(usePlayer.getState().queue.length).toBeLessThan(400);
});

it('goes on where the server was away for a while, and passes over what is gone', async () => {
  const ids = idsOf(400);
  const answers = answersFor(ids);
  const away = new Refusal(503, { code: 'server_away', detail: '' });
  const gone = new Refusal(404, { code: 'track_not_found', detail: '' });
  const followers = ids.slice(200, 250).map((id) => `GET /api/tracks/${id}`);
  serve(answers);
  await playList(newClient(), ids, 0);

  const kept = { ...answers };
  for (const key of followers) answers[key] = away;
  expect(await heard()).toEqual(ids.slice(0, 200));
  Object.assign(answers, kept);
  for (const key of followers) answers[key] = gone;
  expect((await heard()).slice(1)).toEqual(ids.slice(250));
});
