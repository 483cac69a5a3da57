import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Library } from 'lucide-react';

import { api, unwrap } from '@/api/client';
import { keys } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { Card, EmptyState, Page, Skeleton } from '@/components/ui/surface';
import { PlayButton } from '@/features/queue/job-row';
import { useTranslation } from '@/i18n';
import { formatAgo, formatTime } from '@/lib/format';

export function LibraryScreen() {
  const { t, language } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: [...keys.tracks, 'all'],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET('/api/tracks', {
            signal,
            params: { query: pageParam ? { cursor: pageParam } : {} },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    },
  );
  const tracks = data?.pages.flatMap((page) => page.items);
  const total = data?.pages[0]?.total ?? 0;
  return (
    <Page
      title={t('library.title')}
      lead={tracks && total > 0 ? t('library.count', { count: total }) : undefined}
    >
      {error && !data ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {tracks === undefined ? (
        error ? null : (
          <Skeleton className="h-40" />
        )
      ) : tracks.length === 0 ? (
        <EmptyState
          icon={<Library />}
          title={t('library.empty')}
          action={
            <Button asChild look="primary">
              <Link to="/">{t('queue.emptyAction')}</Link>
            </Button>
          }
        >
          {t('library.emptyText')}
        </EmptyState>
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {tracks.map((track) => (
              <li key={track.id} className="flex items-center gap-4 p-3 sm:px-4">
                <PlayButton track={track} />
                <div className="min-w-0 grow">
                  <p className="truncate text-sm font-medium">{track.title}</p>
                  <p className="truncate text-sm text-ink-soft">
                    {[track.genre, track.key, formatAgo(track.created_at, language)]
                      .filter(Boolean)
                      .join(' · ')}
                  </p>
                </div>
                <span className="text-sm text-ink-soft tabular">{formatTime(track.duration)}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {hasNextPage ? (
        <Button className="mt-4" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('library.more')}
        </Button>
      ) : null}
    </Page>
  );
}
