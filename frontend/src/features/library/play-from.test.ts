import type { Track } from '@/api/client';
import type { TrackPage } from '@/api/library';
import { audio, current, player, usePlayer } from '@/features/player/player';
import { serve, type Call } from '@/testing/render';

import { playFrom } from './play-from';

const trackOf = (id: number) =>
  ({ id: `t${id}`, title: '', artist: '', genre: 'jazz', file_url: `/output/${id}.mp3` }) as Track;
const ids = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, place) => first + place);
const pages = [ids(0, 200), ids(200, 400), ids(400, 410)].map((page, place): TrackPage => ({
  items: page.map(trackOf),
  next_cursor: place < 2 ? `after ${place}` : null,
  total: 410,
  facets: {},
}));
const playing = () => current(usePlayer.getState())?.id;

beforeEach(() => {
  vi.spyOn(audio, 'play').mockResolvedValue();
  vi.spyOn(audio, 'pause').mockReturnValue();
  player.clear();
});

it.each([1, 2])('plays to the end of the library where %s of 3 pages are loaded', async (known) => {
  const calls = serve({
    'GET /api/tracks': ({ query }: Call) => pages[Number(query.get('cursor')?.slice(-1)) + 1],
  });
  playFrom({ genre: 'jazz' }, pages.slice(0, known), trackOf(7));
  const heard = [playing()];
  while (heard.at(-1) !== 't409') {
    audio.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect(playing()).not.toBe(heard.at(-1)));
    heard.push(playing());
  }
  expect(heard).toEqual(ids(7, 410).map((id) => `t${id}`));
  expect(calls.map(({ query }) => query.get('genre'))).toEqual(Array(3 - known).fill('jazz'));
});
