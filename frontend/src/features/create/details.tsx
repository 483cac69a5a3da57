import { lazy, Suspense, type ReactNode } from 'react';

import { useFormContext } from 'react-hook-form';

import type { Model } from '@/api/client';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

import { EngineCards } from './engine-cards';
import { can, hasSound, type EngineOptions } from './engine-options';
import type { CreateForm } from './form';
import { SongFields } from './song-fields';
import { SoundFields } from './sound-fields';

// Only some engines need these.
const SingingFields = lazy(() =>
  import('./singing/singing-fields').then((module) => ({ default: module.SingingFields })),
);
const ReferenceField = lazy(() =>
  import('./reference-field').then((module) => ({ default: module.ReferenceField })),
);
const AdvancedFields = lazy(() =>
  import('./advanced-fields').then((module) => ({ default: module.AdvancedFields })),
);

interface DetailsProps {
  models: Model[] | undefined;
  model: Model | undefined; // the chosen one
  options: EngineOptions;
  error: unknown; // why `models` are missing
  onRetry: () => void;
  onChoose: (model: string) => void;
}

// Everything that may stay as it is; which fields there are follows from what the engine can do.
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
      {model && can(options, 'lyrics') ? (
        <Section title={t('lyrics.title')} lead={t('lyrics.lead')}>
          <Suspense fallback={<Skeleton className="h-72" />}>
            <SingingFields model={model} options={options} />
          </Suspense>
        </Section>
      ) : null}
      {hasSound(options) || can(options, 'negative_prompt') || can(options, 'reference') ? (
        <Section title={t('create.sound')} lead={t('create.soundLead')}>
          <div className="flex flex-col gap-6">
            {hasSound(options) ? <SoundFields options={options} /> : null}
            {can(options, 'negative_prompt') ? <AvoidField /> : null}
            {can(options, 'reference') ? (
              <Suspense fallback={<Skeleton className="h-20" />}>
                <ReferenceField />
              </Suspense>
            ) : null}
          </div>
        </Section>
      ) : null}
      <Section title={t('create.song')}>
        <SongFields model={model} />
      </Section>
      {options.settings.length > 0 ? (
        <Suspense fallback={<Skeleton className="h-20" />}>
          <AdvancedFields settings={options.settings} />
        </Suspense>
      ) : null}
    </div>
  );
}

function AvoidField() {
  const { t } = useTranslation();
  const { register } = useFormContext<CreateForm>();
  return (
    <Field label={t('create.avoid')}>
      <Input {...register('avoid')} autoComplete="off" placeholder={t('create.avoidExample')} />
    </Field>
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
