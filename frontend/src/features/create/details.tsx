import type { ReactNode } from 'react';

import type { Model } from '@/api/client';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

import { EngineCards } from './engine-cards';
import type { EngineOptions } from './engine-options';
import { SongFields } from './song-fields';
import { SoundFields } from './sound-fields';

interface DetailsProps {
  models: Model[] | undefined;
  model: Model | undefined; // the chosen one
  options: EngineOptions;
  error: unknown; // why `models` are missing
  onRetry: () => void;
  onChoose: (model: string) => void;
}

// Everything that may stay as it is. Fields for what only some engines can do go here too.
export function Details({ models, model, options, error, onRetry, onChoose }: DetailsProps) {
  const { t } = useTranslation();
  return (
    <div className="flex min-w-0 flex-col gap-6">
      <Section title={t('create.engine')}>
        {models ? (
          <EngineCards models={models} value={model?.name ?? ''} onChange={onChoose} />
        ) : error ? (
          <ProblemNote error={error} onRetry={onRetry} />
        ) : (
          <Skeleton className="h-36" />
        )}
      </Section>
      <Section title={t('create.sound')} lead={t('create.soundLead')}>
        <SoundFields options={options} />
      </Section>
      <Section title={t('create.song')}>
        <SongFields model={model} />
      </Section>
    </div>
  );
}

function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <Card className="p-5 sm:p-6">
      <h2 className="text-lg">{title}</h2>
      {lead ? <p className="mt-1 text-sm text-ink-soft">{lead}</p> : null}
      <div className="mt-5">{children}</div>
    </Card>
  );
}
