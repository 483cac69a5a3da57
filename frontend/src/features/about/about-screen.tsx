import { useQuery } from '@tanstack/react-query';
import { BookOpen, Braces } from 'lucide-react';

import type { System } from '@/api/client';
import { modelsQuery, systemQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Page, Skeleton } from '@/components/ui/surface';
import { useTranslation, type Language, type Translate } from '@/i18n';
import { formatBytes, formatSpan } from '@/lib/format';

import { Licences } from './licences';
import { reportOf, surroundings } from './report';

export function AboutScreen() {
  const { t } = useTranslation();
  const { data: system, error, refetch } = useQuery(systemQuery);
  const { data: models } = useQuery(modelsQuery);
  return (
    <Page
      title={t('about.title')}
      lead={t('about.lead')}
      actions={
        <div className="flex flex-wrap gap-2">
          <Button asChild>
            <a href="/docs">
              <Braces aria-hidden />
              {t('about.docs')}
            </a>
          </Button>
          <Button asChild>
            <a href="/redoc">
              <BookOpen aria-hidden />
              {t('about.redoc')}
            </a>
          </Button>
        </div>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card className="min-w-0 p-5 sm:p-6">
          <div className="mb-4 flex items-center justify-between gap-3">
            <h2 className="text-lg">{t('about.system')}</h2>
            {system ? (
              <CopyButton
                label={t('crash.copy')}
                text={reportOf(system, models ?? [], surroundings())}
              />
            ) : null}
          </div>
          {error && !system ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
          {!system && !error ? <Skeleton className="h-56" /> : null}
          {system ? <Facts system={system} /> : null}
        </Card>
        <Licences />
      </div>
    </Page>
  );
}

function factsOf(t: Translate, language: Language, system: System): [string, string][] {
  const size = (bytes: number) => formatBytes(bytes, language);
  const span = (seconds: number) => formatSpan(seconds, language);
  const { device, storage, limits } = system;
  const around = surroundings();
  return [
    [t('about.version'), system.version],
    [
      t('about.device'),
      `${device.name.toUpperCase()}, ${t('about.cores', { count: device.cores })}`,
    ],
    [t('about.memory'), size(device.memory_bytes)],
    [
      t('about.storage'),
      t('settings.free', { free: size(storage.free_bytes), total: size(storage.total_bytes) }),
    ],
    [
      t('about.lengths'),
      t('models.range', { min: span(limits.min_duration), max: span(limits.max_duration) }),
    ],
    [t('about.atOnce'), String(limits.max_concurrent_jobs)],
    [t('about.timeout'), span(limits.job_timeout)],
    [t('about.uploads'), size(limits.max_upload_mb * 1e6)],
    [
      t('about.rate'),
      limits.rate_limit_per_minute === 0
        ? t('about.anyNumber')
        : String(limits.rate_limit_per_minute),
    ],
    [t('about.window'), around.screen],
    [t('about.browser'), around.browser],
  ];
}

function Facts({ system }: { system: System }) {
  const { t, language } = useTranslation();
  return (
    <dl className="divide-y divide-line text-sm">
      {factsOf(t, language, system).map(([name, value]) => (
        <div key={name} className="grid grid-cols-[9rem_1fr] gap-4 py-2 sm:grid-cols-[11rem_1fr]">
          <dt className="text-ink-soft">{name}</dt>
          <dd className="min-w-0 wrap-anywhere tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
