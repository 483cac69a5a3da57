import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';

import type { Track } from '@/api/client';
import { coverOf } from '@/api/cover';
import { restoreTrack } from '@/api/library';
import { keys, trackQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { Badge, Card, Page, Skeleton } from '@/components/ui/surface';
import { toast } from '@/components/ui/toast';
import { Cover } from '@/features/player/cover';
import { PlayButton } from '@/features/queue/job-row';
import { useTranslation } from '@/i18n';
import { formatTime } from '@/lib/format';

import { Actions } from './actions';
import { ChapterLane, Spectrogram } from './lanes';
import { Provenance } from './provenance';
import { midiQuery, peaksQuery } from './queries';
import { Stems } from './stems';
import { TrackMissing } from './track-missing';
import { usePlayhead } from './use-playhead';
import { chaptersOf } from './view';
import { Waveform } from './waveform';

export function TrackScreen() {
  const { t } = useTranslation();
  const id = useParams({ from: '/tracks/$id', select: (params) => params.id });
  const { data: track, error, refetch } = useQuery(trackQuery(id));
  if (!track) {
    return (
      <Page title={t('track.title')}>
        <TrackMissing error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  return <TrackPage key={id} track={track} />;
}

function TrackPage({ track }: { track: Track }) {
  const { t } = useTranslation();
  const { data: hasMidi = false } = useQuery({
    ...midiQuery(track.id),
    enabled: track.kind === 'generated',
  });
  const facts = [
    formatTime(track.duration),
    track.genre,
    track.bpm ? `${Math.round(track.bpm)} bpm` : '',
    track.key,
  ].filter(Boolean);
  return (
    <Page
      title={track.title}
      className="max-w-7xl [&_h1]:break-words"
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {track.artist ? <span className="font-medium text-ink">{track.artist}</span> : null}
          <span className="tabular">{facts.join(' · ')}</span>
          <Badge>{t(`track.kind.${track.kind}`)}</Badge>
        </span>
      }
      actions={track.deleted_at === null ? <Actions track={track} hasMidi={hasMidi} /> : null}
    >
      {track.deleted_at === null ? null : <InTrash id={track.id} />}
      <div className="flex flex-col gap-6">
        <Sound track={track} />
        <div className="grid items-start gap-6 lg:grid-cols-2 [&>:only-child]:lg:col-span-2">
          <Stems track={track} />
          <Provenance track={track} />
        </div>
      </div>
    </Page>
  );
}

function InTrash({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: restoreTrack,
    onSuccess: () =>
      Promise.all(
        [keys.track(id), keys.tracks].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
    onError: (error) => toast.failed(error),
  });
  return (
    <p className="mb-6 flex flex-wrap items-center gap-3 rounded-xl bg-warn-soft p-4 text-sm">
      <Trash2 aria-hidden className="size-4" />
      <span className="grow">{t('track.inTrash')}</span>
      <Button size="sm" disabled={restore.isPending} onClick={() => restore.mutate(id)}>
        {t('track.restore')}
      </Button>
    </p>
  );
}

function Sound({ track }: { track: Track }) {
  const { t } = useTranslation();
  const { data: peaks, error, refetch } = useQuery(peaksQuery(track.id));
  const { position, seek } = usePlayhead(track);
  const chapters = chaptersOf(track.sections, track.duration);
  return (
    <Card className="p-4 sm:p-6">
      {peaks ? (
        <Waveform
          peaks={peaks}
          position={position}
          onSeek={seek}
          aside={
            <span className="flex items-center gap-3">
              <Cover url={coverOf(track)} seed={track.id} className="size-12" />
              <PlayButton track={track} />
              <span className="tabular">
                {formatTime(position)} / {formatTime(track.duration)}
              </span>
            </span>
          }
          above={(view) =>
            chapters.length > 0 ? (
              <ChapterLane chapters={chapters} position={position} view={view} onJump={seek} />
            ) : null
          }
          below={(view) => <Spectrogram trackId={track.id} duration={track.duration} view={view} />}
        />
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton aria-label={t('track.loading')} className="h-80" />
      )}
    </Card>
  );
}
