import { Controller, useFormContext } from 'react-hook-form';

import { Chip } from '@/components/ui/chip';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/input';
import { MultiSelect } from '@/components/ui/multi-select';
import { useTranslation } from '@/i18n';
import { musicWord, type MusicWord } from '@/i18n/music';

import { EnergyIcon } from './energy-icon';
import type { Choice, EngineOptions } from './engine-options';
import { modes, notes, type CreateForm } from './form';

// Everything about the sound that the prompt may leave open. What an engine doesn't offer isn't shown.
export function SoundFields({ options }: { options: EngineOptions }) {
  const { t } = useTranslation();
  const { register, control, formState } = useFormContext<CreateForm>();
  const named = (kind: MusicWord, choices: Choice[]) =>
    choices.map(({ value, label }) => ({ value, label: musicWord(kind, value, label) }));
  return (
    <div className="flex flex-col gap-6">
      <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2 xl:grid-cols-3">
        {options.genres.length > 0 ? (
          <Field label={t('create.genre')}>
            <ChoiceSelect {...register('genre')} choices={named('genre', options.genres)} />
          </Field>
        ) : null}
        {options.moods.length > 0 ? (
          <Field label={t('create.mood')}>
            <ChoiceSelect {...register('mood')} choices={named('mood', options.moods)} />
          </Field>
        ) : null}
        {options.bpm ? (
          <Field label={t('create.bpm')} error={formState.errors.bpm?.message}>
            <Input
              {...register('bpm')}
              inputMode="decimal"
              autoComplete="off"
              placeholder={t('create.open')}
            />
          </Field>
        ) : null}
        {options.meters.length > 0 ? (
          <Field label={t('create.meter')}>
            <ChoiceSelect {...register('meter')} choices={options.meters} />
          </Field>
        ) : null}
        {options.keys ? <KeyField /> : null}
      </div>
      {options.instruments.length > 0 ? (
        <Controller
          control={control}
          name="instruments"
          render={({ field }) => (
            <Labelled label={t('create.instruments')}>
              <MultiSelect
                label={t('create.instruments')}
                addLabel={t('create.addInstrument')}
                options={named('instrument', options.instruments)}
                max={options.mostInstruments}
                value={field.value}
                onChange={field.onChange}
              />
            </Labelled>
          )}
        />
      ) : null}
      {options.ambience.length > 0 ? (
        <Ambience choices={named('ambience', options.ambience)} />
      ) : null}
      {options.energies.length > 0 ? <Energy choices={named('energy', options.energies)} /> : null}
    </div>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <span aria-hidden className="text-sm font-medium">
        {label}
      </span>
      {children}
    </div>
  );
}

function ChoiceSelect({
  choices,
  ...rest
}: React.ComponentProps<'select'> & { choices: Choice[] }) {
  const { t } = useTranslation();
  return (
    <Select {...rest}>
      <option value="">{t('create.open')}</option>
      {choices.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </Select>
  );
}

function KeyField() {
  const { t } = useTranslation();
  const { register, watch } = useFormContext<CreateForm>();
  const isOpen = watch('keyNote') === '';
  return (
    <Field label={t('create.key')} className="sm:col-span-2">
      <div className="grid grid-cols-2 gap-2">
        <ChoiceSelect
          {...register('keyNote')}
          choices={notes.map((note) => ({
            value: note,
            label: note.replace('#', '♯').replace(/b$/, '♭'),
          }))}
        />
        <Select
          id={undefined}
          aria-label={t('create.keyMode')}
          disabled={isOpen}
          {...register('keyMode')}
        >
          {modes.map((mode) => (
            <option key={mode} value={mode}>
              {t(`create.mode.${mode}`)}
            </option>
          ))}
        </Select>
      </div>
    </Field>
  );
}

function Ambience({ choices }: { choices: Choice[] }) {
  const { t } = useTranslation();
  const { control } = useFormContext<CreateForm>();
  return (
    <Controller
      control={control}
      name="ambience"
      render={({ field: { value, onChange } }) => {
        const toggle = (name: string) => {
          const chosen = value ?? [];
          onChange(
            chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name],
          );
        };
        return (
          <Labelled label={t('create.ambience')}>
            <div role="group" aria-label={t('create.ambience')} className="flex flex-wrap gap-2">
              <Chip pressed={value === null} onClick={() => onChange(null)}>
                {t('create.open')}
              </Chip>
              <Chip pressed={value?.length === 0} onClick={() => onChange([])}>
                {t('create.none')}
              </Chip>
              {choices.map((choice) => (
                <Chip
                  key={choice.value}
                  pressed={value?.includes(choice.value) ?? false}
                  disabled={(value?.length ?? 0) >= 6 && !value?.includes(choice.value)}
                  onClick={() => toggle(choice.value)}
                >
                  {choice.label}
                </Chip>
              ))}
            </div>
          </Labelled>
        );
      }}
    />
  );
}

function Energy({ choices }: { choices: Choice[] }) {
  const { t } = useTranslation();
  const { control } = useFormContext<CreateForm>();
  return (
    <Controller
      control={control}
      name="energy"
      render={({ field: { value, onChange } }) => (
        <Labelled label={t('create.energy')}>
          <div role="group" aria-label={t('create.energy')} className="flex flex-wrap gap-2">
            <Chip pressed={value === ''} onClick={() => onChange('')}>
              {t('create.open')}
            </Chip>
            {choices.map((choice) => (
              <Chip
                key={choice.value}
                pressed={value === choice.value}
                onClick={() => onChange(choice.value)}
              >
                <EnergyIcon name={choice.value} />
                {choice.label}
              </Chip>
            ))}
          </div>
        </Labelled>
      )}
    />
  );
}
