import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect } from 'react';

import { Problem } from '@/api/problem';
import { jobQuery } from '@/api/queries';
import { IconButton } from '@/components/ui/icon-button';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Skeleton } from '@/components/ui/surface';
import { unfollow, useFollowed } from '@/features/queue/followed';
import { JobRow } from '@/features/queue/job-row';
import { isOpen, useJobPoll } from '@/features/queue/use-open-jobs';
import { useTranslation } from '@/i18n';

// The songs that were begun here, from the queue to the play button.
export function Made() {
  const { t } = useTranslation();
  const ids = useFollowed((state) => state.ids);
  if (ids.length === 0) return null;
  return (
    <section aria-label={t('create.made')}>
      <h2 className="mb-3 text-lg">{t('create.made')}</h2>
      <Card>
        <ul className="divide-y divide-line">
          {ids.map((id) => (
            <li key={id}>
              <MadeJob id={id} />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

function MadeJob({ id }: { id: string }) {
  const { t } = useTranslation();
  const poll = useJobPoll();
  const { data: job, error } = useQuery({
    ...jobQuery(id),
    refetchInterval: ({ state }) => (!state.data || isOpen(state.data) ? poll : false),
  });
  const gone = error instanceof Problem && error.status === 404;
  useEffect(() => {
    if (gone) unfollow(id);
  }, [gone, id]);
  if (!job) {
    return (
      <div className="p-4">
        {error && !gone ? <ProblemNote error={error} /> : <Skeleton className="h-10" />}
      </div>
    );
  }
  return (
    <JobRow
      job={job}
      actions={
        isOpen(job) ? null : (
          <IconButton label={t('create.dismiss')} size="icon-sm" onClick={() => unfollow(id)}>
            <X aria-hidden />
          </IconButton>
        )
      }
    />
  );
}
