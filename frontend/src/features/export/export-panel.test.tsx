import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { Track } from '@/api/client';
import { Refusal, renderApp, serve } from '@/testing/render';

import { ExportPanel } from './export-panel';

const track = {
  id: 'a',
  title: 'Rain',
  artist: '',
  format: 'mp3',
  duration: 60,
} as unknown as Track;

it.each([
  ['one song', [track], 'POST /api/tracks/a/exports'],
  ['several songs', [track, { ...track, id: 'b' }], 'POST /api/archives'],
])('says how much space is needed where the disk has no room for %s', async (_, tracks, call) => {
  serve({
    [call]: new Refusal(507, {
      code: 'storage_full',
      detail: 'The export needs 11 MB of disk space, but only 4 MB are free.',
      hint: 'Free some space, or choose fewer tracks or a smaller format.',
    }),
  });
  renderApp(
    <ExportPanel
      tracks={tracks}
      onClose={() => undefined}
      frame={(content, buttons) => (
        <>
          {content}
          {buttons}
        </>
      )}
    />,
  );
  const name = await screen.findByRole('textbox', { name: 'File name' });
  await userEvent.clear(name);
  await userEvent.type(name, 'My rain');
  await userEvent.click(screen.getByRole('button', { name: /^Export/ }));
  const note = await screen.findByRole('alert');
  expect(note).toHaveTextContent('needs 11 MB of disk space');
  expect(note).toHaveTextContent('Free some space');
  expect(name).toHaveValue('My rain');
  // It stands beside the button that was pressed: after the last field.
  expect(name.compareDocumentPosition(note) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});
