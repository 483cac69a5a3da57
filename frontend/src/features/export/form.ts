// What an export is asked to be, with the server's rules (ExportOptions in the API).
import * as v from 'valibot';

import type { ExportOptions } from '@/api/library';
import { formats } from '@/features/create/form';
import type { Translate } from '@/i18n';

import { longestPattern, patternFault } from './file-name';

export const lossless = ['wav', 'flac'] as const;
export const bitrates = [96_000, 128_000, 160_000, 192_000, 256_000, 320_000] as const;
export const loudnesses = ['', '-14', '-16', '-23'] as const;
const longestFade = 3600;

export const isLossless = (format: string): boolean => lossless.some((other) => other === format);

// The rates that a format can have; '' in the form means the track's own.
export function ratesOf(format: string): number[] {
  if (format === '' || format === 'opus') return []; // opus is always at 48 kHz
  return isLossless(format) ? [44_100, 48_000, 88_200, 96_000] : [44_100, 48_000];
}

// Numbers stay text as typed; '' means: as the track is, or as suits the format.
const storedForm = v.object({
  format: v.fallback(v.picklist(['', ...formats]), ''),
  bitrate: v.fallback(v.string(), ''),
  rate: v.fallback(v.string(), ''),
  loudness: v.fallback(v.picklist(loudnesses), ''),
  fadeIn: v.fallback(v.string(), ''),
  fadeOut: v.fallback(v.string(), ''),
  filename: v.fallback(v.string(), '{title}'),
});
export type ExportForm = v.InferOutput<typeof storedForm>;

const secondsOf = (text: string) => Number(text.trim().replace(',', '.') || '0');
const isSeconds = (text: string) => {
  const seconds = secondsOf(text);
  return Number.isFinite(seconds) && seconds >= 0 && seconds <= longestFade;
};

interface Limits {
  shortest: number; // seconds of the shortest track: fades must fit into it
}

export function formRules(t: Translate, { shortest }: Limits) {
  const fade = v.pipe(
    v.string(),
    v.check(isSeconds, t('export.errors.fade', { most: longestFade })),
  );
  return v.pipe(
    v.object({
      ...storedForm.entries,
      fadeIn: fade,
      fadeOut: fade,
      filename: v.pipe(
        v.string(),
        v.check((pattern) => pattern.trim() !== '', t('export.errors.name')),
        v.check(
          (pattern) => [...pattern].length <= longestPattern,
          t('export.errors.nameLong', { most: longestPattern }),
        ),
        v.check((pattern) => patternFault(pattern) !== 'brace', t('export.errors.brace')),
        v.rawCheck(({ dataset, addIssue }) => {
          if (!dataset.typed) return;
          const fault = patternFault(dataset.value);
          if (fault === null || fault === 'brace') return;
          addIssue({ message: t('export.errors.field', { name: `{${fault.unknown}}` }) });
        }),
      ),
    }),
    v.forward(
      v.check(
        ({ fadeIn, fadeOut }) =>
          ![fadeIn, fadeOut].every(isSeconds) || secondsOf(fadeIn) + secondsOf(fadeOut) <= shortest,
        t('export.errors.fades', { seconds: Math.floor(shortest) }),
      ),
      ['fadeOut'],
    ),
  );
}

// Leaves out whatever stays as it is. The values must keep the rules.
export function toOptions(form: ExportForm): ExportOptions {
  const takesBitrate = form.format !== '' && !isLossless(form.format);
  return {
    ...(form.format !== '' && { format: form.format }),
    ...(takesBitrate && form.bitrate !== '' && { bitrate: Number(form.bitrate) }),
    ...(ratesOf(form.format).includes(Number(form.rate)) && {
      sample_rate_hz: Number(form.rate),
    }),
    ...(form.loudness !== '' && { loudness_lufs: Number(form.loudness) }),
    ...(secondsOf(form.fadeIn) > 0 && { fade_in: secondsOf(form.fadeIn) }),
    ...(secondsOf(form.fadeOut) > 0 && { fade_out: secondsOf(form.fadeOut) }),
    filename: form.filename.trim(),
  };
}

const draftKey = 'musicgen.export';

// The form as it was used last.
export function loadForm(): ExportForm {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(draftKey) ?? '{}');
  } catch {
    stored = {};
  }
  const parsed = v.safeParse(storedForm, stored);
  return parsed.success ? parsed.output : v.parse(storedForm, {});
}

export function saveForm(form: ExportForm): void {
  try {
    localStorage.setItem(draftKey, JSON.stringify(form));
  } catch {
    // A full or forbidden storage must not stop the export.
  }
}
