import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';

import { Details } from './details';
import { optionsOf } from './engine-options';
import { emptyForm, type CreateForm } from './form';
import { modelNamed, models } from './testing/models';

const watched = vi.fn<(form: CreateForm) => void>();
const values = () => watched.mock.lastCall?.[0];

function Screen({ name }: { name: string }) {
  const [client] = useState(() => new QueryClient());
  const form = useForm<CreateForm>({ defaultValues: emptyForm() });
  useEffect(() =>
    form.subscribe({ formState: { values: true }, callback: (now) => watched(now.values) }),
  );
  const model = modelNamed(name);
  return (
    <QueryClientProvider client={client}>
      <FormProvider {...form}>
        <Details
          models={models}
          model={model}
          options={optionsOf(model)}
          error={null}
          onRetry={() => undefined}
          onChoose={() => undefined}
        />
      </FormProvider>
    </QueryClientProvider>
  );
}

// The server's answer to every question about lyrics.
function answer(status: number, body: object) {
  return vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    Promise.resolve(
      new Response(JSON.stringify(body), {
        status,
        headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
      }),
    ),
  );
}

const line = (number: number, warnings: object[] = []) => ({
  line: number,
  text: 'words',
  section: 'verse',
  start: number * 5,
  end: number * 5 + 2,
  language: 'en',
  syllables: 1,
  phones: '',
  tokens: [],
  warnings,
});

const report = {
  format: 'plain',
  duration: 180,
  lines: [line(2, [{ code: 'too_far', message: 'Nothing to sing for 14 s.' }]), line(3)],
  warnings: [],
  lrc: '[00:10.00]One\n[00:15.00]Two\n',
};

it('shows what the composer can do, and nothing of singing', () => {
  render(<Screen name="composer" />);
  expect(screen.getByRole('combobox', { name: 'Genre' })).toBeInTheDocument();
  expect(screen.getByRole('switch', { name: 'Keep stems' })).toBeInTheDocument();
  expect(screen.queryByText('Lyrics')).not.toBeInTheDocument();
  expect(screen.queryByText('Reference song')).not.toBeInTheDocument();
  expect(screen.queryByText('Advanced')).not.toBeInTheDocument();
});

it('shows what an engine that sings can do, and nothing that it can’t', async () => {
  render(<Screen name="DiffRhythm-1.2-full" />);
  expect(await screen.findByLabelText('Words to sing')).toBeInTheDocument();
  expect(await screen.findByText('Reference song')).toBeInTheDocument();
  expect(await screen.findByText('Advanced')).toBeInTheDocument();
  expect(screen.getByLabelText('What to avoid')).toBeInTheDocument();
  expect(screen.queryByRole('combobox', { name: 'Genre' })).not.toBeInTheDocument();
  expect(screen.queryByRole('switch', { name: 'Keep stems' })).not.toBeInTheDocument();
});

it('names the lines that may go wrong and leads to them', async () => {
  const fetched = answer(200, report);
  const user = userEvent.setup();
  render(<Screen name="DiffRhythm-1.2-full" />);
  const editor = await screen.findByLabelText<HTMLTextAreaElement>('Words to sing');
  await user.type(editor, '[[verse]\nOne\nTwo');
  const notes = await screen.findByRole('list', { name: 'What may go wrong' });
  expect(within(notes).getByText('Nothing to sing for 14 s.')).toBeInTheDocument();
  const asked = fetched.mock.lastCall?.[0] as Request;
  expect(asked.url).toContain('/api/lyrics/check');

  await user.click(within(notes).getByRole('button', { name: 'Line 2' }));
  await waitFor(() => expect(editor).toHaveFocus());
  expect(editor.value.slice(editor.selectionStart, editor.selectionEnd)).toBe('One');

  await user.click(screen.getByRole('button', { name: 'Write the times out' }));
  expect(values()?.lyrics).toBe('[00:10.00]One\n[00:15.00]Two');
});

it('puts a refusal beside its line', async () => {
  answer(400, { code: 'invalid_lyrics', detail: 'Line 1: "안" is Korean.', hint: 'Use English.' });
  const user = userEvent.setup();
  render(<Screen name="DiffRhythm-1.2-full" />);
  const editor = await screen.findByLabelText('Words to sing');
  await user.type(editor, '안녕');
  const notes = await screen.findByRole('list', { name: 'What may go wrong' });
  expect(within(notes).getByRole('listitem')).toHaveTextContent(
    'Line 1"안" is Korean. Use English.',
  );
  expect(editor).toHaveAttribute('aria-invalid', 'true');
});

it('keeps the words while there are to be none', async () => {
  const user = userEvent.setup();
  answer(200, { ...report, lines: [] });
  render(<Screen name="DiffRhythm-1.2-full" />);
  await user.type(await screen.findByLabelText('Words to sing'), 'la');
  await user.click(screen.getByRole('switch', { name: 'Instrumental' }));
  expect(screen.queryByLabelText('Words to sing')).not.toBeInTheDocument();
  expect(values()).toMatchObject({ lyrics: 'la', instrumental: true });
});

it('makes a field for each of the engine’s own settings', async () => {
  const user = userEvent.setup();
  render(<Screen name="DiffRhythm-1.2-full" />);
  await user.click(await screen.findByText('Advanced'));
  const steps = screen.getByRole('textbox', { name: 'Steps' });
  expect(steps).toHaveAttribute('placeholder', 'As usual (32)');
  await user.type(steps, '16');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Precision' }), 'bf16');
  await user.click(screen.getByRole('switch', { name: 'Fast' }));
  expect(values()?.settings).toMatchObject({ steps: '16', precision: 'bf16', fast: 'true' });
});
