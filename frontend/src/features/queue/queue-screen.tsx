import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ListMusic, SearchX, WifiOff } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';

import { useConnection } from '@/api/connection';
import { queueQuery, type JobFilter } from '@/api/jobs';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { EmptyState, Page, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';
import { formatAgo } from '@/lib/format';

import { QueueFilters } from './queue-filters';
import { QueueList } from './queue-list';
import { useJobPoll } from './use-open-jobs';

export function QueueScreen() {
  const { t } = useTranslation();
  const filter = useSearch({ from: '/queue' });
  const navigate = useNavigate();
  const show = (search: JobFilter) => void navigate({ to: '/queue', search, replace: true });
  return (
    <Page
      title={t('queue.title')}
      lead={t('queue.lead')}
      actions={<QueueFilters filter={filter} onChange={show} />}
    >
      <QueueJobs filter={filter} onShowAll={() => show({})} />
    </Page>
  );
}

interface QueueJobsProps {
  filter: JobFilter;
  onShowAll: () => void;
}

export function QueueJobs({ filter, onShowAll }: QueueJobsProps) {
  const { t } = useTranslation();
  const refetchInterval = useJobPoll();
  const query = useInfiniteQuery({ ...queueQuery(filter), refetchInterval });
  const { data, error, refetch, dataUpdatedAt } = query;
  if (!data) {
    return error ? (
      <ProblemNote error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton className="h-20" />
    );
  }
  const jobs = data.pages.flatMap(({ items }) => items);
  if (jobs.length === 0) {
    return filter.status || filter.kind ? <NothingFits onShowAll={onShowAll} /> : <Nothing />;
  }
  return (
    <>
      <Away since={dataUpdatedAt} />
      <p role="status" className="mb-3 text-sm text-ink-soft tabular">
        {t('queue.count', { count: data.pages[0]?.total ?? jobs.length })}
      </p>
      <QueueList jobs={jobs} />
      <More
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
}

// What is shown may be old while nobody answers.
function Away({ since }: { since: number }) {
  const { t, language } = useTranslation();
  const away = useConnection(({ server }) => server === 'away');
  if (!away) return null;
  return (
    <p role="status" className="mb-4 flex items-start gap-3 rounded-xl bg-warn-soft p-4 text-sm">
      <WifiOff aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t('queue.away', { ago: formatAgo(new Date(since).toISOString(), language) })}
    </p>
  );
}

// The next page comes when the end is near, or by the button.
function More({
  hasMore,
  loading,
  onMore,
}: {
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(() => {
    if (hasMore && !loading) onMore();
  });
  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) more();
      },
      { rootMargin: '600px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasMore, loading]);
  if (!hasMore) return null;
  return (
    <div ref={end} className="flex justify-center pt-4">
      <Button disabled={loading} onClick={onMore}>
        {t('queue.more')}
      </Button>
    </div>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return (
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
  );
}

function NothingFits({ onShowAll }: { onShowAll: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('queue.nothingFits')}
      action={<Button onClick={onShowAll}>{t('queue.showAll')}</Button>}
    >
      {t('queue.nothingFitsText')}
    </EmptyState>
  );
}
