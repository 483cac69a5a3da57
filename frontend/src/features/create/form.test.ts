import * as v from 'valibot';

import { translation } from '@/i18n';

import { optionsOf } from './engine-options';
import {
  emptyForm,
  fieldOf,
  formRules,
  readDraft,
  saveDraft,
  toRequest,
  type CreateForm,
} from './form';
import { modelNamed } from './testing/models';

const composer = optionsOf(modelNamed('composer'));
const singer = optionsOf(modelNamed('DiffRhythm-1.2-full'));
const filled = (change: Partial<CreateForm>): CreateForm => ({
  ...emptyForm(),
  prompt: 'Slow waltz',
  seed: '7',
  ...change,
});

function errorsOf(change: Partial<CreateForm>, options = composer) {
  const result = v.safeParse(formRules(translation().t, options), filled(change));
  return result.issues?.map((issue) => [issue.path?.[0].key, issue.message]) ?? [];
}

describe('formRules', () => {
  it('accepts a prompt with nothing else chosen', () => {
    expect(errorsOf({})).toEqual([]);
  });

  it.each<[Partial<CreateForm>, string]>([
    [{ prompt: '   ' }, 'prompt'],
    [{ prompt: 'x'.repeat(4001) }, 'prompt'],
    [{ bpm: '29' }, 'bpm'],
    [{ bpm: 'fast' }, 'bpm'],
    [{ duration: 'soon' }, 'duration'],
    [{ duration: '4' }, 'duration'],
    [{ duration: '2h' }, 'duration'],
    [{ seed: '-1' }, 'seed'],
    [{ seed: '9007199254740992' }, 'seed'],
    [{ title: 'x'.repeat(301) }, 'title'],
  ])('refuses %o beside its field', (change, field) => {
    expect(errorsOf(change)).toEqual([[field, expect.stringMatching(/\S/)]]);
  });

  it('asks for the words although the engine’s settings were only just shown', () => {
    const settings = { steps: undefined } as unknown as CreateForm['settings'];
    expect(errorsOf({ settings, lyrics: '' }, singer)).toEqual([
      ['lyrics', translation().t('lyrics.errors.missing')],
    ]);
  });

  it('says which tempos are possible', () => {
    expect(errorsOf({ bpm: '500' })[0]?.[1]).toContain('30');
    expect(errorsOf({ bpm: '500' })[0]?.[1]).toContain('300');
  });
});

describe('toRequest', () => {
  it('leaves to the prompt what was not chosen', () => {
    const request = toRequest(filled({}), composer);
    expect(request.parameters).toEqual({});
    expect(request).not.toHaveProperty('duration');
    expect(request).not.toHaveProperty('instrumental');
  });

  it('sends what was chosen as the server names it', () => {
    const request = toRequest(
      filled({
        bpm: '90',
        keyNote: 'F#',
        keyMode: 'minor',
        duration: '1:30',
        durationChosen: true,
        ambience: [],
      }),
      composer,
    );
    expect(request).toMatchObject({
      duration: 90,
      seed: 7,
      parameters: { bpm: 90, key: 'F# minor', ambience: [] },
    });
  });
});

describe('a form for an engine that sings', () => {
  const sung = { lyrics: '[verse]\nhello', reference: 'track-1', genre: 'lofi', stems: true };

  it('sends the words, the reference and the engine’s own settings', () => {
    const form = filled({ ...sung, settings: { steps: '16', precision: 'bf16' } });
    expect(toRequest(form, singer)).toMatchObject({
      lyrics: '[verse]\nhello',
      instrumental: false,
      reference_track_id: 'track-1',
      parameters: { steps: 16, precision: 'bf16' },
    });
  });

  it('sends no words for an instrumental', () => {
    const request = toRequest(filled({ ...sung, instrumental: true }), singer);
    expect(request.instrumental).toBe(true);
    expect(request).not.toHaveProperty('lyrics');
  });

  it('leaves out what was chosen for another engine', () => {
    const toSinger = toRequest(filled(sung), singer);
    expect(toSinger.parameters).toEqual({});
    expect(toSinger.stems).toBe(false);
    const toComposer = toRequest(filled({ ...sung, settings: { steps: '16' } }), composer);
    expect(toComposer.parameters).toEqual({ genre: 'lofi' });
    for (const name of ['lyrics', 'reference_track_id', 'instrumental']) {
      expect(toComposer).not.toHaveProperty(name);
    }
  });

  it('needs words, unless it is instrumental or another engine’s', () => {
    expect(errorsOf({}, singer).map(([field]) => field)).toEqual(['lyrics']);
    expect(errorsOf({ instrumental: true }, singer)).toEqual([]);
    expect(errorsOf({ lyrics: 'la' }, singer)).toEqual([]);
    expect(errorsOf({ lyrics: 'x'.repeat(20_001) }, singer).map(([field]) => field)).toEqual([
      'lyrics',
    ]);
    expect(errorsOf({ lyrics: 'x'.repeat(20_001) }, composer)).toEqual([]);
  });

  it('says which settings are possible', () => {
    const [error] = errorsOf({ lyrics: 'la', settings: { steps: '0' } }, singer);
    expect(error).toEqual(['settings', 'Write a whole number from 2 to 200.']);
    expect(errorsOf({ settings: { steps: '0' } }, composer)).toEqual([]);
  });

  it('finds the field that the server complains about, where there is one', () => {
    expect(fieldOf('steps', singer)).toBe('settings.steps');
    expect(fieldOf('reference_track_id', singer)).toBe('reference');
    expect(fieldOf('lyrics', composer)).toBeUndefined();
    expect(fieldOf('format', composer)).toBeUndefined();
    expect(fieldOf(undefined, singer)).toBeUndefined();
  });
});

describe('the draft', () => {
  it('comes back as it was left', () => {
    const form = filled({ bpm: 'not yet a num', ambience: ['rain'] });
    saveDraft(form);
    expect(readDraft()).toEqual(form);
  });

  it('survives a broken storage', () => {
    localStorage.setItem('musicgen.create', '{"count": 99, "prompt": "kept"}');
    expect(readDraft()).toMatchObject({ count: 1, prompt: 'kept' });
    localStorage.setItem('musicgen.create', 'not json');
    expect(readDraft().prompt).toBe('');
  });
});
