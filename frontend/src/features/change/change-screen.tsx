import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { AudioLines } from 'lucide-react';

import type { Model, Track } from '@/api/client';
import { jobQuery, modelsQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { EmptyState, Skeleton } from '@/components/ui/surface';
import { JobsOf } from '@/features/track/jobs-of';
import { TrackPart } from '@/features/track/track-part';
import { useTranslation } from '@/i18n';

import { editorsOf, isChangeOf } from './segments';
import { Workbench } from './workbench';

export function ChangeScreen() {
  const { t } = useTranslation();
  const id = useParams({ from: '/tracks/$id/change', select: (params) => params.id });
  return (
    <TrackPart id={id} title={t('change.title')}>
      {(track) => (
        <>
          <JobsOf title={t('change.made')} owns={(job) => isChangeOf(job, id)} />
          <Engines key={id} track={track} />
        </>
      )}
    </TrackPart>
  );
}

// The recipe comes from the job that made the song; an upload has none.
function Engines({ track }: { track: Track }) {
  const { data: models, error, refetch } = useQuery(modelsQuery);
  const { data: job, isPending } = useQuery(jobQuery(track.id)); // a song has the id of its job
  if (error) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!models || isPending) return <Skeleton className="h-96" />;
  const editors = editorsOf(models, track);
  if (editors.length === 0) return <NoEngine track={track} models={models} />;
  return <Workbench track={track} job={job} editors={editors} />;
}

function NoEngine({ track, models }: { track: Track; models: Model[] }) {
  const { t } = useTranslation();
  const tooLong = models.some(
    ({ installed, abilities }) => installed && abilities.includes('edit'),
  );
  return (
    <EmptyState
      icon={<AudioLines aria-hidden />}
      title={t(tooLong ? 'change.tooLong' : 'change.noEngine')}
      action={
        <Button asChild look="primary">
          {tooLong ? (
            <Link to="/tracks/$id" params={{ id: track.id }}>
              {t('change.back')}
            </Link>
          ) : (
            <Link to="/models">{t('change.toModels')}</Link>
          )}
        </Button>
      }
    >
      {t(tooLong ? 'change.tooLongText' : 'change.noEngineText')}
    </EmptyState>
  );
}
