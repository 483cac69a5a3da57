import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListMusic } from 'lucide-react';

import { jobsQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { Card, EmptyState, Page, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

import { JobRow } from './job-row';
import { useJobPoll } from './use-open-jobs';

export function QueueScreen() {
  const { t } = useTranslation();
  const refetchInterval = useJobPoll();
  const { data, error, refetch } = useQuery({ ...jobsQuery, refetchInterval });
  return (
    <Page title={t('queue.title')} lead={t('queue.lead')}>
      {error && !data ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton className="h-20" />
        )
      ) : data.items.length === 0 ? (
        <EmptyState
          icon={<ListMusic />}
          title={t('queue.empty')}
          action={
            <Button asChild look="primary">
              <Link to="/">{t('queue.emptyAction')}</Link>
            </Button>
          }
        >
          {t('queue.emptyText')}
        </EmptyState>
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {data.items.map((job) => (
              <li key={job.id}>
                <JobRow job={job} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}
