import { Dices, Lock, LockOpen } from 'lucide-react';
import { Controller, useFormContext } from 'react-hook-form';

import type { Model } from '@/api/client';
import { Chip } from '@/components/ui/chip';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input, Select } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Switch } from '@/components/ui/switch';
import { useTranslation } from '@/i18n';
import { formatTime, parseDuration } from '@/lib/format';

import { formats, mostVariations, randomSeed, type CreateForm } from './form';

const lengths = [30, 60, 120, 180, 300, 600] as const;

// The song as a thing: how long, how many, which one, as what.
export function SongFields({ model }: { model: Model | undefined }) {
  const { t } = useTranslation();
  const { register, control, formState } = useFormContext<CreateForm>();
  const can = (ability: string) => model?.abilities.includes(ability) ?? false;
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
        <DurationField model={model} />
        <SeedField />
        <Controller
          control={control}
          name="count"
          render={({ field }) => (
            <div className="flex flex-col gap-1.5">
              <span aria-hidden className="flex min-h-6 items-center text-sm font-medium">
                {t('create.count')}
              </span>
              <Segmented
                label={t('create.count')}
                value={String(field.value)}
                options={Array.from({ length: mostVariations }, (_, index) => ({
                  value: String(index + 1),
                  label: String(index + 1),
                }))}
                onChange={(value) => field.onChange(Number(value))}
                className="[&>button]:min-w-0 [&>button]:flex-1 [&>button]:px-0"
              />
            </div>
          )}
        />
        <Field label={t('create.format')}>
          <Select {...register('format')}>
            {formats.map((format) => (
              <option key={format} value={format}>
                {t(`create.formats.${format}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label={t('create.name')}
          error={formState.errors.title?.message}
          className="sm:col-span-2"
        >
          <Input {...register('title')} autoComplete="off" placeholder={t('create.nameOpen')} />
        </Field>
      </div>
      {can('stems') || can('midi') ? (
        <div className="grid gap-4 sm:grid-cols-2">
          {can('stems') ? (
            <Extra name="stems" label={t('create.stems')} hint={t('create.stemsHint')} />
          ) : null}
          {can('midi') ? (
            <Extra name="midi" label={t('create.midi')} hint={t('create.midiHint')} />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Extra({ name, label, hint }: { name: 'stems' | 'midi'; label: string; hint: string }) {
  const { control } = useFormContext<CreateForm>();
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Switch label={label} hint={hint} checked={field.value} onChange={field.onChange} />
      )}
    />
  );
}

function DurationField({ model }: { model: Model | undefined }) {
  const { t } = useTranslation();
  const { register, setValue, watch, formState } = useFormContext<CreateForm>();
  const seconds = parseDuration(watch('duration'));
  const chosen = watch('durationChosen');
  const choose = (duration: string) => {
    setValue('duration', duration, { shouldValidate: true });
    setValue('durationChosen', true);
  };
  const possible = lengths.filter(
    (length) => !model || (length >= model.durations.min && length <= model.durations.max),
  );
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('create.duration')} error={formState.errors.duration?.message}>
        <Input
          {...register('duration', { onChange: () => setValue('durationChosen', true) })}
          autoComplete="off"
          placeholder="3:00"
        />
      </Field>
      <div role="group" aria-label={t('create.lengths')} className="flex flex-wrap gap-1.5">
        <Chip
          pressed={!chosen}
          className="px-2.5"
          onClick={() => setValue('durationChosen', false)}
        >
          {t('create.open')}
        </Chip>
        {possible.map((length) => (
          <Chip
            key={length}
            pressed={chosen && seconds === length}
            className="px-2.5 tabular"
            onClick={() => choose(formatTime(length))}
          >
            {formatTime(length)}
          </Chip>
        ))}
      </div>
    </div>
  );
}

function SeedField() {
  const { t } = useTranslation();
  const { register, setValue, watch, formState } = useFormContext<CreateForm>();
  const locked = watch('seedLocked');
  return (
    <Field
      label={t('create.seed')}
      hint={locked ? t('create.seedLocked') : t('create.seedOpen')}
      error={formState.errors.seed?.message}
    >
      <div className="flex gap-1">
        <Input
          {...register('seed', { onChange: () => setValue('seedLocked', true) })}
          inputMode="numeric"
          autoComplete="off"
          className="tabular"
        />
        <IconButton
          label={t('create.dice')}
          onClick={() => setValue('seed', randomSeed(), { shouldValidate: true })}
        >
          <Dices aria-hidden />
        </IconButton>
        <IconButton
          label={t('create.lock')}
          aria-pressed={locked}
          className="aria-pressed:bg-accent-soft aria-pressed:text-accent-ink"
          onClick={() => setValue('seedLocked', !locked)}
        >
          {locked ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
        </IconButton>
      </div>
    </Field>
  );
}
