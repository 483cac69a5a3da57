import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { Job, Track } from '@/api/client';
import { applyJob } from '@/api/events';
import { exportTrack, makeArchive, type ExportOptions } from '@/api/library';
import { cancelJob, jobQuery } from '@/api/queries';
import { isOpen, useJobPoll } from '@/features/queue/use-open-jobs';

export const linkOf = (job: Job | undefined): string | undefined =>
  job?.status === 'completed' && job.result ? `${job.result.audio_url}?download=1` : undefined;

function download(address: string) {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

// Asks for an export, follows its job and downloads the file when it is done.
export function useExport(tracks: readonly Track[]) {
  const client = useQueryClient();
  const poll = useJobPoll();
  const [jobId, setJobId] = useState<string | null>(null);
  const { data: job } = useQuery({
    ...jobQuery(jobId ?? ''),
    enabled: jobId !== null,
    refetchInterval: ({ state }) => (!state.data || isOpen(state.data) ? poll : false),
  });
  const start = useMutation({
    mutationFn: (options: ExportOptions) => {
      const [first, second] = tracks;
      return first && !second
        ? exportTrack(first.id, options)
        : makeArchive(
            tracks.map(({ id }) => id),
            options,
          );
    },
    onSuccess: ({ job_id }) => setJobId(job_id),
  });
  const cancel = useMutation({
    mutationFn: cancelJob,
    onSuccess: (changed) => applyJob(client, changed),
  });

  const link = linkOf(job);
  const downloaded = useRef<string>(undefined);
  useEffect(() => {
    if (!link || downloaded.current === link) return;
    downloaded.current = link;
    download(link);
  }, [link]);

  return {
    job: jobId === null ? undefined : job,
    running: start.isPending || (jobId !== null && (!job || isOpen(job))),
    link,
    error: start.error,
    start: (options: ExportOptions) => start.mutateAsync(options),
    cancel: () => jobId !== null && cancel.mutate(jobId),
    again: () => {
      setJobId(null);
      start.reset();
    },
  };
}

export type Exporting = ReturnType<typeof useExport>;
