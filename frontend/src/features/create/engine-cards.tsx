import { RadioGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';

import type { Model } from '@/api/client';
import { ModelFacts } from '@/features/models/model-facts';

interface EngineCardsProps {
  models: Model[];
  value: string;
  onChange: (name: string) => void;
}

export function EngineCards({ models, value, onChange }: EngineCardsProps) {
  const { t } = useTranslation();
  return (
    <RadioGroup.Root
      aria-label={t('create.engine')}
      value={value}
      onValueChange={onChange}
      className="grid gap-3 sm:grid-cols-[repeat(auto-fit,minmax(17rem,1fr))]"
    >
      {models.map((model) => (
        <RadioGroup.Item
          key={model.name}
          value={model.name}
          disabled={!model.installed}
          aria-label={model.name}
          className="border-line-strong/60 bg-raised hover:border-line-strong data-[state=checked]:border-accent-ink data-[state=checked]:bg-accent-soft rounded-xl border p-4 text-left transition-colors disabled:opacity-70"
        >
          <ModelFacts model={model} />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
