import { useQuery } from '@tanstack/react-query';

import { modelsQuery } from '@/api/queries';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Page, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

import { ModelFacts } from './model-facts';

export function ModelsScreen() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(modelsQuery);
  return (
    <Page title={t('models.title')} lead={t('models.lead')}>
      {error && !data ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-40" /> : null}
      <div className="grid gap-4 md:grid-cols-2">
        {data?.map((model) => (
          <Card key={model.name} className="p-5">
            <ModelFacts model={model} full />
          </Card>
        ))}
      </div>
    </Page>
  );
}
