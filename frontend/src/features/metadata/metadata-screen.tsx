import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useId } from 'react';

import { Button } from '@/components/ui/button';
import { Card, Page } from '@/components/ui/surface';
import { idsOf } from '@/features/library/search';
import { WithTracks } from '@/features/library/with-tracks';
import { useTranslation } from '@/i18n';

import { WithEditor } from './editors';
import { MetadataForm } from './metadata-form';

const route = getRouteApi('/edit');

// The editor as a screen of its own: /edit?ids=…
export function MetadataScreen() {
  const { t } = useTranslation();
  const { history } = useRouter();
  const ids = idsOf(route.useSearch().ids);
  const form = useId();
  return (
    <Page title={t('metadata.title', { count: ids.length })}>
      <WithTracks key={ids.join()} ids={ids}>
        {(tracks) => (
          <WithEditor
            tracks={tracks}
            onSaved={() => history.back()}
            frame={(editor, instead) =>
              editor ? (
                <Card className="max-w-4xl p-5 sm:p-6">
                  <MetadataForm editor={editor} formId={form} />
                  <div className="mt-5 flex justify-end gap-2 border-t border-line pt-4">
                    <Button onClick={() => history.back()}>{t('metadata.cancel')}</Button>
                    <Button
                      type="submit"
                      form={form}
                      look="primary"
                      disabled={editor.form.formState.isSubmitting}
                    >
                      {t('metadata.save')}
                    </Button>
                  </div>
                </Card>
              ) : (
                instead
              )
            }
          />
        )}
      </WithTracks>
    </Page>
  );
}
