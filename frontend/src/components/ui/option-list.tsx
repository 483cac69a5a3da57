import { Command } from 'cmdk';
import { Check } from 'lucide-react';

import { useTranslation } from '@/i18n';

import type { Option } from './multi-select';

interface OptionListProps {
  addLabel: string;
  options: Option[];
  value: string[];
  max: number;
  onToggle: (value: string) => void;
}

// The list with search inside a MultiSelect.
export function OptionList({ addLabel, options, value, max, onToggle }: OptionListProps) {
  const { t } = useTranslation();
  return (
    <Command label={addLabel} loop>
      <Command.Input
        placeholder={t('common.search')}
        className="h-11 w-full border-b border-line bg-transparent px-3.5 text-sm outline-none"
      />
      <Command.List className="max-h-64 overflow-y-auto p-1">
        <Command.Empty className="p-3 text-sm text-ink-soft">
          {t('common.nothingFound')}
        </Command.Empty>
        {options.map((option) => {
          const chosen = value.includes(option.value);
          return (
            <Command.Item
              key={option.value}
              value={option.value}
              keywords={[option.label]}
              disabled={!chosen && value.length >= max}
              onSelect={() => onToggle(option.value)}
              className="flex min-h-9 cursor-default items-center justify-between gap-2 rounded-lg px-2.5 text-sm select-none data-[disabled=true]:opacity-50 data-[selected=true]:bg-sunken"
            >
              {option.label}
              {chosen ? <Check aria-label={t('common.chosen')} className="size-4" /> : null}
            </Command.Item>
          );
        })}
      </Command.List>
    </Command>
  );
}
