import { Heart, ListPlus, PencilLine, RotateCcw, Share, Trash2, X } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslation } from '@/i18n';

import type { Opened } from './track-dialogs';
import { useTrackWork } from './use-track-work';

interface SelectionBarProps {
  tracks: readonly Track[];
  total: number;
  inTrash: boolean;
  onSelectAll: () => void;
  onClear: () => void;
  onOpen: (opened: Opened) => void;
}

// What can be done with the chosen tracks; stays in sight while the list scrolls.
export function SelectionBar({
  tracks,
  total,
  inTrash,
  onSelectAll,
  onClear,
  onOpen,
}: SelectionBarProps) {
  const { t } = useTranslation();
  const work = useTrackWork();
  const open = (dialog: Opened['dialog']) => () => onOpen({ dialog, tracks });
  const andClear = (promise: Promise<unknown>) => {
    onClear();
    void promise;
  };
  const allLoved = tracks.every(({ favorite }) => favorite);
  return (
    <div
      role="toolbar"
      aria-label={t('library.selection')}
      className="sticky top-2 z-10 mb-3 flex flex-wrap items-center gap-1 rounded-xl border border-line bg-raised p-1.5 shadow-raised"
    >
      <IconButton label={t('library.clearSelection')} size="icon-sm" onClick={onClear}>
        <X aria-hidden />
      </IconButton>
      <p aria-live="polite" className="mr-auto px-1 text-sm font-medium">
        {t('library.selected', { count: tracks.length })}
      </p>
      {tracks.length < total ? (
        <Button look="quiet" size="sm" onClick={onSelectAll}>
          {t('library.selectAll', { number: total })}
        </Button>
      ) : null}
      <div className="flex gap-1 max-sm:w-full max-sm:justify-between">
        {inTrash ? (
          <>
            <Tool icon={<RotateCcw aria-hidden />} onClick={() => andClear(work.restore(tracks))}>
              {t('library.restore')}
            </Tool>
            <Tool icon={<Trash2 aria-hidden />} onClick={open('remove')}>
              {t('library.remove')}
            </Tool>
          </>
        ) : (
          <>
            <Tool
              icon={<Heart aria-hidden className={allLoved ? 'fill-accent' : undefined} />}
              onClick={() => void work.favorite(tracks, !allLoved)}
            >
              {t(allLoved ? 'library.unfavorite' : 'library.favorite')}
            </Tool>
            <Tool icon={<ListPlus aria-hidden />} onClick={open('playlist')}>
              {t('library.toPlaylist')}
            </Tool>
            <Tool icon={<PencilLine aria-hidden />} onClick={open('edit')}>
              {t('library.edit')}
            </Tool>
            <Tool icon={<Share aria-hidden />} onClick={open('export')}>
              {t('library.export')}
            </Tool>
            <Tool icon={<Trash2 aria-hidden />} onClick={() => andClear(work.trash(tracks))}>
              {t('library.trash')}
            </Tool>
          </>
        )}
      </div>
    </div>
  );
}

interface ToolProps {
  icon: ReactNode;
  onClick: () => void;
  children: string;
}

// On small screens only its icon is seen.
function Tool({ icon, onClick, children }: ToolProps) {
  return (
    <Button look="quiet" size="sm" title={children} onClick={onClick} className="px-2 xl:px-3">
      {icon}
      <span className="max-xl:sr-only">{children}</span>
    </Button>
  );
}
