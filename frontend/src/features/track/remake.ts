// A song once more: what the create form must hold to make it again.
import { isBrief, type Brief } from '@/api/queries';
import type { Track } from '@/api/client';
import {
  emptyForm,
  formats,
  modes,
  notes,
  randomSeed,
  type CreateForm,
} from '@/features/create/form';
import { formatTime } from '@/lib/format';

export const canRemake = (track: Track): boolean => track.generation_prompt.trim() !== '';

// What was set beside the prompt; the rest of the brief follows from prompt and seed.
function settingsOf(brief: Brief): Partial<CreateForm> {
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

interface Extras {
  stems: boolean;
  midi: boolean;
}

// With its own seed, locked, it becomes the same song; with another one a variation.
export function draftOf(track: Track, vary: boolean, { stems, midi }: Extras): CreateForm {
  const format = formats.find((known) => known === track.format);
  return {
    ...emptyForm(),
    ...(isBrief(track.brief) ? settingsOf(track.brief) : {}),
    model: track.model_used,
    prompt: track.generation_prompt,
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
