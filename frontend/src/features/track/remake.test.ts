import type { Job, Track } from '@/api/client';
import { optionsOf } from '@/features/create/engine-options';
import { toRequest } from '@/features/create/form';
import { modelNamed } from '@/features/create/testing/models';

import { draftOf } from './remake';

const composer = optionsOf(modelNamed('composer'));
const singer = optionsOf(modelNamed('DiffRhythm-1.2-full'));
const none = { job: undefined, options: composer, stems: false, midi: false };

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
  expect(toRequest(draftOf(track, false, { ...none, stems: true }), composer)).toEqual({
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

describe('a song by an engine that sings', () => {
  const asked = {
    model: 'DiffRhythm-1.2-full',
    prompt: 'Tender piano ballad',
    duration: 120,
    parameters: { steps: 16, cfg_strength: 3.5, precision: 'bf16', fast: true },
    lyrics: '[verse]\nMoonlight spills',
    instrumental: false,
    reference_track_id: '0190aaaa-0000-7000-8000-000000000001',
    negative_prompt: 'drums',
    title: 'Moonlight',
    seed: 7,
    count: 1,
    format: 'flac',
    stems: false,
    midi: false,
  };
  const song = {
    ...track,
    model_used: asked.model,
    generation_prompt: asked.prompt,
    duration: 120,
    brief: {
      parameters: { ...asked.parameters, bpm: null, instruments: [], genre: '', device: 'auto' },
      lyrics: '[00:10.00]Moonlight spills',
      negative_prompt: 'drums',
    },
  } as unknown as Track;
  const job = { kind: 'generate', request: asked } as unknown as Job;

  it('is asked for again with all that its job was told', () => {
    const draft = draftOf(song, false, { ...none, options: singer, job });
    expect(toRequest(draft, singer)).toEqual(asked);
  });

  it('has its recipe in its brief once the job is forgotten', () => {
    const draft = draftOf(song, false, { ...none, options: singer });
    expect(toRequest(draft, singer)).toMatchObject({
      lyrics: '[00:10.00]Moonlight spills',
      negative_prompt: 'drums',
      parameters: asked.parameters,
    });
  });

  it('stays instrumental where nothing was sung', () => {
    const silent = { ...job, request: { ...asked, lyrics: '', instrumental: true } };
    const draft = draftOf(song, false, { ...none, options: singer, job: silent });
    expect(toRequest(draft, singer)).toMatchObject({ instrumental: true });
  });
});
