import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';

import type { Job } from '@/api/client';
import { jobQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/surface';
import { useFollowed } from '@/features/queue/followed';
import { JobRow } from '@/features/queue/job-row';
import { isOpen, useJobPoll } from '@/features/queue/use-open-jobs';
import { useTranslation } from '@/i18n';

interface JobsOfProps {
  title: string;
  owns: (job: Job) => boolean;
}

// What was begun here with a track, from the queue to the play button; also after a reload.
export function JobsOf({ title, owns }: JobsOfProps) {
  const ids = useFollowed((state) => state.ids);
  const poll = useJobPoll();
  const answers = useQueries({
    queries: ids.map((id) => ({
      ...jobQuery(id),
      refetchInterval: ({ state }: { state: { data: Job | undefined } }) =>
        !state.data || isOpen(state.data) ? poll : false,
    })),
  });
  const jobs = answers.flatMap(({ data }) => (data && owns(data) ? [data] : []));
  if (jobs.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="mb-3 text-lg">{title}</h2>
      <Card>
        <ul className="divide-y divide-line">
          {jobs.map((job) => (
            <li key={job.id}>
              <JobRow job={job} actions={<Result job={job} />} />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

function Result({ job }: { job: Job }) {
  const { t } = useTranslation();
  if (job.status !== 'completed' || !job.result) return null;
  return (
    <>
      <Button asChild size="sm">
        <a href={`${job.result.audio_url}?download=1`} download>
          <Download aria-hidden />
          {t('loop.download')}
        </a>
      </Button>
      <Button asChild size="sm" look="quiet" className="max-sm:hidden">
        <Link to="/tracks/$id" params={{ id: job.result.track_id }}>
          {t('loop.open')}
        </Link>
      </Button>
    </>
  );
}
