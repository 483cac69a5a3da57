import { getRouteApi, useRouter } from '@tanstack/react-router';

import { Card, Page } from '@/components/ui/surface';
import { idsOf } from '@/features/library/search';
import { WithTracks } from '@/features/library/with-tracks';
import { useTranslation } from '@/i18n';

import { ExportPanel } from './export-panel';

const route = getRouteApi('/export');

// The same as a screen of its own: /export?ids=…
export function ExportScreen() {
  const { t } = useTranslation();
  const { history } = useRouter();
  const ids = idsOf(route.useSearch().ids);
  return (
    <Page title={t('export.title', { count: ids.length })}>
      <WithTracks key={ids.join()} ids={ids}>
        {(tracks) => (
          <ExportPanel
            tracks={tracks}
            onClose={() => history.back()}
            frame={(content, buttons) => (
              <Card className="max-w-3xl p-5 sm:p-6">
                {content}
                <div className="mt-5 flex flex-wrap justify-end gap-2 border-t border-line pt-4">
                  {buttons}
                </div>
              </Card>
            )}
          />
        )}
      </WithTracks>
    </Page>
  );
}
