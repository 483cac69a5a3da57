// The parts of a song that are made anew, and the request that they become.
import * as v from 'valibot';

import type { GenerateRequest, Job, Model, Track } from '@/api/client';
import type { EngineOptions } from '@/features/create/engine-options';
import { toRequest, type CreateForm } from '@/features/create/form';
import type { Translate } from '@/i18n';
import { parseDuration } from '@/lib/format';

export interface Segment {
  id: number; // of its row, while the others change
  start: number; // seconds
  end: number; // seconds
}

const usualLength = 15; // seconds
export const mostSegments = 100;

// A new one where the player stands, or as near as the song's end allows.
export function withSegment(segments: Segment[], at: number, duration: number): Segment[] {
  const start = Math.max(0, Math.min(at, duration - usualLength));
  const id = Math.max(0, ...segments.map((segment) => segment.id)) + 1;
  return [...segments, { id, start, end: Math.min(duration, start + usualLength) }];
}

const tolerance = 0.0005; // of times that are shown in milliseconds

export function segmentError(
  t: Translate,
  { start, end }: Segment,
  duration: number,
): string | undefined {
  const fits = start >= 0 && end <= duration + tolerance && end > start;
  return fits ? undefined : t('change.errors.segment');
}

// Engines that can change this song: they are here, and it is not too long for them.
export const editorsOf = (models: readonly Model[], track: Track): Model[] =>
  models.filter(
    ({ installed, abilities, durations }) =>
      installed && abilities.includes('edit') && track.duration < durations.max + 1,
  );

export const continues = (form: CreateForm, track: Track): boolean =>
  form.durationChosen && (parseDuration(form.duration) ?? 0) > track.duration;

// Without a chosen length the song keeps its own.
export function toChange(
  track: Track,
  form: CreateForm,
  options: EngineOptions,
  segments: Segment[],
): GenerateRequest {
  const { duration, ...request } = toRequest({ ...form, count: 1 }, options);
  const toEnd = (end: number) => end >= track.duration - tolerance;
  return {
    ...request,
    ...(form.durationChosen && duration !== undefined && { duration }),
    edit: {
      track_id: track.id,
      segments: segments.map(({ start, end }) => [start, toEnd(end) ? null : end]),
    },
  };
}

const ofTrack = v.object({ edit: v.object({ track_id: v.string() }) });

export const isChangeOf = ({ kind, request }: Job, trackId: string): boolean =>
  kind === 'edit' && v.is(ofTrack, request) && request.edit.track_id === trackId;
