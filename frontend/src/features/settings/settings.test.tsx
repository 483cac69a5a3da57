import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { connection } from '@/api/connection';
import { generate } from '@/api/queries';
import { setPreferences } from '@/app/preferences';
import { renderApp, serve, type Answers } from '@/testing/render';

import { ApiKey } from './api-key';
import { NewSongs } from './new-songs';
import { Storage } from './storage';

const system = (needs_key: boolean) => ({
  needs_key,
  storage: { free_bytes: 50e9, total_bytes: 100e9 },
  limits: { job_timeout: 600 },
});
const use = {
  songs_bytes: 3e9,
  uploads_bytes: 2e6,
  trash_bytes: 5e6,
  trash_tracks: 2,
  exports_bytes: 7e6,
  models_bytes: 0,
  downloads_bytes: 0,
};
const world = (more: Answers = {}): Answers => ({
  'GET /api/system': system(false),
  'GET /api/storage': use,
  ...more,
});

it('new songs carry the artist of the settings, unless they name their own', async () => {
  const calls = serve({ 'POST /api/generate': { job_id: '1', status: 'pending', job_ids: ['1'] } });
  renderApp(<NewSongs />);
  await userEvent.type(await screen.findByRole('textbox', { name: 'Artist' }), 'Ada Quist ');
  await generate({ prompt: 'rain' });
  await generate({ prompt: 'rain', artist: 'Kestrel' });
  act(() => {
    setPreferences({ artist: '' });
  });
  await generate({ prompt: 'rain' });
  expect(calls.map(({ body }) => (body as { artist?: string }).artist)).toEqual([
    'Ada Quist',
    'Kestrel',
    undefined,
  ]);
});

it('tells what takes space, and empties the trash after a question', async () => {
  const calls = serve(world({ 'DELETE /api/trash': { removed: 2, freed_bytes: 5e6 } }));
  renderApp(<Storage />);
  const songs = await screen.findByText('Songs and loops');
  expect(songs.nextElementSibling).toHaveTextContent('3 GB');
  expect(await screen.findByText('50 GB free of 100 GB')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Empty the trash' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete 2 songs for good?' });
  expect(dialog).toHaveTextContent('frees 5 MB');
  expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Empty the trash' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(calls.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
});

it('offers nothing where there is nothing to remove', async () => {
  serve(world({ 'GET /api/storage': { ...use, trash_tracks: 0, exports_bytes: 0 } }));
  renderApp(<Storage />);
  expect(await screen.findByRole('button', { name: 'Empty the trash' })).toBeDisabled();
  expect(screen.getByRole('button', { name: 'Tidy up' })).toBeDisabled();
});

it('asks for a key only where the server does', async () => {
  serve(world());
  renderApp(
    <>
      <ApiKey />
      <p>Beside it</p>
    </>,
  );
  await screen.findByText('Beside it');
  expect(screen.queryByLabelText('API key')).not.toBeInTheDocument();
  act(() => connection.answered(new Response(null, { status: 401 })));
  expect(await screen.findByLabelText('API key')).toBeInTheDocument();
  act(() => connection.answered(new Response('{}')));
});
