// Makes the app open without the server. A new version waits until the person agrees to it.
import { registerSW } from 'virtual:pwa-register';

import { modelsQuery, systemQuery } from '@/api/queries';
import { toast } from '@/components/ui/toast';
import { translation } from '@/i18n';

import { queryClient } from './query-client';

export function registerServiceWorker(): void {
  if (import.meta.env.DEV) return;
  if (!('serviceWorker' in navigator)) return;
  void keepLibrary().catch(() => undefined); // without it the app works, but only with its server
  const update = registerSW({
    onNeedRefresh: () =>
      toast.done(translation().t('update.ready'), {
        label: translation().t('update.use'),
        run: () => void update(true),
      }),
  });
}

// Asks for the lists once more when the worker is there, which keeps the answers: the library opens
// without the server even where only the start page was seen.
async function keepLibrary(): Promise<void> {
  const { serviceWorker } = navigator;
  await serviceWorker.ready;
  if (!serviceWorker.controller) {
    await new Promise((done) =>
      serviceWorker.addEventListener('controllerchange', done, { once: true }),
    );
  }
  const { facetsQuery, libraryQuery, playlistsQuery } = await import('@/api/library');
  const now = { staleTime: 0 };
  await Promise.all([
    queryClient.infiniteQuery({ ...libraryQuery({}), ...now }),
    queryClient.query({ ...facetsQuery({}), ...now }),
    queryClient.query({ ...playlistsQuery, ...now }),
    queryClient.query({ ...modelsQuery, ...now }),
    queryClient.query({ ...systemQuery, ...now }),
  ]);
}
