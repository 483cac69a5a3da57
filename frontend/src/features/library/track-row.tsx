import { memo } from 'react';

import type { Track } from '@/api/client';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';
import { formatAgo, formatTime } from '@/lib/format';

import { FavoriteButton, PlayCover, SelectBox, TrackMenu, type TrackActions } from './track-parts';
import { TrackTitle } from './track-title';

interface TrackProps {
  track: Track;
  actions: TrackActions;
}

// Rows in sight stay as they are while the list scrolls.
export const TrackRow = memo(function TrackRow({ track, actions }: TrackProps) {
  const { language } = useTranslation();
  const tempo = track.bpm === null ? '' : `${Math.round(track.bpm)} bpm`;
  const age = formatAgo(track.created_at, language);
  const fact = 'hidden w-28 shrink-0 truncate text-sm text-ink-soft xl:w-36';
  return (
    <div
      className={cn(
        'flex h-full items-center gap-1.5 border-b border-line pr-1 pl-1 sm:gap-3 sm:px-3',
        actions.isSelected(track.id) && 'bg-accent-soft',
      )}
    >
      <SelectBox track={track} actions={actions} />
      <PlayCover track={track} actions={actions} />
      <div className="min-w-0 grow pl-1 sm:pl-0">
        <TrackTitle track={track} />
        <p className="truncate text-sm text-ink-soft">
          <span className="md:hidden">{formatTime(track.duration)} · </span>
          {[track.artist, track.album].filter(Boolean).join(' · ') || age}
        </p>
      </div>
      <span className={cn(fact, 'md:block')}>{track.genre}</span>
      <span className={cn(fact, 'xl:block')}>{track.mood}</span>
      <span className={cn(fact, 'xl:block xl:w-32')}>
        {[tempo, track.key].filter(Boolean).join(' · ')}
      </span>
      <span className="hidden w-14 shrink-0 text-right text-sm text-ink-soft tabular md:block">
        {formatTime(track.duration)}
      </span>
      <div className="flex shrink-0">
        {track.deleted_at === null ? <FavoriteButton track={track} /> : null}
        <TrackMenu track={track} actions={actions} />
      </div>
    </div>
  );
});

export const TrackCard = memo(function TrackCard({ track, actions }: TrackProps) {
  const { language } = useTranslation();
  return (
    <div
      className={cn(
        'relative flex h-full flex-col rounded-2xl border border-line bg-panel p-2',
        actions.isSelected(track.id) && 'border-accent-ink bg-accent-soft',
      )}
    >
      <PlayCover track={track} actions={actions} large />
      <SelectBox
        track={track}
        actions={actions}
        className="absolute top-3.5 left-3.5 rounded-lg bg-raised/90"
      />
      <div className="flex min-w-0 grow items-center pl-1">
        <div className="min-w-0 grow">
          <TrackTitle track={track} />
          <p className="truncate text-xs text-ink-soft">
            {[
              formatTime(track.duration),
              track.artist || track.genre || formatAgo(track.created_at, language),
            ].join(' · ')}
          </p>
        </div>
        <div className="-mr-1 flex shrink-0 flex-col [&_button]:size-8">
          {track.deleted_at === null ? <FavoriteButton track={track} /> : null}
          <TrackMenu track={track} actions={actions} />
        </div>
      </div>
    </div>
  );
});
