// Every question to the server, by name. Screens use these, never `api.GET` themselves.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { usePreferences } from '@/app/preferences';

import { api, unwrap, type GenerateRequest } from './client';

export const keys = {
  models: ['models'] as const,
  system: ['system'] as const,
  storage: ['storage'] as const,
  jobs: ['jobs'] as const,
  job: (id: string) => ['job', id] as const,
  tracks: ['tracks'] as const,
  track: (id: string) => ['track', id] as const,
  playlists: ['playlists'] as const,
  brief: (request: GenerateRequest) => ['brief', request] as const,
};

export const modelsQuery = queryOptions({
  queryKey: keys.models,
  queryFn: ({ signal }) => unwrap(api.GET('/api/models', { signal })),
  select: (list) => list.items,
  staleTime: 60_000,
});

export const systemQuery = queryOptions({
  queryKey: keys.system,
  queryFn: ({ signal }) => unwrap(api.GET('/api/system', { signal })),
  staleTime: 60_000,
});

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: keys.job(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/jobs/{id}', { signal, params: { path: { id } } })),
  });

export const trackQuery = (id: string) =>
  queryOptions({
    queryKey: keys.track(id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/tracks/{id}', { signal, params: { path: { id } } })),
  });

export interface Brief {
  title: string;
  genre: string;
  genre_label: string;
  mood: string;
  bpm: number;
  key: string;
  meter: string;
  instruments: string[];
  without: string[];
  ambience: { name: string; level: number }[];
  energy: number[];
  duration: number;
  seed: number;
  facts: BriefFact[];
  not_understood: string[];
}

export interface BriefFact {
  field: string;
  value: string;
  source: 'prompt' | 'parameter' | 'genre' | 'mood' | 'chance';
  words: string; // the prompt's own, where they said it
}

// The contract leaves the brief's shape to each engine; engines without one answer something else.
export const isBrief = (value: unknown): value is Brief =>
  typeof value === 'object' && value !== null && 'facts' in value && Array.isArray(value.facts);

export const briefQuery = (request: GenerateRequest) =>
  queryOptions({
    queryKey: keys.brief(request),
    queryFn: async ({ signal }) => {
      const answer: unknown = await unwrap(api.POST('/api/brief', { signal, body: request }));
      return isBrief(answer) ? answer : null;
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });

// A request is sent once even where the network makes us ask twice. New songs are by the artist of
// the settings.
export function generate(body: GenerateRequest) {
  const artist = usePreferences.getState().artist.trim();
  return unwrap(
    api.POST('/api/generate', {
      body: artist === '' ? body : { artist, ...body },
      headers: { 'Idempotency-Key': crypto.randomUUID() },
    }),
  );
}

export const cancelJob = (id: string) =>
  unwrap(api.POST('/api/jobs/{id}/cancel', { params: { path: { id } } }));

export const retryJob = (id: string) =>
  unwrap(api.POST('/api/jobs/{id}/retry', { params: { path: { id } } }));
