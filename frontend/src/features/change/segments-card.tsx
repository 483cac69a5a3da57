import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';

import type { Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Skeleton } from '@/components/ui/surface';
import { PlayButton } from '@/features/queue/job-row';
import { MomentField } from '@/features/track/moment-field';
import { peaksQuery } from '@/features/track/queries';
import { usePlayhead } from '@/features/track/use-playhead';
import { Waveform } from '@/features/track/waveform';
import { useTranslation } from '@/i18n';

import { SegmentLane } from './segment-lane';
import { mostSegments, segmentError, withSegment, type Segment } from './segments';

interface SegmentsCardProps {
  track: Track;
  segments: Segment[];
  error: string | undefined; // of all of them together
  onChange: (segments: Segment[]) => void;
}

// Which parts of the song are made anew.
export function SegmentsCard({ track, segments, error, onChange }: SegmentsCardProps) {
  const { t } = useTranslation();
  const { data: peaks, error: failed, refetch } = useQuery(peaksQuery(track.id));
  const { position, seek } = usePlayhead(track);
  const replace = (changed: Segment) =>
    onChange(segments.map((segment) => (segment.id === changed.id ? changed : segment)));

  return (
    <Card className="flex min-w-0 flex-col gap-5 p-4 sm:p-6">
      {failed ? <ProblemNote error={failed} onRetry={() => void refetch()} /> : null}
      {peaks ? (
        <Waveform
          peaks={peaks}
          position={position}
          onSeek={seek}
          aside={
            <span className="flex items-center gap-3">
              <PlayButton track={track} />
              <h2 className="text-lg text-ink">{t('change.where')}</h2>
            </span>
          }
          over={(view) => (
            <SegmentLane
              view={view}
              duration={track.duration}
              segments={segments}
              onChange={replace}
            />
          )}
        />
      ) : failed ? null : (
        <Skeleton aria-label={t('track.loading')} className="h-40" />
      )}
      <p className="text-sm text-ink-soft">{t('change.whereHint')}</p>
      <ul aria-label={t('change.segments')} className="flex flex-col gap-4 empty:hidden">
        {segments.map((segment, index) => (
          <li key={segment.id}>
            <fieldset className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-end gap-3">
              <legend className="mb-1 text-sm font-medium">
                {t('change.segment', { number: index + 1 })}
              </legend>
              <MomentField
                label={t('change.start')}
                value={segment.start}
                onChange={(start) => replace({ ...segment, start })}
              />
              <MomentField
                label={t('change.end')}
                value={segment.end}
                onChange={(end) => replace({ ...segment, end })}
              />
              <IconButton
                label={t('change.remove', { number: index + 1 })}
                onClick={() => onChange(segments.filter(({ id }) => id !== segment.id))}
              >
                <Trash2 aria-hidden />
              </IconButton>
              <SegmentError message={segmentError(t, segment, track.duration)} />
            </fieldset>
          </li>
        ))}
      </ul>
      {error ? <FieldError>{error}</FieldError> : null}
      <Button
        className="self-start"
        disabled={segments.length >= mostSegments}
        onClick={() => onChange(withSegment(segments, position, track.duration))}
      >
        <Plus aria-hidden />
        {t('change.add')}
      </Button>
    </Card>
  );
}

function SegmentError({ message }: { message: string | undefined }) {
  if (!message) return null;
  return (
    <div className="col-span-full">
      <FieldError>{message}</FieldError>
    </div>
  );
}
