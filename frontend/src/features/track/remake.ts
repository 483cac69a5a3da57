// A song once more: what the create form must hold to make it again.
import * as v from 'valibot';

import { isBrief, type Brief } from '@/api/queries';
import type { Job, Track } from '@/api/client';
import { can, withOwnControl, type EngineOptions } from '@/features/create/engine-options';
import {
  emptyForm,
  formats,
  modes,
  notes,
  randomSeed,
  type CreateForm,
} from '@/features/create/form';
import { formatTime } from '@/lib/format';

// A changed song is more than its description.
export const canRemake = ({ kind, generation_prompt }: Track): boolean =>
  kind !== 'edit' && generation_prompt.trim() !== '';

// What a request said, as its job keeps it. The briefs of engines that sing have members of the same
// names, so that a song whose job is forgotten still has its recipe.
const recipeShape = v.object({
  parameters: v.fallback(v.record(v.string(), v.unknown()), {}),
  lyrics: v.fallback(v.string(), ''),
  negative_prompt: v.fallback(v.string(), ''),
  reference_track_id: v.fallback(v.nullable(v.string()), null),
  title: v.fallback(v.string(), ''),
});
type Recipe = v.InferOutput<typeof recipeShape>;

const madeSongs: readonly Job['kind'][] = ['generate', 'edit'];

function recipeOf(track: Track, job: Job | undefined): Recipe {
  const read = v.safeParse(
    recipeShape,
    job && madeSongs.includes(job.kind) ? job.request : track.brief,
  );
  return read.success ? read.output : v.parse(recipeShape, {});
}

// What was set beside the prompt; the rest of the brief follows from prompt and seed.
function soundOfBrief(brief: Brief): Partial<CreateForm> {
  const set = new Map(
    brief.facts
      .filter(({ source }) => source === 'parameter')
      .map(({ field, value }) => [field, value]),
  );
  const words = (field: string) => set.get(field)?.split(', ').filter(Boolean);
  const key = set.get('key') ?? '';
  const keyNote = notes.find((note) => key.startsWith(`${note} `));
  const keyMode = modes.find((mode) => keyNote && key === `${keyNote} ${mode}`);
  const ambience = words('ambience');
  return {
    genre: set.get('genre') ?? '',
    mood: set.get('mood') ?? '',
    bpm: set.get('bpm') ?? '',
    meter: set.get('meter') ?? '',
    energy: set.get('energy') ?? '',
    instruments: words('instruments') ?? [],
    ...(keyNote && keyMode ? { keyNote, keyMode } : {}),
    ...(ambience ? { ambience } : {}),
  };
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

// For engines whose briefs have no facts.
function soundOfParameters(parameters: Recipe['parameters']): Partial<CreateForm> {
  const text = (name: string) => (isScalar(parameters[name]) ? String(parameters[name]) : '');
  const { instruments } = parameters;
  return {
    genre: text('genre'),
    mood: text('mood'),
    bpm: text('bpm'),
    instruments: Array.isArray(instruments) ? instruments.filter(isScalar).map(String) : [],
  };
}

const settingsOf = (parameters: Recipe['parameters']): CreateForm['settings'] =>
  Object.fromEntries(
    Object.entries(parameters)
      .filter(([name, value]) => !withOwnControl.includes(name) && isScalar(value))
      .map(([name, value]) => [name, String(value)]),
  );

interface Origin {
  job: Job | undefined; // that made it; it may be forgotten by now
  options: EngineOptions; // of its engine
  stems: boolean;
  midi: boolean;
}

// With its own seed, locked, it becomes the same song; with another one a variation.
export function draftOf(track: Track, vary: boolean, origin: Origin): CreateForm {
  const { job, options, stems, midi } = origin;
  const recipe = recipeOf(track, job);
  const format = formats.find((known) => known === track.format);
  return {
    ...emptyForm(),
    ...(isBrief(track.brief) ? soundOfBrief(track.brief) : soundOfParameters(recipe.parameters)),
    settings: settingsOf(recipe.parameters),
    model: track.model_used,
    prompt: track.generation_prompt,
    title: recipe.title,
    lyrics: recipe.lyrics,
    instrumental: can(options, 'lyrics') && recipe.lyrics.trim() === '',
    avoid: recipe.negative_prompt,
    reference: recipe.reference_track_id ?? '',
    duration: Number.isInteger(track.duration)
      ? formatTime(track.duration)
      : String(Number(track.duration.toFixed(3))),
    durationChosen: true,
    seed: vary || track.seed === null ? randomSeed() : String(track.seed),
    seedLocked: !vary && track.seed !== null,
    ...(format ? { format } : {}),
    stems,
    midi,
  };
}
