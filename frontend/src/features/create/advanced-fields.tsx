import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Controller, useFormContext } from 'react-hook-form';

import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { Card } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';
import { musicWord } from '@/i18n/music';

import type { EngineSetting } from './engine-settings';
import type { CreateForm } from './form';

// What only this engine knows, as its own description of its parameters says it.
export function AdvancedFields({ settings }: { settings: EngineSetting[] }) {
  const { t } = useTranslation();
  const { formState } = useFormContext<CreateForm>();
  const [opened, setOpened] = useState(false);
  const wrong = settings.some(({ name }) => formState.errors.settings?.[name]);
  return (
    <Card>
      <details
        open={opened || wrong}
        onToggle={({ currentTarget }) => setOpened(currentTarget.open)}
        className="group"
      >
        <summary className="flex cursor-pointer list-none items-center gap-2 rounded-2xl p-5 sm:p-6">
          <ChevronRight
            aria-hidden
            className="size-5 text-ink-soft transition-transform group-open:rotate-90"
          />
          <h2 className="text-lg">{t('create.advanced')}</h2>
          <span className="truncate text-sm text-ink-soft">{t('create.advancedLead')}</span>
        </summary>
        <div className="grid gap-x-6 gap-y-5 px-5 pb-5 sm:grid-cols-2 sm:px-6 sm:pb-6">
          {settings.map((setting) => (
            <SettingField key={setting.name} setting={setting} />
          ))}
        </div>
      </details>
    </Card>
  );
}

function SettingField({ setting }: { setting: EngineSetting }) {
  const { t } = useTranslation();
  const { register, control, formState } = useFormContext<CreateForm>();
  const name = `settings.${setting.name}` as const;
  const label = musicWord('setting', setting.name, setting.label);
  const hint = musicWord('settingHint', setting.name, setting.hint);
  const usual = setting.usual ? t('create.usual', { value: setting.usual }) : t('create.usualOpen');

  if (setting.kind === 'switch') {
    return (
      <Controller
        control={control}
        name={name}
        defaultValue=""
        render={({ field }) => (
          <Switch
            label={label}
            hint={hint}
            checked={(field.value || setting.usual) === 'true'}
            onChange={(checked) => field.onChange(String(checked))}
          />
        )}
      />
    );
  }
  if (setting.kind === 'choice') {
    return (
      <Field label={label} hint={hint}>
        <Select {...register(name)}>
          <option value="">{usual}</option>
          {setting.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </Select>
      </Field>
    );
  }
  return (
    <Field
      label={label}
      hint={<>{[hint, rangeText(setting)].filter(Boolean).join(' ')}</>}
      error={formState.errors.settings?.[setting.name]?.message}
    >
      <Input
        {...register(name)}
        inputMode={setting.kind === 'text' ? 'text' : 'decimal'}
        autoComplete="off"
        placeholder={usual}
      />
    </Field>
  );
}

const rangeText = ({ min, max }: EngineSetting) =>
  min === undefined || max === undefined ? '' : `${min}–${max}`;
