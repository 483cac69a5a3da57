import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, Pause, Play, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Job } from '@/api/client';
import { applyJob } from '@/api/events';
import { isOpen, wishOf } from '@/api/jobs';
import { Problem, problemText } from '@/api/problem';
import { cancelJob, retryJob, trackQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { downloadText } from '@/features/models/download';
import { playableOf, player, useCurrent, usePlayer } from '@/features/player/player';
import { useTranslation, type Translate } from '@/i18n';
import { musicWord } from '@/i18n/music';
import { formatSpan, formatTime } from '@/lib/format';

interface JobRowProps {
  job: Job;
  actions?: ReactNode; // further buttons at its end
}

// A job from its place in the queue to the song that can be heard.
export function JobRow({ job, actions }: JobRowProps) {
  const { t } = useTranslation();
  const done = job.status === 'completed' ? job.result : null;
  const { data: track, isError: isGone } = useTrack(done?.track_id);
  const sources = done && !isGone ? [] : sourcesOf(job);
  const { data: source } = useTrack(sources.length === 1 ? sources[0] : undefined);
  const about = sources.length > 1 ? t('library.count', { count: sources.length }) : source?.title;
  const title = track?.title ?? nameOf(t, job, about);

  return (
    <article className="flex items-center gap-3 p-3 sm:gap-4 sm:p-4" aria-label={title}>
      {track ? <PlayButton track={track} /> : <StateMark job={job} />}
      <div className="min-w-0 grow">
        <p className="truncate text-sm font-medium">
          {track ? (
            <Link
              to="/tracks/$id"
              params={{ id: track.id }}
              className="-outline-offset-2 hover:underline"
            >
              {title}
            </Link>
          ) : (
            title
          )}
        </p>
        <JobState job={job} facts={track ? factsOf(track) : []} />
      </div>
      <JobActions job={job} />
      {actions}
    </article>
  );
}

const useTrack = (id = '') => useQuery({ ...trackQuery(id), enabled: id !== '' });

// What a job does, and to which song, file or engine; a new song goes by its own words.
function nameOf(t: Translate, job: Job, about: string | undefined): string {
  const kind = t(`queue.kind.${job.kind}`);
  const { prompt, model } = wishOf(job);
  if (job.kind === 'generate') return prompt ?? kind;
  const what = job.result?.file_name ?? about ?? prompt ?? model;
  return what ? `${kind}: ${what}` : kind;
}

// The songs that a job works on.
function sourcesOf(job: Job): (string | undefined)[] {
  const { track_ids, track_id, edit } = wishOf(job);
  return track_ids ?? [track_id ?? edit?.track_id];
}

type TrackLike = Parameters<typeof playableOf>[0];

const factsOf = (track: TrackLike) =>
  [
    formatTime(track.duration),
    track.genre,
    track.bpm ? `${Math.round(track.bpm)} bpm` : '',
    track.key,
  ].filter(Boolean);

function JobState({ job, facts }: { job: Job; facts: string[] }) {
  const { t, language } = useTranslation();
  if (job.status === 'completed') {
    return <p className="truncate text-sm text-ink-soft">{doneText(t, job, facts)}</p>;
  }
  if (job.status === 'failed') {
    return (
      <div className="text-sm">
        <p className="text-danger">{problemText(job.error && new Problem(job.error))}</p>
        {job.error?.hint ? <p className="text-ink-soft">{job.error.hint}</p> : null}
      </div>
    );
  }
  if (job.status === 'cancelled') {
    return <p className="text-sm text-ink-soft">{t('queue.cancelled')}</p>;
  }
  const stage =
    job.status === 'pending'
      ? job.queue_position > 1
        ? t('queue.waitingAt', { position: job.queue_position })
        : t('queue.waiting')
      : job.kind === 'pull' || job.kind === 'verify'
        ? downloadText(t, language, job)
        : stageText(t, job.stage);
  return (
    <div className="mt-1 flex flex-col gap-1.5">
      <div className="flex justify-between gap-3 text-sm text-ink-soft">
        <span className="truncate">{stage}</span>
        <span className="shrink-0 tabular">
          {job.eta_seconds === null
            ? job.status === 'pending'
              ? ''
              : `${Math.round(job.progress)} %`
            : t('queue.left', { time: formatSpan(job.eta_seconds, language) })}
        </span>
      </div>
      <Progress label={stage} percent={job.status === 'pending' ? 0 : job.progress} />
    </div>
  );
}

function doneText(t: Translate, { kind, result }: Job, facts: string[]): string {
  if (kind === 'verify' && result?.damages) {
    return t(result.damages.length === 0 ? 'queue.checkedWhole' : 'queue.checkedDamaged');
  }
  const what = kind === 'generate' ? [] : [t(`queue.kind.${kind}`)];
  return [...what, ...(facts.length > 0 ? facts : [t('queue.done')])].join(' · ');
}

// "rendering drums, bass and keys" names parts that vary; only its verb is in the catalogue.
function stageText(t: Translate, stage: string): string {
  if (stage === '') return t('queue.starting');
  return stage.startsWith('rendering ')
    ? musicWord('stage', 'rendering', stage)
    : musicWord('stage', stage);
}

function JobActions({ job }: { job: Job }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const options = {
    onSuccess: (changed: Job) => applyJob(client, changed),
    onError: (error: Error) => toast.failed(error),
  };
  const cancel = useMutation({ mutationFn: cancelJob, ...options });
  const retry = useMutation({ mutationFn: retryJob, ...options });
  if (isOpen(job)) {
    return (
      <IconButton
        label={t('queue.cancel')}
        disabled={cancel.isPending}
        onClick={() => cancel.mutate(job.id)}
      >
        <X aria-hidden />
      </IconButton>
    );
  }
  if (job.status === 'completed') return null;
  return (
    <Button size="sm" disabled={retry.isPending} onClick={() => retry.mutate(job.id)}>
      <RotateCw aria-hidden />
      {t('common.retry')}
    </Button>
  );
}

export function PlayButton({ track }: { track: TrackLike }) {
  const { t } = useTranslation();
  const isCurrent = useCurrent()?.id === track.id;
  const playing = usePlayer((state) => state.playing) && isCurrent;
  const onClick = () => {
    if (isCurrent) player.toggle();
    else player.play([playableOf(track)]);
  };
  return (
    <Button
      look={isCurrent ? 'primary' : 'secondary'}
      size="icon"
      className="rounded-full"
      aria-label={t(playing ? 'player.pauseTrack' : 'player.playTrack', { title: track.title })}
      onClick={onClick}
    >
      {playing ? (
        <Pause aria-hidden className="fill-current" />
      ) : (
        <Play aria-hidden className="translate-x-px fill-current" />
      )}
    </Button>
  );
}

function StateMark({ job }: { job: Job }) {
  return (
    <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken">
      {job.status === 'failed' ? (
        <CircleAlert className="size-5 text-danger" />
      ) : (
        <Bars still={!isOpen(job)} />
      )}
    </span>
  );
}

function Bars({ still }: { still: boolean }) {
  return (
    <span className="flex h-4 items-center gap-[3px]">
      {['h-2', 'h-4', 'h-3', 'h-1.5'].map((height, index) => (
        <span
          key={height}
          className={`w-[3px] rounded-full ${height} ${still ? 'bg-line-strong' : 'animate-pulse bg-accent'} ${index % 2 === 0 ? '' : '[animation-delay:400ms]'}`}
        />
      ))}
    </span>
  );
}
