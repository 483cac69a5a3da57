// The loop form: its values, their rules (the server's own), and the request they become.
import * as v from 'valibot';

import type { Schemas } from '@/api/client';
import type { Translate } from '@/i18n';
import { parseDuration } from '@/lib/format';

import { longest, shortest } from './length';

export const formats = ['mp3', 'flac', 'wav', 'ogg', 'opus', 'm4a'] as const;
export type Format = (typeof formats)[number];

// Kilobits per second that suit each format; lossless ones have none.
export const bitrates: Record<Format, readonly number[]> = {
  mp3: [128, 192, 256, 320],
  ogg: [96, 128, 192, 256, 320],
  opus: [64, 96, 128, 160, 256],
  m4a: [96, 128, 192, 256],
  flac: [],
  wav: [],
};

export interface LoopForm {
  length: string;
  mode: 'loop' | 'evolve';
  fades: boolean;
  fade: string; // seconds
  ending: 'fade' | 'own';
  format: Format;
  bitrate: string; // bits per second; '0': as usual
  video: boolean;
}

export const emptyForm: LoopForm = {
  length: '1h',
  mode: 'loop',
  fades: true,
  fade: '5',
  ending: 'fade',
  format: 'mp3',
  bitrate: '0',
  video: false,
};

export function formRules(t: Translate) {
  return v.pipe(
    v.object({
      length: v.pipe(
        v.string(),
        v.check((text) => parseDuration(text) !== undefined, t('loop.errors.length')),
        v.check((text) => {
          const seconds = parseDuration(text);
          return seconds === undefined || (seconds >= shortest && seconds <= longest);
        }, t('loop.errors.lengthRange')),
      ),
      mode: v.picklist(['loop', 'evolve']),
      fades: v.boolean(),
      fade: v.string(),
      ending: v.picklist(['fade', 'own']),
      format: v.picklist(formats),
      bitrate: v.string(),
      video: v.boolean(),
    }),
    v.forward(
      v.partialCheck(
        [['fades'], ['fade']],
        ({ fades, fade }) => !fades || isFade(fade),
        t('loop.errors.fade'),
      ),
      ['fade'],
    ),
  );
}

const isFade = (text: string) => (parseDuration(text) ?? Infinity) <= longest;

// Where in the track the loop lies; null: where the server finds it best.
export interface Points {
  start: number; // seconds
  end: number; // seconds
  crossfade?: number; // seconds before the seam; none where a person set the points
}

export function pointsError(t: Translate, points: Points | null, duration: number) {
  if (!points) return undefined;
  const { start, end } = points;
  const fits = Number.isFinite(start) && start >= 0 && end <= duration + 0.0005 && end - start >= 1;
  return fits ? undefined : t('loop.errors.points');
}

export function toRequest(
  trackId: string,
  form: LoopForm,
  points: Points | null,
): Schemas['LoopInput'] {
  const hasBitrate = form.video || bitrates[form.format].length > 0;
  return {
    trackId,
    duration: parseDuration(form.length) ?? 0,
    mode: form.mode,
    fadeInOut: form.fades,
    ...(form.fades && { fade_duration: parseDuration(form.fade) ?? 0 }),
    ending: form.ending,
    ...(form.video ? { video: true } : { format: form.format }),
    ...(hasBitrate && form.bitrate !== '0' && { bitrate: Number(form.bitrate) }),
    ...(form.mode === 'loop' && toPlace(points)),
  };
}

const toPlace = (points: Points | null) =>
  points && {
    loop_start: points.start,
    loop_end: points.end,
    ...(points.crossfade && { crossfade: points.crossfade }),
  };

// Our name of a field that the server's problem names.
export function fieldOf(field: string | undefined): keyof LoopForm | undefined {
  if (field === 'duration') return 'length';
  if (field === 'fade_duration') return 'fade';
  return field !== undefined && field in emptyForm ? (field as keyof LoopForm) : undefined;
}
