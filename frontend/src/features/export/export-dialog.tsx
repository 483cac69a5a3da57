import type { Track } from '@/api/client';
import { Dialog } from '@/components/ui/dialog';
import { useTranslation } from '@/i18n';

import { ExportPanel } from './export-panel';

interface ExportDialogProps {
  tracks: readonly Track[];
  onClose: () => void;
}

export function ExportDialog({ tracks, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const [only] = tracks;
  return (
    <ExportPanel
      tracks={tracks}
      onClose={onClose}
      frame={(content, buttons) => (
        <Dialog
          open
          onOpenChange={onClose}
          title={t('export.title', { count: tracks.length })}
          description={tracks.length === 1 ? only?.title : undefined}
          className="sm:max-w-2xl"
          footer={buttons}
        >
          {content}
        </Dialog>
      )}
    />
  );
}
