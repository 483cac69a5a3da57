// The create form: its values, their rules (the server's own), and the request they become.
import * as v from 'valibot';

import type { GenerateRequest, Model } from '@/api/client';
import type { Translate } from '@/i18n';
import { formatTime, parseDuration } from '@/lib/format';

import { can, type Choice, type EngineOptions } from './engine-options';
import { isAllowed, parametersOf, type EngineSetting } from './engine-settings';
import { linesOf, longestLyrics, mostLines } from './singing/lyrics-text';

export const formats = ['mp3', 'flac', 'wav', 'ogg', 'opus', 'm4a'] as const;
export const openDuration = '3:00'; // where neither the person nor the words choose one
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

// A field that was just shown has no value yet, which must not stop the form.
const settingValues = v.record(v.string(), v.fallback(v.string(), ''));

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
  duration: v.fallback(v.string(), openDuration),
  durationChosen: v.fallback(v.boolean(), false),
  count: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostVariations)), 1),
  seed: v.fallback(v.string(), ''),
  seedLocked: v.fallback(v.boolean(), false),
  format: v.fallback(v.picklist(formats), 'mp3'),
  stems: v.fallback(v.boolean(), false),
  midi: v.fallback(v.boolean(), false),
  title: v.fallback(v.string(), ''),
  instrumental: v.fallback(v.boolean(), false), // of engines that sing
  lyrics: v.fallback(v.string(), ''),
  avoid: v.fallback(v.string(), ''), // the negative prompt
  reference: v.fallback(v.string(), ''), // a track's id
  settings: v.fallback(settingValues, {}), // the engine's own, as typed
});
export type CreateForm = v.InferOutput<typeof storedForm>;

export const randomSeed = () => String(Math.floor(Math.random() * 1e9));

export const emptyForm = (): CreateForm => ({ ...v.parse(storedForm, {}), seed: randomSeed() });

const numberWithin = (text: string, min: number, max: number) =>
  /^\d+(\.\d+)?$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;

const anyDuration = { min: 5, max: 3600 };

// What an engine doesn't offer can't be wrong: it is neither shown nor sent.
export function formRules(
  t: Translate,
  options: EngineOptions,
  durations: Model['durations'] = anyDuration,
) {
  return v.pipe(
    fieldRules(t, options, durations),
    v.forward(
      v.partialCheck(
        [['lyrics'], ['instrumental']],
        ({ lyrics, instrumental }) =>
          !can(options, 'lyrics') || instrumental || lyrics.trim() !== '',
        t('lyrics.errors.missing'),
      ),
      ['lyrics'],
    ),
  );
}

function fieldRules(t: Translate, options: EngineOptions, durations: Model['durations']) {
  const tempo = options.bpm ?? { min: 0, max: Infinity };
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
        (text) => !options.bpm || text.trim() === '' || numberWithin(text, tempo.min, tempo.max),
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
    lyrics: v.pipe(
      v.string(),
      v.check(
        (text) =>
          !can(options, 'lyrics') ||
          ([...text].length <= longestLyrics && linesOf(text).length <= mostLines),
        t('lyrics.errors.long', { characters: longestLyrics, lines: mostLines }),
      ),
    ),
    settings: v.pipe(
      settingValues,
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed) return;
        for (const setting of options.settings) {
          const value = dataset.value[setting.name] ?? '';
          if (isAllowed(setting, value)) continue;
          const input = dataset.value;
          addIssue({
            message: settingError(t, setting),
            path: [{ type: 'object', origin: 'value', input, key: setting.name, value }],
          });
        }
      }),
    ),
  });
}

function settingError(t: Translate, { kind, min, max }: EngineSetting): string {
  const range = { min: min ?? '', max: max ?? '' };
  if (min !== undefined && max !== undefined) {
    return t(
      kind === 'integer' ? 'create.errors.integerRange' : 'create.errors.numberRange',
      range,
    );
  }
  return t(kind === 'integer' ? 'create.errors.integer' : 'create.errors.number', range);
}

// Leaves out whatever the prompt is to decide, and what the engine doesn't offer: it may have been
// chosen for another one. The values must keep the rules.
export function toRequest(form: CreateForm, options: EngineOptions): GenerateRequest {
  const instruments = offered(form.instruments, options.instruments);
  const ambience = form.ambience && offered(form.ambience, options.ambience);
  const parameters = {
    ...offeredOne('genre', form.genre, options.genres),
    ...offeredOne('mood', form.mood, options.moods),
    ...(options.bpm && form.bpm.trim() && { bpm: Number(form.bpm) }),
    ...(options.keys && form.keyNote && { key: `${form.keyNote} ${form.keyMode}` }),
    ...(options.meters.length > 0 && form.meter && { meter: form.meter }), // they are examples
    ...(instruments.length > 0 && { instruments }),
    ...(ambience && options.ambience.length > 0 && { ambience }),
    ...offeredOne('energy', form.energy, options.energies),
    ...parametersOf(options.settings, form.settings),
  };
  return {
    ...(form.model && { model: form.model }),
    prompt: form.prompt,
    // An engine that reads the length from the words is left to it.
    ...((form.durationChosen || !can(options, 'brief')) && {
      duration: parseDuration(form.duration) ?? 180,
    }),
    parameters,
    seed: Number(form.seed),
    count: form.count,
    format: form.format,
    stems: form.stems && can(options, 'stems'),
    midi: form.midi && can(options, 'midi'),
    ...(form.title.trim() && { title: form.title.trim() }),
    ...singing(form, options),
    ...(can(options, 'negative_prompt') &&
      form.avoid.trim() && { negative_prompt: form.avoid.trim() }),
    ...(can(options, 'reference') && form.reference && { reference_track_id: form.reference }),
  };
}

const offered = (chosen: string[], choices: Choice[]) =>
  chosen.filter((name) => choices.some(({ value }) => value === name));

const offeredOne = (name: string, chosen: string, choices: Choice[]) =>
  offered([chosen], choices).length > 0 ? { [name]: chosen } : {};

function singing({ lyrics, instrumental }: CreateForm, options: EngineOptions) {
  if (!can(options, 'lyrics')) return {};
  return instrumental ? { instrumental } : { instrumental, lyrics };
}

// The form's name of a field that the server complains about.
export function fieldOf(
  serverName: string | undefined,
  options: EngineOptions,
): (typeof withError)[number] | `settings.${string}` | undefined {
  if (serverName === undefined) return undefined;
  if (options.settings.some(({ name }) => name === serverName)) return `settings.${serverName}`;
  const name = serverName === 'reference_track_id' ? 'reference' : serverName;
  return withError.find((field) => field === name && shows(field, options));
}

// Only these show their error; what is said of others stands below the prompt.
const withError = ['prompt', 'bpm', 'duration', 'seed', 'title', 'lyrics', 'reference'] as const;

const shows = (field: (typeof withError)[number], options: EngineOptions) =>
  field === 'lyrics' || field === 'reference'
    ? can(options, field)
    : field !== 'bpm' || options.bpm !== null;

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
