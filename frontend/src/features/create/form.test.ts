import * as v from 'valibot';

import { translation } from '@/i18n';

import { emptyForm, formRules, readDraft, saveDraft, toRequest, type CreateForm } from './form';

const limits = { durations: { min: 5, max: 3600 }, bpm: { min: 30, max: 300 } };
const filled = (change: Partial<CreateForm>): CreateForm => ({
  ...emptyForm(),
  prompt: 'Slow waltz',
  seed: '7',
  ...change,
});

function errorsOf(change: Partial<CreateForm>) {
  const result = v.safeParse(formRules(translation().t, limits), filled(change));
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

  it('says which tempos are possible', () => {
    expect(errorsOf({ bpm: '500' })[0]?.[1]).toContain('30');
    expect(errorsOf({ bpm: '500' })[0]?.[1]).toContain('300');
  });
});

describe('toRequest', () => {
  it('leaves to the prompt what was not chosen', () => {
    expect(toRequest(filled({})).parameters).toEqual({});
  });

  it('sends what was chosen as the server names it', () => {
    const request = toRequest(
      filled({ bpm: '90', keyNote: 'F#', keyMode: 'minor', duration: '1:30', ambience: [] }),
    );
    expect(request).toMatchObject({
      duration: 90,
      seed: 7,
      parameters: { bpm: 90, key: 'F# minor', ambience: [] },
    });
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
