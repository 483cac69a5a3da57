import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Copy, RotateCcw, Shuffle } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Track } from '@/api/client';
import {
  generate,
  isBrief,
  jobQuery,
  keys,
  modelsQuery,
  trackQuery,
  type Brief,
} from '@/api/queries';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Card } from '@/components/ui/surface';
import { toast } from '@/components/ui/toast';
import { optionsOf } from '@/features/create/engine-options';
import { saveDraft, toRequest } from '@/features/create/form';
import { follow } from '@/features/queue/followed';
import { useTranslation } from '@/i18n';
import { formatBytes } from '@/lib/format';

import { midiQuery, stemsQuery } from './queries';
import { canRemake, draftOf } from './remake';

// Where the song comes from, and its siblings.
export function Provenance({ track }: { track: Track }) {
  const { t, language } = useTranslation();
  const { data: parent } = useQuery({
    ...trackQuery(track.parent_id ?? ''),
    enabled: track.parent_id !== null,
  });
  const facts: [string, ReactNode][] = [
    [t('track.engine'), [track.model_used, track.model_version].filter(Boolean).join(' ')],
    [t('track.seed'), track.seed === null ? '' : <Seed seed={track.seed} />],
    [
      t('track.parent'),
      parent ? (
        <Link
          to="/tracks/$id"
          params={{ id: parent.id }}
          className="text-accent-ink underline underline-offset-2"
        >
          {parent.title}
        </Link>
      ) : (
        ''
      ),
    ],
    [t('track.made'), new Date(track.created_at).toLocaleString(language)],
    [
      t('track.file'),
      `${track.format.toUpperCase()}, ${track.sample_rate_hz / 1000} kHz, ${formatBytes(track.bytes, language)}`,
    ],
    [
      t('track.loudness'),
      track.loudness_lufs === null
        ? ''
        : `${track.loudness_lufs.toFixed(1)} LUFS${
            track.peak_dbtp === null ? '' : `, ${track.peak_dbtp.toFixed(1)} dBTP`
          }`,
    ],
  ];
  return (
    <Card className="p-5 sm:p-6">
      <h2 className="flex min-h-8 items-center text-lg">{t('track.provenance')}</h2>
      {track.generation_prompt ? (
        <blockquote className="mt-2 rounded-lg bg-sunken px-4 py-3 break-words">
          {track.generation_prompt}
        </blockquote>
      ) : null}
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-soft">{name}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </div>
          ))}
      </dl>
      {isBrief(track.brief) ? <BriefFacts brief={track.brief} /> : null}
      {canRemake(track) ? <Again track={track} /> : null}
    </Card>
  );
}

function Seed({ seed }: { seed: number }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex items-center gap-1 tabular">
      {seed}
      <IconButton
        label={t('track.copySeed')}
        size="icon-sm"
        className="-my-2"
        onClick={() => {
          navigator.clipboard.writeText(String(seed)).then(
            () => toast.done(t('track.copied')),
            () => toast.failed(t('track.notCopied')),
          );
        }}
      >
        <Copy aria-hidden className="size-3.5" />
      </IconButton>
    </span>
  );
}

const shown = [
  'genre',
  'mood',
  'bpm',
  'key',
  'meter',
  'instruments',
  'without',
  'ambience',
  'energy',
  'duration',
] as const;

function BriefFacts({ brief }: { brief: Brief }) {
  const { t } = useTranslation();
  return (
    <details className="mt-4 border-t border-line pt-4">
      <summary className="w-fit cursor-pointer text-sm font-medium">{t('track.brief')}</summary>
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
        {shown.map((field) => {
          const values = brief.facts.filter((fact) => fact.field === field);
          if (values.length === 0) return null;
          return (
            <div key={field} className="contents">
              <dt className="text-ink-soft">{t(`brief.field.${field}`)}</dt>
              <dd className="break-words">{values.map(({ value }) => value).join(', ')}</dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}

function Again({ track }: { track: Track }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: stems } = useQuery(stemsQuery(track.id));
  const { data: midi } = useQuery(midiQuery(track.id));
  const { data: models } = useQuery(modelsQuery);
  const { data: job, isPending } = useQuery(jobQuery(track.id)); // a song has the id of its job
  const options = optionsOf(models?.find(({ name }) => name === track.model_used));
  const origin = { job, options, stems: (stems?.length ?? 0) > 0, midi: midi ?? false };
  const vary = useMutation({
    mutationFn: () => generate(toRequest(draftOf(track, true, origin), options)),
    onSuccess: async ({ job_ids }) => {
      follow(job_ids);
      toast.done(t('track.varied'), {
        label: t('track.showQueue'),
        run: () => void navigate({ to: '/queue' }),
      });
      await client.invalidateQueries({ queryKey: keys.jobs });
    },
    onError: (error) => toast.failed(error),
  });
  return (
    <div className="mt-5 flex flex-wrap gap-2 border-t border-line pt-5">
      <Button
        disabled={isPending || !models}
        onClick={() => {
          saveDraft(draftOf(track, false, origin));
          void navigate({ to: '/' });
        }}
      >
        <RotateCcw aria-hidden />
        {t('track.again')}
      </Button>
      <Button disabled={vary.isPending || isPending || !models} onClick={() => vary.mutate()}>
        <Shuffle aria-hidden />
        {t('track.vary')}
      </Button>
    </div>
  );
}
