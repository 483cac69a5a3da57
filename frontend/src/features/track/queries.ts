// What the track's and the loop's screens ask the server about one track.
import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from '@/api/client';
import { keys } from '@/api/queries';

import { parsePeaks } from './peaks';

const path = (id: string) => ({ params: { path: { id } } });

export const peaksQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.track(id), 'peaks'],
    queryFn: async ({ signal }) => {
      const call = api.GET('/api/tracks/{id}/peaks', {
        signal,
        ...path(id),
        parseAs: 'arrayBuffer',
      });
      return parsePeaks(await unwrap<ArrayBuffer>(call));
    },
    staleTime: Infinity,
  });

export const stemsQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.track(id), 'stems'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/tracks/{id}/stems', { signal, ...path(id) })),
    select: ({ items }) => items,
    staleTime: Infinity,
  });

// Whether there is a score to take away; asked without taking it.
export const midiQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.track(id), 'midi'],
    queryFn: async ({ signal }) => {
      const { response } = await api.GET('/api/tracks/{id}/midi', {
        signal,
        ...path(id),
        parseAs: 'stream',
      });
      await response.body?.cancel();
      return response.ok;
    },
    staleTime: Infinity,
  });

export const addressOf = (id: string, part: 'midi' | 'spectrogram') => `/api/tracks/${id}/${part}`;
