import { lazy, Suspense } from 'react';

import type { Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { useTranslation } from '@/i18n';

import { useTrackWork } from './use-track-work';

const MetadataDialog = lazy(() =>
  import('@/features/metadata/metadata-dialog').then((module) => ({
    default: module.MetadataDialog,
  })),
);
const ExportDialog = lazy(() =>
  import('@/features/export/export-dialog').then((module) => ({ default: module.ExportDialog })),
);
const AddToPlaylist = lazy(() =>
  import('@/features/playlists/add-to-playlist').then((module) => ({
    default: module.AddToPlaylist,
  })),
);

export interface Opened {
  dialog: 'edit' | 'export' | 'playlist' | 'remove';
  tracks: readonly Track[];
}

interface TrackDialogsProps {
  opened: Opened | null;
  onClose: () => void;
}

// The window that was opened for some tracks.
export function TrackDialogs({ opened, onClose }: TrackDialogsProps) {
  if (!opened) return null;
  const props = { tracks: opened.tracks, onClose };
  return (
    <Suspense>
      {opened.dialog === 'edit' ? <MetadataDialog {...props} /> : null}
      {opened.dialog === 'export' ? <ExportDialog {...props} /> : null}
      {opened.dialog === 'playlist' ? <AddToPlaylist {...props} /> : null}
      {opened.dialog === 'remove' ? <RemoveDialog {...props} /> : null}
    </Suspense>
  );
}

function RemoveDialog({ tracks, onClose }: { tracks: readonly Track[]; onClose: () => void }) {
  const { t } = useTranslation();
  const work = useTrackWork();
  const [only] = tracks;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={
        tracks.length === 1 && only
          ? t('library.removeOne', { title: only.title })
          : t('library.removeMany', { count: tracks.length })
      }
      description={t('library.removeText')}
      footer={
        <>
          <Button onClick={onClose}>{t('library.keep')}</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose();
              void work.remove(tracks);
            }}
          >
            {t('library.remove')}
          </Button>
        </>
      }
    />
  );
}
