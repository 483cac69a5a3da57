// A playlist's tracks, asked for as they are needed.
import type { QueryClient } from '@tanstack/react-query';

import type { Track } from '@/api/client';
import { Problem } from '@/api/problem';
import { trackQuery } from '@/api/queries';
import { toast } from '@/components/ui/toast';
import {
  playableOf,
  player,
  queuedAtFirst,
  queuedAtOnce,
  type Playable,
} from '@/features/player/player';
import { inTurns } from '@/lib/in-turns';

const isGone = (error: unknown) => error instanceof Problem && error.code === 'track_not_found';

async function ask(client: QueryClient, ids: readonly string[]) {
  const { failed } = await inTurns([...new Set(ids)], (id) =>
    client.query({ ...trackQuery(id), staleTime: 'static' }),
  );
  const tracks = ids.flatMap((id) => client.getQueryData(trackQuery(id).queryKey) ?? []);
  return { tracks, failure: failed.find(({ error }) => !isGone(error))?.error };
}

// Those that there are, in the order of their ids.
export async function loadTracks(client: QueryClient, ids: readonly string[]): Promise<Track[]> {
  const { tracks, failure } = await ask(client, ids);
  if (failure) toast.failed(failure);
  return tracks;
}

// Plays a list from one of its places to its end.
export async function playList(client: QueryClient, ids: readonly string[], index: number) {
  const first = Math.max(0, Math.min(index, ids.length - queuedAtFirst));
  let next = first + queuedAtFirst;
  const more = async (): Promise<Playable[]> => {
    let found: Track[] = [];
    while (found.length === 0 && next < ids.length) {
      const { tracks, failure } = await ask(client, ids.slice(next, next + queuedAtOnce));
      if (failure) throw new Error('A part of the list did not come', { cause: failure });
      next += queuedAtOnce;
      found = tracks;
    }
    return found.map(playableOf);
  };
  const tracks = await loadTracks(client, ids.slice(first, next));
  const known = new Set(tracks.map(({ id }) => id));
  const start = ids.slice(first, index).filter((id) => known.has(id));
  player.play(tracks.map(playableOf), start.length, more);
}
