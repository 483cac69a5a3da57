import { Controller, useFormContext, useWatch } from 'react-hook-form';

import { Chip } from '@/components/ui/chip';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Slider } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { useTranslation } from '@/i18n';
import { formatSpan, parseDuration } from '@/lib/format';

import { bitrates, formats, type LoopForm } from './form';
import { writeLength } from './length';

const presets = [1800, 3600, 3 * 3600, 8 * 3600, 10 * 3600] as const;
const mostHours = 10;

// How long, how it begins and ends, and as what.
export function Settings({ canEvolve }: { canEvolve: boolean }) {
  const { t } = useTranslation();
  const { register, control, formState } = useFormContext<LoopForm>();
  const [mode, fades, video, format] = useWatch({
    control,
    name: ['mode', 'fades', 'video', 'format'],
  });
  const rates = bitrates[video ? 'm4a' : format];
  return (
    <div className="flex flex-col gap-5">
      <Length />
      {canEvolve ? (
        <div className="flex flex-col gap-1.5">
          <Controller
            control={control}
            name="mode"
            render={({ field }) => (
              <Segmented
                label={t('loop.mode')}
                value={field.value}
                options={[
                  { value: 'loop', label: t('loop.modes.loop') },
                  { value: 'evolve', label: t('loop.modes.evolve') },
                ]}
                onChange={field.onChange}
              />
            )}
          />
          <p className="text-xs text-ink-soft">{t(`loop.modeHints.${mode}`)}</p>
        </div>
      ) : null}
      <Controller
        control={control}
        name="fades"
        render={({ field }) => (
          <Switch
            label={t('loop.fades')}
            hint={t('loop.fadesHint')}
            checked={field.value}
            onChange={field.onChange}
          />
        )}
      />
      {fades ? (
        <Field label={t('loop.fade')} error={formState.errors.fade?.message}>
          <Input {...register('fade')} inputMode="decimal" autoComplete="off" />
        </Field>
      ) : null}
      <div className="flex flex-col gap-1.5">
        <span aria-hidden className="text-sm font-medium">
          {t('loop.ending')}
        </span>
        <Controller
          control={control}
          name="ending"
          render={({ field }) => (
            <>
              <Segmented
                label={t('loop.ending')}
                value={field.value}
                options={[
                  { value: 'fade', label: t('loop.endings.fade') },
                  { value: 'own', label: t('loop.endings.own') },
                ]}
                onChange={field.onChange}
              />
              <p className="text-xs text-ink-soft">{t(`loop.endingHints.${field.value}`)}</p>
            </>
          )}
        />
      </div>
      <Controller
        control={control}
        name="video"
        render={({ field }) => (
          <Switch
            label={t('loop.video')}
            hint={t('loop.videoHint')}
            checked={field.value}
            onChange={field.onChange}
          />
        )}
      />
      {video ? null : (
        <Field label={t('create.format')} error={formState.errors.format?.message}>
          <Select {...register('format')}>
            {formats.map((name) => (
              <option key={name} value={name}>
                {t(`create.formats.${name}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {rates.length > 0 ? (
        <Field label={t('loop.bitrate')} error={formState.errors.bitrate?.message}>
          <Select {...register('bitrate')}>
            <option value="0">{t('loop.bitrateUsual')}</option>
            {rates.map((kilobits) => (
              <option key={kilobits} value={kilobits * 1000}>
                {t('loop.kilobits', { kilobits })}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
    </div>
  );
}

function Length() {
  const { t, language } = useTranslation();
  const { register, setValue, control, formState } = useFormContext<LoopForm>();
  const seconds = parseDuration(useWatch({ control, name: 'length' }));
  const choose = (length: number) =>
    setValue('length', writeLength(length), { shouldValidate: true, shouldDirty: true });
  const hours = Math.min(mostHours, Math.max(1, Math.round((seconds ?? 3600) / 3600)));
  return (
    <div className="flex flex-col gap-2">
      <Field
        label={t('loop.length')}
        hint={t('loop.lengthHint')}
        error={formState.errors.length?.message}
      >
        <Input {...register('length')} autoComplete="off" placeholder="2h" />
      </Field>
      <Slider
        label={t('loop.hours')}
        min={1}
        max={mostHours}
        value={hours}
        valueText={formatSpan(hours * 3600, language)}
        onChange={(value) => choose(value * 3600)}
      />
      <div role="group" aria-label={t('loop.presets')} className="flex flex-wrap gap-1.5">
        {presets.map((length) => (
          <Chip
            key={length}
            pressed={seconds === length}
            className="px-2.5 tabular"
            onClick={() => choose(length)}
          >
            {formatSpan(length, language)}
          </Chip>
        ))}
      </div>
    </div>
  );
}
