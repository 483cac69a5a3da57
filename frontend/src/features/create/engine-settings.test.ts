import { withOwnControl } from './engine-options';
import { isAllowed, parametersOf, settingsOf } from './engine-settings';
import { modelNamed } from './testing/models';

const parameters = modelNamed('DiffRhythm-1.2-full').parameters as Record<string, unknown>;
const settings = settingsOf(parameters, withOwnControl);

it('reads a field for each scalar of the schema, with its limits', () => {
  expect(settings.map(({ name, kind, usual }) => [name, kind, usual])).toEqual([
    ['steps', 'integer', '32'],
    ['cfg_strength', 'number', '4'],
    ['reference_strength', 'number', '0.5'],
    ['fast', 'switch', 'false'],
    ['precision', 'choice', 'auto'],
    ['device', 'choice', 'auto'],
  ]);
  expect(settings[1]).toMatchObject({ label: 'Cfg strength', min: 0, max: 20 });
  expect(settings[4]?.choices).toEqual(['auto', 'fp32', 'bf16', 'fp16', 'int8']);
});

it('leaves out what has a control of its own and what it can’t show', () => {
  expect(
    settingsOf({ bpm: { type: 'number' }, curve: { type: 'array' }, odd: 7 }, ['bpm']),
  ).toEqual([]);
});

it.each([
  ['steps', '', true],
  ['steps', '2', true],
  ['steps', '1', false],
  ['steps', '201', false],
  ['steps', '16.5', false],
  ['steps', 'many', false],
  ['cfg_strength', '2.5', true],
  ['precision', 'fp64', false],
])('%s may be "%s": %s', (name, text, allowed) => {
  const setting = settings.find((other) => other.name === name);
  expect(setting && isAllowed(setting, text)).toBe(allowed);
});

it('sends only what was chosen, in its own type', () => {
  const typed = { steps: ' 16 ', cfg_strength: '', fast: 'true', precision: 'int8', other: '1' };
  expect(parametersOf(settings, typed)).toEqual({ steps: 16, fast: true, precision: 'int8' });
});
