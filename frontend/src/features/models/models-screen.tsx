import { useQuery } from '@tanstack/react-query';

import { latestJobsQuery } from '@/api/jobs';
import { storageQuery } from '@/api/models';
import { modelsQuery, systemQuery } from '@/api/queries';
import { ProblemNote } from '@/components/ui/problem';
import { Page, Skeleton } from '@/components/ui/surface';
import { useJobPoll } from '@/features/queue/use-open-jobs';
import { useTranslation } from '@/i18n';
import { formatBytes } from '@/lib/format';

import { latestOf } from './download';
import { ModelCard } from './model-card';

export function ModelsScreen() {
  const { t } = useTranslation();
  const refetchInterval = useJobPoll();
  const { data, error, refetch } = useQuery(modelsQuery);
  const { data: pulls } = useQuery({ ...latestJobsQuery('pull'), refetchInterval });
  const { data: checks } = useQuery({ ...latestJobsQuery('verify'), refetchInterval });
  return (
    <Page title={t('models.title')} lead={t('models.lead')} actions={<DiskLine />}>
      {error && !data ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      <div className="grid gap-4 md:grid-cols-2">
        {!data && !error ? <Skeleton className="h-72" /> : null}
        {data?.map((model) => (
          <ModelCard
            key={model.name}
            model={model}
            pull={latestOf(pulls, model.name)}
            check={latestOf(checks, model.name)}
          />
        ))}
      </div>
    </Page>
  );
}

function DiskLine() {
  const { t, language } = useTranslation();
  const { data: storage } = useQuery(storageQuery);
  const { data: system } = useQuery(systemQuery);
  if (!storage || !system) return null;
  const bytes = storage.models_bytes + storage.downloads_bytes;
  const free = formatBytes(system.storage.free_bytes, language);
  return (
    <p className="text-sm text-ink-soft tabular">
      {bytes === 0
        ? t('models.diskFree', { free })
        : t('models.disk', { used: formatBytes(bytes, language), free })}
    </p>
  );
}
