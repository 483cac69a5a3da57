import { useId } from 'react';

import type { Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useTranslation } from '@/i18n';

import { WithEditor } from './editors';
import { MetadataForm } from './metadata-form';

interface MetadataDialogProps {
  tracks: readonly Track[];
  onClose: () => void;
}

export function MetadataDialog({ tracks, onClose }: MetadataDialogProps) {
  const { t } = useTranslation();
  const form = useId();
  return (
    <WithEditor
      tracks={tracks}
      onSaved={onClose}
      frame={(editor, instead) => (
        <Dialog
          open
          onOpenChange={onClose}
          title={t('metadata.title', { count: tracks.length })}
          className="sm:max-w-3xl"
          footer={
            <>
              <Button onClick={onClose}>{t('metadata.cancel')}</Button>
              <Button
                type="submit"
                form={form}
                look="primary"
                disabled={!editor || editor.form.formState.isSubmitting}
              >
                {t('metadata.save')}
              </Button>
            </>
          }
        >
          {editor ? <MetadataForm editor={editor} formId={form} /> : instead}
        </Dialog>
      )}
    />
  );
}
