// Makes the app open without the server. A new version waits until the person agrees to it.
import i18n from 'i18next';
import { registerSW } from 'virtual:pwa-register';

import { toast } from '@/components/ui/toast';

export function registerServiceWorker(): void {
  if (import.meta.env.DEV) return;
  const update = registerSW({
    onNeedRefresh: () =>
      toast.done(i18n.t('update.ready'), {
        label: i18n.t('update.use'),
        run: () => void update(true),
      }),
  });
}
