import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { Track } from '@/api/client';
import { coverOf } from '@/api/cover';
import { libraryQuery } from '@/api/library';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { ProblemNote } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/surface';
import { Cover } from '@/features/player/cover';
import { DropZone } from '@/features/upload/drop-zone';
import { useTranslation } from '@/i18n';
import { formatTime } from '@/lib/format';
import { useDebounced } from '@/lib/use-debounced';

interface TrackChooserProps {
  title: string;
  onChoose: (track: Track) => void;
  onClose: () => void;
}

// A song of the library, or a file that becomes one.
export function TrackChooser({ title, onChoose, onClose }: TrackChooserProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
    >
      <TrackChoice onChoose={onChoose} />
    </Dialog>
  );
}

export function TrackChoice({ onChoose }: { onChoose: (track: Track) => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const q = useDebounced(words.trim(), 250);
  const { data, error, refetch } = useInfiniteQuery(libraryQuery(q ? { q } : {}));
  const tracks = data?.pages[0]?.items;
  return (
    <div className="flex flex-col gap-4">
      <Input
        type="search"
        aria-label={t('library.search')}
        placeholder={t('library.search')}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      {tracks ? (
        tracks.length > 0 ? (
          <ul aria-label={t('library.title')} className="max-h-72 overflow-y-auto">
            {tracks.map((track) => (
              <li key={track.id}>
                <Choice track={track} onChoose={onChoose} />
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-sm text-ink-soft">{t('common.nothingFound')}</p>
        )
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-40" />
      )}
      <DropZone onUploaded={onChoose} className="bg-raised py-6" />
    </div>
  );
}

function Choice({ track, onChoose }: { track: Track; onChoose: (track: Track) => void }) {
  return (
    <button
      type="button"
      onClick={() => onChoose(track)}
      className="flex w-full items-center gap-3 rounded-lg p-2 text-left -outline-offset-2 hover:bg-sunken"
    >
      <Cover url={coverOf(track)} seed={track.id} className="size-9" />
      <span className="min-w-0 grow truncate text-sm font-medium">{track.title}</span>
      <span className="text-xs text-ink-soft tabular">{formatTime(track.duration)}</span>
    </button>
  );
}
