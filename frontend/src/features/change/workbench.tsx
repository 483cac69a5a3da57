import { valibotResolver } from '@hookform/resolvers/valibot';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Wand2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormProvider, useForm, useFormContext, useWatch } from 'react-hook-form';

import type { Job, Model, Track } from '@/api/client';
import { problemField, problemText } from '@/api/problem';
import { generate, keys } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Select, Textarea } from '@/components/ui/input';
import { ProblemNote } from '@/components/ui/problem';
import { Card } from '@/components/ui/surface';
import { AdvancedFields } from '@/features/create/advanced-fields';
import { can, optionsOf } from '@/features/create/engine-options';
import { fieldOf, formRules, randomSeed, type CreateForm } from '@/features/create/form';
import { SingingFields } from '@/features/create/singing/singing-fields';
import { follow } from '@/features/queue/followed';
import { draftOf } from '@/features/track/remake';
import { useTranslation } from '@/i18n';
import { formatSpan, formatTime, parseDuration } from '@/lib/format';

import { continues, segmentError, toChange, type Segment } from './segments';
import { SegmentsCard } from './segments-card';

interface WorkbenchProps {
  track: Track;
  job: Job | undefined; // that made the track
  editors: Model[]; // at least one
}

// What is made anew, to which words, and the button that does it.
export function Workbench({ track, job, editors }: WorkbenchProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [chosen, setChosen] = useState(track.model_used);
  const model = editors.find(({ name }) => name === chosen) ?? editors[0];
  const options = useMemo(() => optionsOf(model), [model]);
  const rules = useMemo(
    () => formRules(t, options, model?.durations),
    [t, options, model?.durations],
  );
  const form = useForm<CreateForm>({
    defaultValues: {
      ...draftOf(track, true, { job, options, stems: false, midi: false }),
      title: '',
      duration: formatTime(lengthOf(track, model)),
      durationChosen: false,
    },
    resolver: valibotResolver(rules),
    mode: 'onTouched',
  });
  const [segments, setSegments] = useState<Segment[]>([]);
  const [tried, setTried] = useState(false);
  const values = useWatch({ control: form.control, compute: (all: CreateForm) => all });
  const nothing = segments.length === 0 && !continues(values, track);
  const wrong = segments.some((segment) => segmentError(t, segment, track.duration));

  const making = useMutation({
    mutationFn: generate,
    onSuccess: async ({ job_ids }) => {
      follow(job_ids);
      form.setValue('seed', randomSeed());
      scrollTo({ top: 0, behavior: 'smooth' });
      await client.invalidateQueries({ queryKey: keys.jobs });
    },
    onError: (error) => {
      const field = fieldOf(problemField(error), options);
      if (field) form.setError(field, { message: problemText(error) }, { shouldFocus: true });
    },
  });
  const fieldless = making.error && fieldOf(problemField(making.error), options) === undefined;
  const prompt = form.formState.errors.prompt?.message;

  return (
    <FormProvider {...form}>
      <form
        noValidate
        className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]"
        onSubmit={(event) => {
          setTried(true);
          void form.handleSubmit((valid) => {
            if (making.isPending || nothing || wrong) return;
            making.mutate(
              toChange(track, { ...valid, model: model?.name ?? '' }, options, segments),
            );
          })(event);
        }}
      >
        <div className="flex min-w-0 flex-col gap-6">
          <SegmentsCard
            track={track}
            segments={segments}
            error={tried && nothing ? t('change.errors.nothing') : undefined}
            onChange={setSegments}
          />
          {model && can(options, 'lyrics') ? (
            <Card className="p-5 sm:p-6">
              <h2 className="text-lg">{t('lyrics.title')}</h2>
              <p className="mt-1 mb-5 text-sm text-ink-soft">{t('change.lyricsHint')}</p>
              <SingingFields model={model} options={options} />
            </Card>
          ) : null}
          {options.settings.length > 0 ? <AdvancedFields settings={options.settings} /> : null}
        </div>
        <Card className="flex flex-col gap-5 p-5 sm:p-6">
          <h2 className="text-lg">{t('change.settings')}</h2>
          <Field label={t('change.prompt')} hint={t('change.promptHint')} error={prompt}>
            <Textarea {...form.register('prompt')} lang="en" rows={4} />
          </Field>
          {model && model.durations.max > model.durations.min ? <Length track={track} /> : null}
          {editors.length > 1 ? (
            <Field label={t('create.engine')}>
              <Select value={model?.name} onChange={({ target }) => setChosen(target.value)}>
                {editors.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            </Field>
          ) : null}
          <div className="flex flex-col gap-3 border-t border-line pt-5">
            <Expected model={model} duration={values.duration} />
            <Button type="submit" look="primary" size="lg" aria-disabled={making.isPending}>
              <Wand2 aria-hidden />
              {t(making.isPending ? 'create.sending' : 'change.make')}
            </Button>
            <p className="text-xs text-ink-soft">{t('change.keeps')}</p>
            {fieldless ? <ProblemNote error={making.error} /> : null}
          </div>
        </Card>
      </form>
    </FormProvider>
  );
}

// The song's own length, as near as the engine can.
function lengthOf({ duration }: Track, model: Model | undefined): number {
  if (!model) return duration;
  return Math.min(Math.max(duration, model.durations.min), model.durations.max);
}

function Length({ track }: { track: Track }) {
  const { t } = useTranslation();
  const { register, setValue, formState } = useFormContext<CreateForm>();
  return (
    <Field
      label={t('change.length')}
      hint={t('change.lengthHint', { length: formatTime(track.duration) })}
      error={formState.errors.duration?.message}
    >
      <Input
        {...register('duration', { onChange: () => setValue('durationChosen', true) })}
        autoComplete="off"
      />
    </Field>
  );
}

function Expected({ model, duration }: { model: Model | undefined; duration: string }) {
  const { t, language } = useTranslation();
  const seconds = parseDuration(duration);
  if (!model || seconds === undefined) return null;
  const expected = (model.estimate.seconds_per_minute * seconds) / 60;
  return (
    <p aria-live="polite" className="text-sm text-ink-soft">
      {t('create.expected', { time: formatSpan(expected, language) })}
    </p>
  );
}
