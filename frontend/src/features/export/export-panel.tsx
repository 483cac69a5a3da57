import { valibotResolver } from '@hookform/resolvers/valibot';
import { CircleCheck, Download } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { Controller, useForm, useWatch, type UseFormReturn } from 'react-hook-form';

import type { Track } from '@/api/client';
import { Problem, problemField } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { Field, FieldError } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/input';
import { ProblemNote } from '@/components/ui/problem';
import { Progress } from '@/components/ui/progress';
import { Segmented } from '@/components/ui/segmented';
import { formats } from '@/features/create/form';
import { useTranslation } from '@/i18n';
import { formatBytes } from '@/lib/format';

import { fileNameFor, nameFields, patternFault, uniqueNames } from './file-name';
import {
  bitrates,
  formRules,
  isLossless,
  loadForm,
  loudnesses,
  ratesOf,
  saveForm,
  toOptions,
  type ExportForm,
} from './form';
import { useExport, type Exporting } from './use-export';

interface ExportPanelProps {
  tracks: readonly Track[]; // one, or several for a zip
  onClose: () => void;
  frame: (content: ReactNode, buttons: ReactNode) => ReactNode;
}

// How tracks leave the studio: the form, then its progress, then the file.
export function ExportPanel({ tracks, onClose, frame }: ExportPanelProps) {
  const { t } = useTranslation();
  const formId = useId();
  const exporting = useExport(tracks);
  const form = useForm<ExportForm>({
    defaultValues: loadForm(),
    resolver: valibotResolver(
      formRules(t, { shortest: Math.min(...tracks.map(({ duration }) => duration)) }),
    ),
  });
  const { job, running, link, error } = exporting;

  const submit = async (values: ExportForm) => {
    saveForm(values);
    try {
      await exporting.start(toOptions(values));
    } catch (problem) {
      const field = formFields[problemField(problem) ?? ''];
      if (field && problem instanceof Problem) {
        form.setError(field, { message: problem.message }, { shouldFocus: true });
      }
    }
  };

  if (job || running) {
    return frame(
      <Running exporting={exporting} several={tracks.length > 1} />,
      <>
        {running ? (
          <Button onClick={exporting.cancel}>{t('queue.cancel')}</Button>
        ) : (
          <Button onClick={exporting.again}>{t('export.again')}</Button>
        )}
        {link ? (
          <Button asChild look="primary">
            <a href={link} download>
              <Download aria-hidden />
              {t('export.download')}
            </a>
          </Button>
        ) : (
          <Button onClick={onClose}>{t('common.close')}</Button>
        )}
      </>,
    );
  }
  const placed = error && formFields[problemField(error) ?? ''];
  return frame(
    <form
      id={formId}
      noValidate
      onSubmit={(event) => void form.handleSubmit(submit)(event)}
      className="flex flex-col gap-5"
    >
      <SoundFields form={form} />
      <NameField form={form} tracks={tracks} />
      {error && !placed ? <ProblemNote error={error} /> : null}
    </form>,
    <>
      <Button onClick={onClose}>{t('export.cancel')}</Button>
      <Button type="submit" form={formId} look="primary">
        {t(tracks.length > 1 ? 'export.zip' : 'export.start')}
      </Button>
    </>,
  );
}

// The server's names of the fields.
const formFields: Partial<Record<string, keyof ExportForm>> = {
  format: 'format',
  bitrate: 'bitrate',
  sample_rate_hz: 'rate',
  loudness_lufs: 'loudness',
  fade_in: 'fadeIn',
  fade_out: 'fadeOut',
  filename: 'filename',
};

function SoundFields({ form }: { form: UseFormReturn<ExportForm> }) {
  const { t, language } = useTranslation();
  const { register, control, formState } = form;
  const format = useWatch({ control, name: 'format' });
  const rates = ratesOf(format);
  const number = new Intl.NumberFormat(language);
  return (
    <>
      <div className="grid gap-x-5 gap-y-4 sm:grid-cols-3">
        <Field label={t('export.format')} error={formState.errors.format?.message}>
          <Select {...register('format')}>
            <option value="">{t('export.formatOwn')}</option>
            {formats.map((name) => (
              <option key={name} value={name}>
                {t(`create.formats.${name}`)}
              </option>
            ))}
          </Select>
        </Field>
        {format !== '' && !isLossless(format) ? (
          <Field label={t('export.bitrate')} error={formState.errors.bitrate?.message}>
            <Select {...register('bitrate')}>
              <option value="">{t('export.bitrateOwn')}</option>
              {bitrates.map((rate) => (
                <option key={rate} value={rate}>
                  {`${number.format(rate / 1000)} kbit/s`}
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
        {rates.length > 0 ? (
          <Field label={t('export.rate')} error={formState.errors.rate?.message}>
            <Select {...register('rate')}>
              <option value="">{t('export.rateOwn')}</option>
              {rates.map((rate) => (
                <option key={rate} value={rate}>
                  {`${number.format(rate / 1000)} kHz`}
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
      </div>
      <Controller
        control={control}
        name="loudness"
        render={({ field }) => (
          <div className="flex flex-col gap-1.5">
            <span aria-hidden className="text-sm font-medium">
              {t('export.loudness')}
            </span>
            <Segmented
              label={t('export.loudness')}
              value={field.value}
              className="grid grid-cols-2 sm:grid-cols-4 [&>button]:h-12 [&>button]:flex-col [&>button]:gap-0 [&>button]:px-1"
              options={loudnesses.map((value) => ({
                value,
                name:
                  value === ''
                    ? t('export.loudnessOwn')
                    : `${t(`export.targets.${value}`)}, ${value} LUFS`,
                label: (
                  <>
                    <span>{value === '' ? t('export.loudnessOwn') : `${minus(value)} LUFS`}</span>
                    <span className="text-xs font-normal text-ink-soft">
                      {value === '' ? t('export.loudnessOwnText') : t(`export.targets.${value}`)}
                    </span>
                  </>
                ),
              }))}
              onChange={field.onChange}
            />
            {formState.errors.loudness ? (
              <FieldError>{formState.errors.loudness.message}</FieldError>
            ) : null}
          </div>
        )}
      />
      <div className="grid grid-cols-2 items-start gap-5 sm:max-w-sm">
        <Field label={t('export.fadeIn')} error={formState.errors.fadeIn?.message}>
          <Input {...register('fadeIn')} inputMode="decimal" placeholder="0" autoComplete="off" />
        </Field>
        <Field label={t('export.fadeOut')} error={formState.errors.fadeOut?.message}>
          <Input {...register('fadeOut')} inputMode="decimal" placeholder="0" autoComplete="off" />
        </Field>
      </div>
    </>
  );
}

const minus = (value: string) => value.replace('-', '−');

function NameField({
  form,
  tracks,
}: {
  form: UseFormReturn<ExportForm>;
  tracks: readonly Track[];
}) {
  const { t } = useTranslation();
  const { register, control, formState, getValues, setValue, setFocus } = form;
  const [format, filename] = useWatch({ control, name: ['format', 'filename'] });
  const shown = tracks.slice(0, 3);
  const names =
    filename.trim() === '' || patternFault(filename) !== null
      ? []
      : uniqueNames(
          shown.map((track) => ({
            name: fileNameFor(track, filename.trim()),
            extension: format || track.format,
          })),
        );
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('export.name')} error={formState.errors.filename?.message}>
        <Input {...register('filename')} autoComplete="off" spellCheck={false} />
      </Field>
      <div role="group" aria-label={t('export.nameParts')} className="flex flex-wrap gap-1.5">
        {nameFields.map((name) => (
          <Chip
            key={name}
            className="min-h-7 px-2.5 py-0.5 text-xs"
            aria-label={t('export.addPart', { name: t(`export.parts.${name}`) })}
            onClick={() => {
              const now = getValues('filename');
              setValue('filename', `${now}${now === '' ? '' : ' - '}{${name}}`, {
                shouldValidate: formState.isSubmitted,
              });
              setFocus('filename');
            }}
          >
            {t(`export.parts.${name}`)}
          </Chip>
        ))}
      </div>
      <div aria-live="polite" className="rounded-lg bg-sunken px-3 py-2 text-sm">
        <p className="text-xs text-ink-soft">{t('export.preview')}</p>
        {names.length === 0 ? <p className="text-ink-soft">–</p> : null}
        {names.map((name) => (
          <p key={name} title={name} className="break-words">
            {name}
          </p>
        ))}
        {names.length > 0 && tracks.length > shown.length ? (
          <p className="text-ink-soft">
            {t('export.previewMore', { count: tracks.length - shown.length })}
          </p>
        ) : null}
      </div>
    </div>
  );
}

function Running({ exporting, several }: { exporting: Exporting; several: boolean }) {
  const { t, language } = useTranslation();
  const { job } = exporting;
  if (job?.status === 'completed' && job.result) {
    return (
      <div className="flex items-start gap-3">
        <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-ok" />
        <div role="status" className="min-w-0">
          <p className="font-medium break-words">{job.result.file_name}</p>
          <p className="text-sm text-ink-soft">
            {t('export.done', { size: formatBytes(job.result.bytes, language) })}
          </p>
        </div>
      </div>
    );
  }
  if (job?.status === 'failed') {
    return <ProblemNote error={job.error && new Problem(job.error)} />;
  }
  if (job?.status === 'cancelled') {
    return <p className="text-ink-soft">{t('queue.cancelled')}</p>;
  }
  const text = t(several ? 'export.packing' : 'export.encoding');
  return (
    <div className="flex flex-col gap-2">
      <p role="status">{text}</p>
      <Progress label={text} percent={job && job.status !== 'pending' ? job.progress : 0} />
      <p className="text-sm text-ink-soft">{t('export.mayClose')}</p>
    </div>
  );
}
