// What the loop screen asks the server.
import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';

import { api, unwrap, type Job, type Schemas } from '@/api/client';
import { keys } from '@/api/queries';

export type Candidate = Schemas['LoopCandidate'];
export type Analysis = Schemas['LoopAnalysis'];

export const analysisQuery = (trackId: string) =>
  queryOptions({
    queryKey: [...keys.track(trackId), 'loops'],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/api/loop/analyze', { signal, body: { track_id: trackId } })),
    staleTime: Infinity,
  });

export const startLoop = (body: Schemas['LoopInput']) =>
  unwrap(api.POST('/api/loop/jobs', { body }));

const ofTrack = v.object({ track_id: v.string() });

export const isLoopOf = ({ kind, request }: Job, trackId: string): boolean =>
  kind === 'loop' && v.is(ofTrack, request) && request.track_id === trackId;
