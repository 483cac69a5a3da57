import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { Job } from '@/api/client';
import { connection } from '@/api/connection';
import { applyJob } from '@/api/events';
import { Refusal, renderApp, serve, type Answers, type Call } from '@/testing/render';

import { QueueJobs } from './queue-screen';

const job = (number: number, change: Partial<Job> = {}): Job => ({
  id: `0190-${number}`,
  kind: 'generate',
  status: 'pending',
  model: 'composer',
  progress: 0,
  stage: '',
  eta_seconds: null,
  queue_position: 1,
  attempts: 0,
  created_at: `2026-01-01T00:00:0${number}.000Z`,
  started_at: null,
  finished_at: null,
  request: { prompt: `Song ${number}`, seed: number },
  result: null,
  error: null,
  ...change,
});

const madeOf = (track_id: string): Pick<Job, 'result'> => ({
  result: {
    track_id,
    audio_url: '',
    bytes: 0,
    damages: null,
    duration: 60,
    file_name: null,
    format: 'mp3',
    loop: null,
    midi_url: null,
    model: null,
    stems: [],
  },
});

const world = (jobs: Job[], more: Answers = {}): Answers => ({
  'GET /api/system': { limits: { job_timeout: 600 } },
  'GET /api/jobs': { items: jobs, next_cursor: null, total: jobs.length },
  ...more,
});
const show = (filter = {}) => renderApp(<QueueJobs filter={filter} onShowAll={vi.fn()} />);
const row = (name: string) => screen.findByRole('article', { name });

it('says why a job failed and what to do, and tries it again', async () => {
  const failed = job(1, {
    status: 'failed',
    error: {
      type: '',
      title: '',
      status: 500,
      code: 'worker_lost',
      detail: 'The worker died.',
      field: null,
      hint: 'Ask for a shorter song.',
      request_id: null,
    },
  });
  const calls = serve(world([failed], { 'POST /api/jobs/0190-1/retry': job(1) }));
  show();
  expect(await row('Song 1')).toHaveTextContent('The worker died.');
  expect(await row('Song 1')).toHaveTextContent('Ask for a shorter song.');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(calls.some(({ path }) => path.endsWith('/retry'))).toBe(true);
});

it('tells place, stage and time left', async () => {
  serve(
    world([
      job(2, { queue_position: 3 }),
      job(1, { status: 'processing', stage: 'mastering', eta_seconds: 12, progress: 80 }),
    ]),
  );
  show();
  expect(await row('Song 2')).toHaveTextContent('Waiting, number 3 in line');
  expect(await row('Song 1')).toHaveTextContent('Mastering12 sec left');
});

it('keeps variations together and cancels them at once', async () => {
  const together = { created_at: '2026-01-01T00:00:00.000Z' };
  const variation = (number: number, change: Partial<Job>) =>
    job(number, { ...together, request: { prompt: 'Rain', seed: number }, ...change });
  const jobs = [variation(3, {}), variation(2, {}), variation(1, { status: 'cancelled' })];
  const calls = serve(
    world(jobs, {
      'POST /api/jobs/0190-2/cancel': variation(2, { status: 'cancelled' }),
      'POST /api/jobs/0190-3/cancel': variation(3, { status: 'cancelled' }),
    }),
  );
  show();
  const group = await screen.findByRole('region', { name: '3 variations of “Rain”' });
  expect(within(group).getAllByRole('article')).toHaveLength(3);
  expect(group).toHaveTextContent('0 of 3 done');
  await userEvent.click(within(group).getByRole('button', { name: 'Cancel all' }));
  await waitFor(() => expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(2));
});

it('says which song an open or failed job works on', async () => {
  const track = (id: string, title: string) => ({ [`GET /api/tracks/${id}`]: { id, title } });
  serve(
    world(
      [
        job(5, { kind: 'export', request: { track_ids: ['rain', 'snow'], archive: true } }),
        job(4, { kind: 'export', request: { track_ids: ['rain'], archive: false } }),
        job(3, { kind: 'edit', request: { prompt: 'calmer', edit: { track_id: 'snow' } } }),
        job(2, { kind: 'loop', status: 'failed', request: { track_id: 'snow' } }),
        job(1, { kind: 'loop', status: 'processing', request: { track_id: 'rain' } }),
      ],
      { ...track('rain', 'Night Rain'), ...track('snow', 'First Snow') },
    ),
  );
  show();
  expect(await row('Loop: Night Rain')).toHaveTextContent('Starting');
  expect(await row('Loop: First Snow')).toBeInTheDocument();
  expect(await row('Edit: First Snow')).toBeInTheDocument();
  expect(await row('Export: Night Rain')).toBeInTheDocument();
  expect(await row('Export: 2 songs')).toBeInTheDocument();
});

it('keeps the row of a job whose song is gone', async () => {
  const gone = new Refusal(404, { code: 'track_not_found', detail: 'Gone.' });
  serve(
    world(
      [
        job(3, { kind: 'edit', request: { prompt: 'calmer', edit: { track_id: 'gone' } } }),
        job(2, { kind: 'loop', status: 'failed', request: { track_id: 'gone' } }),
        job(1, {
          kind: 'loop',
          status: 'completed',
          ...madeOf('made'),
          request: { track_id: 'rain' },
        }),
      ],
      {
        'GET /api/tracks/gone': gone,
        'GET /api/tracks/made': gone,
        'GET /api/tracks/rain': { id: 'rain', title: 'Night Rain' },
      },
    ),
  );
  show();
  expect(await row('Loop')).toBeInTheDocument();
  expect(await row('Edit: calmer')).toBeInTheDocument();
  expect(await row('Loop: Night Rain')).toHaveTextContent('Done');
});

it('shows further pages', async () => {
  const page = ({ query }: Call) =>
    query.get('cursor') === 'two'
      ? { items: [job(1)], next_cursor: null, total: 2 }
      : { items: [job(2)], next_cursor: 'two', total: 2 };
  serve(world([], { 'GET /api/jobs': page }));
  show();
  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
  expect(await row('Song 1')).toBeInTheDocument();
  expect(screen.getByText('2 jobs')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
});

it('asks for what the filter names', async () => {
  const calls = serve(world([]));
  show({ status: 'failed', kind: 'loop' });
  expect(await screen.findByRole('heading', { name: 'Nothing fits' })).toBeInTheDocument();
  const asked = calls.find(({ path }) => path === '/api/jobs');
  expect(Object.fromEntries(asked?.query ?? [])).toMatchObject({ status: 'failed', kind: 'loop' });
});

it('goes from row to row by the arrows, and removes one by Delete', async () => {
  const done = { status: 'cancelled' } as const;
  const calls = serve(
    world([job(3, done), job(2, done), job(1, done)], { 'DELETE /api/jobs/0190-2': undefined }),
  );
  show();
  const first = within(await row('Song 3')).getByRole('button', { name: 'Try again' });
  first.focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(within(await row('Song 2')).getByRole('button', { name: 'Try again' })).toHaveFocus();
  await userEvent.keyboard('{End}');
  expect(within(await row('Song 1')).getByRole('button', { name: 'Try again' })).toHaveFocus();
  await userEvent.keyboard('{ArrowUp}{Delete}');
  await waitFor(() =>
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toContain(
      'DELETE /api/jobs/0190-2',
    ),
  );
});

it('says that the server is away, and how old the picture is', async () => {
  serve(world([job(1)]));
  show();
  await row('Song 1');
  expect(screen.queryByText(/how things stood/)).not.toBeInTheDocument();
  act(() => connection.missed());
  expect(screen.getByText(/^This is how things stood now/)).toBeInTheDocument();
  act(() => connection.streamOpened());
  expect(screen.queryByText(/how things stood/)).not.toBeInTheDocument();
});

it('follows a job’s progress without asking for the list again', async () => {
  const running = job(1, { status: 'processing', stage: 'mastering', eta_seconds: 12 });
  const calls = serve(world([running]));
  const { client } = show();
  await row('Song 1');
  act(() => applyJob(client, running));
  await waitFor(() => expect(calls.filter(({ path }) => path === '/api/jobs')).toHaveLength(2));
  act(() => applyJob(client, { ...running, stage: 'saving', eta_seconds: 3 }));
  expect(await screen.findByText('3 sec left')).toBeInTheDocument();
  expect(calls.filter(({ path }) => path === '/api/jobs')).toHaveLength(2);
});
