import type { Track } from '@/api/client';
import { libraryPage, type TrackPage } from '@/api/library';
import {
  playableOf,
  player,
  queuedAtFirst,
  queuedAtOnce,
  type Playable,
} from '@/features/player/player';

import type { LibrarySearch } from './search';

// Plays the library from one of the loaded tracks to its end; what isn't loaded yet is asked for
// when the player comes near it.
export function playFrom(search: LibrarySearch, pages: readonly TrackPage[], track: Track) {
  const loaded = pages.flatMap((page) => page.items);
  let rest = loaded.slice(loaded.findIndex(({ id }) => id === track.id));
  let cursor = pages.at(-1)?.next_cursor;
  const take = (count: number) => {
    const taken = rest.slice(0, count);
    rest = rest.slice(count);
    return taken.map(playableOf);
  };
  const more = async (): Promise<Playable[]> => {
    if (rest.length === 0 && cursor) {
      const page = await libraryPage(search, cursor);
      rest = page.items;
      cursor = page.next_cursor;
    }
    return take(queuedAtOnce);
  };
  player.play(take(queuedAtFirst), 0, more);
}
