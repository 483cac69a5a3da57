import * as v from 'valibot';

import { translation } from '@/i18n';

import { formRules, loadForm, ratesOf, saveForm, toOptions, type ExportForm } from './form';

const empty: ExportForm = {
  format: '',
  bitrate: '',
  rate: '',
  loudness: '',
  fadeIn: '',
  fadeOut: '',
  filename: '{title}',
};

const problemsOf = (change: Partial<ExportForm>) => {
  const rules = formRules(translation().t, { shortest: 10 });
  const { issues = [] } = v.safeParse(rules, { ...empty, ...change });
  return issues.map(({ path, message }) => `${String(path?.[0]?.key)}: ${message}`);
};

describe('the options of an export', () => {
  it('say nothing about what stays as it is', () => {
    expect(toOptions(empty)).toEqual({ filename: '{title}' });
  });

  it('carry all that was chosen', () => {
    const form: ExportForm = {
      format: 'mp3',
      bitrate: '128000',
      rate: '48000',
      loudness: '-14',
      fadeIn: '0,5',
      fadeOut: '2',
      filename: ' {artist} ',
    };
    expect(toOptions(form)).toEqual({
      format: 'mp3',
      bitrate: 128_000,
      sample_rate_hz: 48_000,
      loudness_lufs: -14,
      fade_in: 0.5,
      fade_out: 2,
      filename: '{artist}',
    });
  });

  it('leave out what the format can’t have', () => {
    const options = toOptions({ ...empty, format: 'flac', bitrate: '128000', rate: '96000' });
    expect(options).toEqual({ format: 'flac', sample_rate_hz: 96_000, filename: '{title}' });
    expect(toOptions({ ...empty, format: 'opus', rate: '44100' })).not.toHaveProperty(
      'sample_rate_hz',
    );
    expect(ratesOf('mp3')).not.toContain(96_000);
  });
});

describe('the rules', () => {
  it('let a plain export pass', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    [{ fadeIn: '-1' }, 'fadeIn: Choose a fade from 0 to 3600 seconds.'],
    [{ fadeOut: 'soon' }, 'fadeOut: Choose a fade from 0 to 3600 seconds.'],
    [{ fadeIn: '6', fadeOut: '5' }, 'fadeOut: Both fades must fit into 10 seconds.'],
    [{ filename: ' ' }, 'filename: Give it a name.'],
    [{ filename: '{name}' }, 'filename: There is no field {name}. Choose one below.'],
    [{ filename: '{title' }, 'filename: A brace is missing its other half.'],
  ])('refuse %o', (change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });
});

describe('the form as it was used last', () => {
  it('comes back', () => {
    saveForm({ ...empty, format: 'opus' });
    expect(loadForm().format).toBe('opus');
  });

  it('keeps what can be read of a damaged one', () => {
    localStorage.setItem('musicgen.export', '{"format":"tape","loudness":"-16"}');
    expect(loadForm()).toEqual({ ...empty, loudness: '-16' });
    localStorage.setItem('musicgen.export', '{');
    expect(loadForm()).toEqual(empty);
  });
});
