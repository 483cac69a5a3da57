import { switchLanguage } from '@/i18n';

import { Problem, problemField, problemText } from './problem';

const full = Problem.from(
  {
    code: 'invalid_parameter',
    detail: 'bpm must be between 30 and 300.',
    field: '/parameters/bpm',
  },
  400,
);

afterEach(() => switchLanguage('en'));

it('says in English what the server said', () => {
  expect(problemText(full)).toBe('bpm must be between 30 and 300.');
});

it('says in other languages what kind of problem it is, then what the server said', async () => {
  await switchLanguage('de');
  expect(problemText(full)).toBe('Ein Wert ist nicht gültig. (bpm must be between 30 and 300.)');
});

it('has words for a page of a proxy and for what is no problem at all', () => {
  expect(problemText(Problem.from('<html>', 502))).toMatch(/doesn’t answer/);
  expect(problemText(new TypeError('boom'))).not.toContain('boom');
});

it('names the field as the form does', () => {
  expect(problemField(full)).toBe('bpm');
  expect(problemField(Problem.away())).toBeUndefined();
});
