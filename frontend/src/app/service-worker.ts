// Makes the app open without the server. A new version waits until the person agrees to it.
import { registerSW } from 'virtual:pwa-register';

import { toast } from '@/components/ui/toast';
import { translation } from '@/i18n';

export function registerServiceWorker(): void {
  if (import.meta.env.DEV) return;
  const update = registerSW({
    onNeedRefresh: () =>
      toast.done(translation().t('update.ready'), {
        label: translation().t('update.use'),
        run: () => void update(true),
      }),
  });
}
