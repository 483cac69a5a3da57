import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { Job, Model } from '@/api/client';
import { Refusal, renderApp, serve, type Answers } from '@/testing/render';

import { ModelsScreen } from './models-screen';

const singer = {
  name: 'Singer',
  about: 'Sings.',
  version: '',
  installed: false,
  default: false,
  bytes: 3e9,
  license: 'MIT, CC-BY-NC-4.0',
  device: 'cpu',
  precision: 'fp32',
  abilities: ['lyrics'],
  durations: { min: 95, max: 95 },
  parameters: {},
  estimate: { seconds_per_minute: 0, memory_bytes: 0 },
  install_hint: 'musicgen models pull Singer',
  half_done_bytes: 0,
  parts: [
    {
      name: 'voice',
      bytes: 2e9,
      license: 'MIT',
      license_url: 'https://mit.example/',
      installed: false,
    },
    {
      name: 'ear',
      bytes: 1e9,
      license: 'CC-BY-NC-4.0',
      license_url: 'https://cc.example/',
      installed: false,
    },
  ],
} satisfies Model;

const job = (change: Partial<Job>) => ({
  id: '0190',
  kind: 'pull',
  status: 'processing',
  progress: 40,
  stage: 'downloading 1.2 of 3.0 GB, 12 MB/s',
  eta_seconds: 150,
  request: { model: 'Singer' },
  result: null,
  error: null,
  ...change,
});

const system = {
  version: '1',
  needs_key: false,
  device: { name: 'cpu', cores: 2, memory_bytes: 8e9 },
  storage: { free_bytes: 50e9, total_bytes: 100e9 },
  limits: { job_timeout: 600 },
};

const world = (model: Model, jobs: unknown[] = [], more: Answers = {}): Answers => ({
  'GET /api/models': { items: [model] },
  'GET /api/system': system,
  'GET /api/storage': { models_bytes: 2e9, downloads_bytes: 0 },
  'GET /api/jobs': ({ query }: { query: URLSearchParams }) => ({
    items: jobs.filter((one) => (one as Job).kind === query.get('kind')),
    next_cursor: null,
    total: jobs.length,
  }),
  ...more,
});

it('downloads an engine only once its licences were shown and accepted', async () => {
  const calls = serve(
    world(singer, [], { 'POST /api/models/Singer/pull': { job_id: '0190', status: 'pending' } }),
  );
  renderApp(<ModelsScreen />);
  await userEvent.click(await screen.findByRole('button', { name: 'Install: Singer' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByRole('link', { name: /CC-BY-NC/ })).toHaveAttribute(
    'href',
    'https://cc.example/',
  );
  expect(within(dialog).getByText(/forbids commercial use/)).toBeInTheDocument();
  expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(
    within(dialog).getByRole('button', { name: 'Accept the licences and download 3 GB' }),
  );
  expect(calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

it('offers no download that the disk has no room for', async () => {
  serve(
    world(singer, [], {
      'GET /api/system': { ...system, storage: { free_bytes: 1e9, total_bytes: 100e9 } },
    }),
  );
  renderApp(<ModelsScreen />);
  await userEvent.click(await screen.findByRole('button', { name: 'Install: Singer' }));
  expect(await screen.findByRole('button', { name: /^Accept/ })).toBeDisabled();
  expect(screen.getByText(/It needs 3 GB, but only 1 GB are free/)).toBeInTheDocument();
});

it('shows how far a download is, and stops it', async () => {
  const calls = serve(
    world(singer, [job({})], { 'POST /api/jobs/0190/cancel': job({ status: 'cancelled' }) }),
  );
  renderApp(<ModelsScreen />);
  expect(await screen.findByText('1.2 GB of 3 GB')).toBeInTheDocument();
  expect(screen.getByText('12 MB/s · 3 min left')).toBeInTheDocument();
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel: Singer' }));
  expect(calls.some(({ path }) => path === '/api/jobs/0190/cancel')).toBe(true);
});

it('says why a download failed and what to do', async () => {
  const error = {
    code: 'download_failed',
    detail: 'The hub is silent.',
    hint: 'Check the network.',
  };
  serve(world(singer, [job({ status: 'failed', error: error as Job['error'] })]));
  renderApp(<ModelsScreen />);
  const note = await screen.findByRole('alert');
  expect(note).toHaveTextContent('The hub is silent.');
  expect(note).toHaveTextContent('Check the network.');
  expect(screen.getByRole('button', { name: 'Try again: Singer' })).toBeEnabled();
});

it('goes on with what was half downloaded', async () => {
  serve(world({ ...singer, half_done_bytes: 1.2e9 }));
  renderApp(<ModelsScreen />);
  expect(await screen.findByText(/1.2 GB are here already/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Go on downloading: Singer' }));
  expect(await screen.findByRole('button', { name: /download 1.8 GB/ })).toBeInTheDocument();
});

it('removes an engine only after a question, and says why it can’t', async () => {
  const installed = { ...singer, installed: true };
  const calls = serve(
    world(installed, [], {
      'DELETE /api/models/Singer': new Refusal(409, {
        code: 'conflict',
        detail: 'Singer is in use.',
      }),
    }),
  );
  renderApp(<ModelsScreen />);
  await userEvent.click(await screen.findByRole('button', { name: 'Remove: Singer' }));
  const dialog = await screen.findByRole('dialog', { name: 'Remove Singer?' });
  expect(dialog).toHaveTextContent('frees up to 3 GB');
  expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('Singer is in use.');
});

it.each([
  [[], /every file is whole/],
  [[{ part: 'ear', file: 'ear.bin', problem: 'has other bytes' }], /Damaged: ear.bin/],
])('tells what a check found: %o', async (damages, words) => {
  const result = { damages } as unknown as Job['result'];
  const check = job({
    kind: 'verify',
    status: 'completed',
    finished_at: new Date().toISOString(),
    result,
  });
  serve(world({ ...singer, installed: true }, [check]));
  renderApp(<ModelsScreen />);
  expect(await screen.findByText(words)).toBeInTheDocument();
});
