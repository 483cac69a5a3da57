import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, Layers, Trash2, X } from 'lucide-react';
import { useRef } from 'react';

import type { Job } from '@/api/client';
import { applyJob } from '@/api/events';
import { deleteJob, isOpen, wishOf } from '@/api/jobs';
import { cancelJob, keys } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Card } from '@/components/ui/surface';
import { toast } from '@/components/ui/toast';
import { useTranslation } from '@/i18n';

import { unfollow } from './followed';
import { groupsOf } from './groups';
import { JobRow } from './job-row';
import { useRowKeys } from './use-row-keys';

// Newest first; rows out of sight cost nothing.
export function QueueList({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useRowKeys(list);
  return (
    <ul ref={list} aria-label={t('queue.title')} className="flex flex-col gap-2.5">
      {groupsOf(jobs).map((group) => (
        <li
          key={group[0]?.id}
          className="[contain-intrinsic-size:auto_4.5rem] [content-visibility:auto]"
        >
          <Card>{group.length > 1 ? <Variations jobs={group} /> : <Rows jobs={group} />}</Card>
        </li>
      ))}
    </ul>
  );
}

function Variations({ jobs }: { jobs: readonly Job[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const open = jobs.filter(isOpen);
  const done = jobs.filter(({ status }) => status === 'completed').length;
  const cancelAll = useMutation({
    mutationFn: () => Promise.all(open.map(({ id }) => cancelJob(id))),
    onSuccess: (cancelled) => cancelled.forEach((job) => applyJob(client, job)),
    onError: (error) => toast.failed(error),
  });
  const prompt = (jobs[0] && wishOf(jobs[0]).prompt) ?? '';
  return (
    <section aria-label={t('queue.variationsOf', { count: jobs.length, prompt })}>
      <header className="flex items-center gap-3 border-b border-line px-3 py-2.5 sm:px-4">
        <Layers aria-hidden className="size-4 shrink-0 text-ink-soft" />
        <h2 className="min-w-0 grow truncate font-sans text-sm font-medium">{prompt}</h2>
        <span className="shrink-0 text-sm text-ink-soft tabular">
          {t('queue.variationsDone', { done, count: jobs.length })}
        </span>
        {open.length > 1 ? (
          <Button
            size="sm"
            look="quiet"
            disabled={cancelAll.isPending}
            onClick={() => cancelAll.mutate()}
          >
            <X aria-hidden />
            {t('queue.cancelAll')}
          </Button>
        ) : null}
      </header>
      <Rows jobs={jobs} />
    </section>
  );
}

function Rows({ jobs }: { jobs: readonly Job[] }) {
  return (
    <div className="divide-y divide-line">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} actions={<FinishedActions job={job} />} />
      ))}
    </div>
  );
}

// What can be done with a job that has ended.
function FinishedActions({ job }: { job: Job }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const forget = useMutation({
    mutationFn: () => deleteJob(job.id),
    onSuccess: async () => {
      unfollow(job.id);
      await client.invalidateQueries({ queryKey: keys.jobs });
    },
    onError: (error) => toast.failed(error),
  });
  if (isOpen(job)) return null;
  const file = job.kind === 'export' && job.status === 'completed' ? job.result : null;
  return (
    <>
      {file ? (
        <Button asChild size="sm">
          <a href={`${file.audio_url}?download=1`} download={file.file_name ?? true}>
            <Download aria-hidden />
            <span className="max-sm:sr-only">{t('queue.download')}</span>
          </a>
        </Button>
      ) : null}
      <IconButton
        data-delete
        label={t(file ? 'queue.deleteExport' : 'queue.delete')}
        disabled={forget.isPending}
        onClick={() => forget.mutate()}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </>
  );
}
