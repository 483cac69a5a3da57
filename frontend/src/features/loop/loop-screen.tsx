import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';

import { trackQuery } from '@/api/queries';
import { Page } from '@/components/ui/surface';
import { JobsOf } from '@/features/track/jobs-of';
import { TrackMissing } from '@/features/track/track-missing';
import { useTranslation } from '@/i18n';

import { isLoopOf } from './queries';
import { Workbench } from './workbench';

export function LoopScreen() {
  const { t } = useTranslation();
  const id = useParams({ from: '/tracks/$id/loop', select: (params) => params.id });
  const { data: track, error, refetch } = useQuery(trackQuery(id));
  return (
    <Page
      title={t('loop.title')}
      className="max-w-7xl"
      lead={
        track ? (
          <Link
            to="/tracks/$id"
            params={{ id }}
            className="inline-flex max-w-full items-center gap-1.5 hover:text-ink"
          >
            <ArrowLeft aria-hidden className="size-4 shrink-0" />
            <span className="truncate">{track.title}</span>
          </Link>
        ) : null
      }
    >
      {track ? (
        <div className="flex flex-col gap-6">
          <JobsOf title={t('loop.made')} owns={(job) => isLoopOf(job, id)} />
          <Workbench key={id} track={track} />
        </div>
      ) : (
        <TrackMissing error={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}
