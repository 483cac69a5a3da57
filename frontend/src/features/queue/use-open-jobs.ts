import { useQuery } from '@tanstack/react-query';

import type { Job } from '@/api/client';
import { usePollInterval } from '@/api/events';
import { jobsQuery, systemQuery } from '@/api/queries';

export const isOpen = (job: Job) => job.status === 'pending' || job.status === 'processing';

// JOB_TIMEOUT as the server has it; its default until that is known.
export function useJobPoll(): number | false {
  const { data } = useQuery(systemQuery);
  return usePollInterval(data?.limits.job_timeout ?? 600);
}

export function useOpenJobCount(): number {
  const refetchInterval = useJobPoll();
  const { data } = useQuery({ ...jobsQuery, refetchInterval });
  return data?.items.filter(isOpen).length ?? 0;
}
