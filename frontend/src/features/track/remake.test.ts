import type { Track } from '@/api/client';
import { optionsOf } from '@/features/create/engine-options';
import { toRequest } from '@/features/create/form';
import { modelNamed } from '@/features/create/testing/models';

import { draftOf } from './remake';

const composer = optionsOf(modelNamed('composer'));
const none = { stems: false, midi: false };

const fact = (field: string, value: string, source: string) => ({
  field,
  value,
  source,
  words: '',
});

const track = {
  model_used: 'composer',
  generation_prompt: 'Lo-fi with rain',
  duration: 95,
  seed: 7,
  format: 'flac',
  brief: {
    facts: [
      fact('genre', 'lofi', 'prompt'),
      fact('bpm', '84', 'parameter'),
      fact('key', 'F# harmonic minor', 'parameter'),
      fact('mood', 'relaxed', 'genre'),
      fact('instruments', 'piano, harp', 'parameter'),
      fact('instruments', 'lofi kit', 'genre'),
      fact('ambience', 'rain', 'parameter'),
    ],
  },
} as unknown as Track;

it('asks for the same song with what was set, and only that', () => {
  expect(toRequest(draftOf(track, false, { stems: true, midi: false }), composer)).toEqual({
    model: 'composer',
    prompt: 'Lo-fi with rain',
    duration: 95,
    parameters: {
      bpm: 84,
      key: 'F# harmonic minor',
      instruments: ['piano', 'harp'],
      ambience: ['rain'],
    },
    seed: 7,
    count: 1,
    format: 'flac',
    stems: true,
    midi: false,
  });
});

it('locks the seed of the same song and takes a new one for a variation', () => {
  expect(draftOf(track, false, none)).toMatchObject({ seed: '7', seedLocked: true });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  expect(draftOf(track, true, none)).toMatchObject({ seed: '500000000', seedLocked: false });
});

it('keeps lengths that are no whole seconds', () => {
  expect(toRequest(draftOf({ ...track, duration: 30.25 }, false, none), composer).duration).toBe(
    30.25,
  );
});
