import { useQueries, useQuery } from '@tanstack/react-query';

import { usePollInterval } from '@/api/events';
import { jobCountQuery } from '@/api/jobs';
import { systemQuery } from '@/api/queries';

export { isOpen } from '@/api/jobs';

// JOB_TIMEOUT as the server has it; its default until that is known.
export function useJobPoll(): number | false {
  const { data } = useQuery(systemQuery);
  return usePollInterval(data?.limits.job_timeout ?? 600);
}

export function useOpenJobCount(): number {
  const refetchInterval = useJobPoll();
  const counts = useQueries({
    queries: (['pending', 'processing'] as const).map((status) => ({
      ...jobCountQuery(status),
      refetchInterval,
    })),
  });
  return counts.reduce((sum, { data }) => sum + (data ?? 0), 0);
}
