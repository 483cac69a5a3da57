import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Library } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Track } from '@/api/client';
import { trackQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { EmptyState, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

interface WithTracksProps {
  ids: string[];
  children: (tracks: readonly Track[]) => ReactNode;
}

// Shows something about the tracks that an address names, once all of them are known.
export function WithTracks({ ids, children }: WithTracksProps) {
  const { t } = useTranslation();
  const { tracks, error } = useQueries({
    queries: ids.map(trackQuery),
    combine: (answers) => ({
      tracks: answers.flatMap(({ data }) => data ?? []),
      error: answers.find((answer) => answer.error)?.error,
    }),
  });
  if (ids.length === 0) {
    return (
      <EmptyState
        icon={<Library />}
        title={t('library.noneChosen')}
        action={
          <Button asChild look="primary">
            <Link to="/library">{t('library.title')}</Link>
          </Button>
        }
      >
        {t('library.noneChosenText')}
      </EmptyState>
    );
  }
  if (tracks.length === ids.length) return children(tracks);
  return error ? <ProblemNote error={error} /> : <Skeleton className="h-96" />;
}
