// Questions and requests about many tracks: the library, playlists, exports.
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';

import type { LibrarySearch } from '@/features/library/search';

import { api, unwrap, type Schemas, type Track } from './client';
import { Problem } from './problem';
import { keys } from './queries';

export type TrackPage = Schemas['TrackPage'];
export type TrackEdit = Schemas['TrackEdit'];
export type Playlist = Schemas['Playlist'];
export type ExportOptions = Schemas['ExportOptions'];

const pageSize = 200; // the server's most

// A page of the library: the first, or the one that the page before points to.
export const libraryPage = (search: LibrarySearch, cursor: string, signal?: AbortSignal) =>
  unwrap(
    api.GET('/api/tracks', {
      ...(signal && { signal }),
      params: { query: { ...search, limit: pageSize, ...(cursor && { cursor }) } },
    }),
  );

export const libraryQuery = (search: LibrarySearch) =>
  infiniteQueryOptions({
    queryKey: [...keys.tracks, 'library', search],
    queryFn: ({ signal, pageParam }) => libraryPage(search, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page: TrackPage) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

// What there is to filter by, whatever is filtered by now.
export const facetsQuery = ({ q, favorite, trash }: LibrarySearch) =>
  queryOptions({
    queryKey: [...keys.tracks, 'facets', { q, favorite, trash }],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/tracks', { signal, params: { query: { q, favorite, trash, limit: 1 } } }),
      ),
    select: ({ facets }: TrackPage) => facets,
    placeholderData: keepPreviousData,
  });

// Shows a changed track everywhere at once; the server's order comes with the next answer.
export function showTrack(client: QueryClient, track: Track): void {
  client.setQueryData(keys.track(track.id), track);
  client.setQueriesData<InfiniteData<TrackPage, string>>(
    { queryKey: [...keys.tracks, 'library'] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          items: page.items.map((other) => (other.id === track.id ? track : other)),
        })),
      },
  );
}

export interface TaggedTrack {
  track: Track;
  etag: string;
}

// The track with the ETag of its state, for a change that must not undo somebody else's.
export async function getTaggedTrack(id: string): Promise<TaggedTrack> {
  const call = api.GET('/api/tracks/{id}', { params: { path: { id } }, cache: 'no-store' });
  const track = await unwrap(call);
  return { track, etag: (await call).response.headers.get('ETag') ?? '' };
}

export const editTrack = (id: string, edit: TrackEdit, etag?: string) =>
  unwrap(
    api.PATCH('/api/tracks/{id}', {
      params: { path: { id }, ...(etag && { header: { 'If-Match': etag } }) },
      body: edit,
    }),
  );

export const trashTrack = (id: string) =>
  unwrap(api.DELETE('/api/tracks/{id}', { params: { path: { id } } }));

export const removeTrack = (id: string) =>
  unwrap(api.DELETE('/api/tracks/{id}', { params: { path: { id }, query: { permanent: true } } }));

// One that is no longer in the trash is as good as restored.
export const restoreTrack = (id: string) =>
  unwrap(api.POST('/api/tracks/{id}/restore', { params: { path: { id } } })).catch(
    (error: unknown) => {
      if (error instanceof Problem && error.code === 'conflict') return undefined;
      throw error;
    },
  );

export const drawCover = (id: string) =>
  unwrap(api.POST('/api/tracks/{id}/cover/generated', { params: { path: { id } } }));

export const setCover = (id: string, picture: Blob) =>
  unwrap(
    api.POST('/api/tracks/{id}/cover', {
      params: { path: { id } },
      headers: { 'Content-Type': picture.type },
      body: '',
      bodySerializer: () => picture,
    }),
  );

export const playlistsQuery = queryOptions({
  queryKey: keys.playlists,
  queryFn: ({ signal }) => unwrap(api.GET('/api/playlists', { signal })),
  select: ({ items }) => items,
});

export const playlistQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.playlists, id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/playlists/{id}', { signal, params: { path: { id } } })),
  });

export const forgetPlaylists = (client: QueryClient) =>
  client.invalidateQueries({ queryKey: keys.playlists });

export const addPlaylist = (name: string, track_ids: string[]) =>
  unwrap(api.POST('/api/playlists', { body: { name, track_ids } }));

export const editPlaylist = (id: string, edit: Schemas['PlaylistEdit']) =>
  unwrap(api.PUT('/api/playlists/{id}', { params: { path: { id } }, body: edit }));

export const removePlaylist = (id: string) =>
  unwrap(api.DELETE('/api/playlists/{id}', { params: { path: { id } } }));

export const exportTrack = (id: string, options: ExportOptions) =>
  unwrap(api.POST('/api/tracks/{id}/exports', { params: { path: { id } }, body: options }));

export const makeArchive = (track_ids: string[], options: ExportOptions) =>
  unwrap(api.POST('/api/archives', { body: { track_ids, ...options } }));
