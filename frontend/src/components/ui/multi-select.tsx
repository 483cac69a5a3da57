import { Plus } from 'lucide-react';
import { Popover } from 'radix-ui';
import { lazy, Suspense } from 'react';

import { useTranslation } from '@/i18n';

import { Chip, Tag } from './chip';

export interface Option {
  value: string;
  label: string;
}

const OptionList = lazy(() =>
  import('./option-list').then((module) => ({ default: module.OptionList })),
);

interface MultiSelectProps {
  label: string; // the name of the group
  addLabel: string; // on the button that opens the list
  options: Option[];
  value: string[]; // in the order of choosing
  max: number;
  onChange: (value: string[]) => void;
}

// Several of many: what is chosen as tags, the rest in a list with search.
export function MultiSelect({ label, addLabel, options, value, max, onChange }: MultiSelectProps) {
  const { t } = useTranslation();
  const labelOf = (name: string) => options.find((option) => option.value === name)?.label ?? name;
  const toggle = (name: string) =>
    onChange(value.includes(name) ? value.filter((other) => other !== name) : [...value, name]);
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-2">
      {value.map((name) => (
        <Tag
          key={name}
          removeLabel={t('common.remove', { name: labelOf(name) })}
          onRemove={() => toggle(name)}
        >
          {labelOf(name)}
        </Tag>
      ))}
      <Popover.Root>
        <Popover.Trigger asChild>
          <Chip className="border-dashed">
            <Plus aria-hidden className="size-4" />
            {addLabel}
          </Chip>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            align="start"
            sideOffset={6}
            collisionPadding={8}
            aria-label={addLabel}
            className="z-50 w-64 animate-fade overflow-hidden rounded-xl border border-line bg-raised shadow-raised"
          >
            <Suspense fallback={<div className="h-11" />}>
              <OptionList {...{ addLabel, options, value, max }} onToggle={toggle} />
            </Suspense>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}
