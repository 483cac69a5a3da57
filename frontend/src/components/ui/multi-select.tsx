import { Command } from 'cmdk';
import { Check, Plus } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useTranslation } from 'react-i18next';

import { Chip, Tag } from './chip';

export interface Option {
  value: string;
  label: string;
}

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
                      onSelect={() => toggle(option.value)}
                      className="flex min-h-9 cursor-default items-center justify-between gap-2 rounded-lg px-2.5 text-sm select-none data-[disabled=true]:opacity-50 data-[selected=true]:bg-sunken"
                    >
                      {option.label}
                      {chosen ? <Check aria-label={t('common.chosen')} className="size-4" /> : null}
                    </Command.Item>
                  );
                })}
              </Command.List>
            </Command>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}
