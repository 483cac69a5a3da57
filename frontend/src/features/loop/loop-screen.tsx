import { useParams } from '@tanstack/react-router';

import { JobsOf } from '@/features/track/jobs-of';
import { TrackPart } from '@/features/track/track-part';
import { useTranslation } from '@/i18n';

import { isLoopOf } from './queries';
import { Workbench } from './workbench';

export function LoopScreen() {
  const { t } = useTranslation();
  const id = useParams({ from: '/tracks/$id/loop', select: (params) => params.id });
  return (
    <TrackPart id={id} title={t('loop.title')}>
      {(track) => (
        <>
          <JobsOf title={t('loop.made')} owns={(job) => isLoopOf(job, id)} />
          <Workbench key={id} track={track} />
        </>
      )}
    </TrackPart>
  );
}
