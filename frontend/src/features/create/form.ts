// The create form: its values, their rules (the server's own), and the request they become.
import * as v from 'valibot';

import type { GenerateRequest, Model } from '@/api/client';
import type { Translate } from '@/i18n';
import { formatTime, parseDuration } from '@/lib/format';

import type { EngineOptions } from './engine-options';

export const formats = ['mp3', 'flac', 'wav', 'ogg', 'opus', 'm4a'] as const;
export const mostVariations = 8;
export const longestPrompt = 4000;
const mostSeed = 2 ** 53 - 1;

export const notes = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const;
export const modes = [
  'major',
  'minor',
  'dorian',
  'phrygian',
  'lydian',
  'mixolydian',
  'harmonic minor',
] as const;

// Numbers that are typed stay text, so that nothing typed is lost before it is right.
// '' and null mean: as the prompt says.
const storedForm = v.object({
  model: v.fallback(v.string(), ''),
  prompt: v.fallback(v.string(), ''),
  genre: v.fallback(v.string(), ''),
  mood: v.fallback(v.string(), ''),
  bpm: v.fallback(v.string(), ''),
  keyNote: v.fallback(v.string(), ''),
  keyMode: v.fallback(v.picklist(modes), 'minor'),
  meter: v.fallback(v.string(), ''),
  instruments: v.fallback(v.array(v.string()), []),
  ambience: v.fallback(v.nullable(v.array(v.string())), null),
  energy: v.fallback(v.string(), ''),
  duration: v.fallback(v.string(), '3:00'),
  durationChosen: v.fallback(v.boolean(), false),
  count: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostVariations)), 1),
  seed: v.fallback(v.string(), ''),
  seedLocked: v.fallback(v.boolean(), false),
  format: v.fallback(v.picklist(formats), 'mp3'),
  stems: v.fallback(v.boolean(), false),
  midi: v.fallback(v.boolean(), false),
  title: v.fallback(v.string(), ''),
});
export type CreateForm = v.InferOutput<typeof storedForm>;

export const randomSeed = () => String(Math.floor(Math.random() * 1e9));

export const emptyForm = (): CreateForm => ({ ...v.parse(storedForm, {}), seed: randomSeed() });

interface Limits {
  durations: { min: number; max: number };
  bpm: EngineOptions['bpm'];
}

export const limitsOf = (model: Model | undefined, options: EngineOptions): Limits => ({
  durations: model?.durations ?? { min: 5, max: 3600 },
  bpm: options.bpm,
});

const numberWithin = (text: string, min: number, max: number) =>
  /^\d+(\.\d+)?$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;

// The rules with their messages in the user's language.
export function formRules(t: Translate, { durations, bpm }: Limits) {
  const tempo = bpm ?? { min: 0, max: Infinity };
  return v.object({
    ...storedForm.entries,
    prompt: v.pipe(
      v.string(),
      v.check((text) => text.trim() !== '', t('create.errors.prompt')),
      v.check(
        (text) => [...text].length <= longestPrompt,
        t('create.errors.promptLong', { most: longestPrompt }),
      ),
    ),
    bpm: v.pipe(
      v.string(),
      v.check(
        (text) => text.trim() === '' || numberWithin(text, tempo.min, tempo.max),
        t('create.errors.bpm', tempo),
      ),
    ),
    duration: v.pipe(
      v.string(),
      v.check((text) => parseDuration(text) !== undefined, t('create.errors.duration')),
      v.check(
        (text) => {
          const seconds = parseDuration(text);
          return seconds === undefined || (seconds >= durations.min && seconds <= durations.max);
        },
        t('create.errors.durationRange', {
          min: formatTime(durations.min),
          max: formatTime(durations.max),
        }),
      ),
    ),
    seed: v.pipe(
      v.string(),
      v.check(
        (text) => /^\d+$/.test(text.trim()) && Number(text) <= mostSeed,
        t('create.errors.seed', { most: mostSeed }),
      ),
    ),
    title: v.pipe(v.string(), v.maxLength(300, t('create.errors.title', { most: 300 }))),
  });
}

// Leaves out whatever the prompt is to decide. The values must keep the rules.
export function toRequest(form: CreateForm): GenerateRequest {
  const parameters = {
    ...(form.genre && { genre: form.genre }),
    ...(form.mood && { mood: form.mood }),
    ...(form.bpm.trim() && { bpm: Number(form.bpm) }),
    ...(form.keyNote && { key: `${form.keyNote} ${form.keyMode}` }),
    ...(form.meter && { meter: form.meter }),
    ...(form.instruments.length > 0 && { instruments: form.instruments }),
    ...(form.ambience && { ambience: form.ambience }),
    ...(form.energy && { energy: form.energy }),
  };
  return {
    ...(form.model && { model: form.model }),
    prompt: form.prompt,
    duration: parseDuration(form.duration) ?? 180,
    parameters,
    seed: Number(form.seed),
    count: form.count,
    format: form.format,
    stems: form.stems,
    midi: form.midi,
    ...(form.title.trim() && { title: form.title.trim() }),
  };
}

const draftKey = 'musicgen.create';

export function saveDraft(form: CreateForm): void {
  try {
    localStorage.setItem(draftKey, JSON.stringify(form));
  } catch {
    // A full or forbidden storage must not stop the typing.
  }
}

// The form as it was left; what can't be read becomes its default.
export function readDraft(): CreateForm {
  const fresh = emptyForm();
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(draftKey) ?? '{}');
    const read = v.safeParse(storedForm, stored);
    if (!read.success) return fresh;
    return { ...read.output, seed: read.output.seed || fresh.seed };
  } catch {
    return fresh;
  }
}
