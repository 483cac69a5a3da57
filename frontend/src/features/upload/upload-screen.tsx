import { useNavigate } from '@tanstack/react-router';

import { Page } from '@/components/ui/surface';
import { toast } from '@/components/ui/toast';
import { useTranslation } from '@/i18n';

import { DropZone } from './drop-zone';

export function UploadScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Page title={t('upload.title')} lead={t('upload.lead')}>
      <DropZone
        onUploaded={(track) => {
          toast.done(t('upload.done', { title: track.title }));
          void navigate({ to: '/tracks/$id', params: { id: track.id } });
        }}
      />
    </Page>
  );
}
