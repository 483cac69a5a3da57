import { RadioGroup } from 'radix-ui';
import { useId } from 'react';

import type { Model } from '@/api/client';
import { ModelFacts } from '@/features/models/model-facts';
import { useTranslation } from '@/i18n';

interface EngineCardsProps {
  models: Model[];
  value: string;
  onChange: (name: string) => void;
}

export function EngineCards({ models, value, onChange }: EngineCardsProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <RadioGroup.Root
      aria-label={t('create.engine')}
      value={value}
      onValueChange={onChange}
      className="grid gap-3 sm:grid-cols-[repeat(auto-fit,minmax(17rem,1fr))]"
    >
      {models.map((model) => (
        <div key={model.name} className="relative rounded-xl">
          <RadioGroup.Item
            value={model.name}
            disabled={!model.installed}
            aria-labelledby={`${id}-${model.name}`}
            aria-describedby={`${id}-${model.name}-facts`}
            className="absolute inset-0 rounded-xl border border-line-strong/60 bg-raised transition-colors hover:border-line-strong data-[state=checked]:border-accent-ink data-[state=checked]:ring-1 data-[state=checked]:ring-accent-ink"
          />
          <div id={`${id}-${model.name}-facts`} className="pointer-events-none relative h-full p-4">
            <ModelFacts model={model} nameId={`${id}-${model.name}`} />
          </div>
        </div>
      ))}
    </RadioGroup.Root>
  );
}
