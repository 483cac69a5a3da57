import { valibotResolver } from '@hookform/resolvers/valibot';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';

import type { Model } from '@/api/client';
import { problemField, problemText } from '@/api/problem';
import { generate, keys, modelsQuery, type Brief } from '@/api/queries';
import { ProblemNote } from '@/components/ui/problem';
import { Page, Skeleton } from '@/components/ui/surface';
import { follow } from '@/features/queue/followed';
import { useTranslation } from '@/i18n';
import { formatSpan, formatTime, parseDuration } from '@/lib/format';

import { can, optionsOf } from './engine-options';
import {
  fieldOf,
  formRules,
  openDuration,
  randomSeed,
  readDraft,
  saveDraft,
  toRequest,
  type CreateForm,
} from './form';
import { Made } from './made';
import { PromptBox } from './prompt-box';
import { Understood } from './understood';
import { useBrief } from './use-brief';

// Below the first paint, and the larger half of the screen.
const Details = lazy(() => import('./details').then((module) => ({ default: module.Details })));

export function CreateScreen() {
  const { t, language } = useTranslation();
  const client = useQueryClient();
  const { data: models, error: modelsError, refetch } = useQuery(modelsQuery);
  const [draft] = useState(readDraft);

  // The engine's limits are the form's rules, so its choice stands outside the form.
  const [chosen, setChosen] = useState(draft.model);
  const model =
    models?.find(({ name, installed }) => installed && name === chosen) ??
    models?.find((other) => other.default) ??
    models?.[0];
  const options = useMemo(() => optionsOf(model), [model]);
  const rules = useMemo(
    () => formRules(t, options, model?.durations),
    [t, model?.durations, options],
  );
  const form = useForm<CreateForm>({
    defaultValues: draft,
    resolver: valibotResolver(rules),
    mode: 'onTouched',
  });
  const values = {
    ...useWatch({ control: form.control, compute: (all: CreateForm) => all }),
    model: chosen,
  };
  useEffect(() => saveDraft(values));

  const { brief, error: briefError, stale } = useBrief(values, options, rules);
  useDurationFromPrompt(brief, values, model?.durations, (duration) =>
    form.setValue('duration', duration),
  );

  const making = useMutation({
    mutationFn: generate,
    onSuccess: async (answer) => {
      follow(answer.job_ids);
      if (!form.getValues('seedLocked')) form.setValue('seed', randomSeed());
      await client.invalidateQueries({ queryKey: keys.jobs });
    },
    onError: (error) => {
      const field = fieldOf(problemField(error), options);
      if (field) form.setError(field, { message: problemText(error) }, { shouldFocus: true });
    },
  });
  const fieldless = making.error && fieldOf(problemField(making.error), options) === undefined;

  const seconds = parseDuration(values.duration);
  const expected =
    model && seconds !== undefined
      ? t('create.expected', {
          time: formatSpan(
            (model.estimate.seconds_per_minute * seconds * values.count) / 60,
            language,
          ),
        })
      : '';

  return (
    <Page title={t('create.title')} lead={t('create.lead')} className="max-w-7xl">
      <FormProvider {...form}>
        <form
          noValidate
          className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_25rem]"
          onSubmit={(event) => {
            void form.handleSubmit((valid) => {
              if (!making.isPending)
                making.mutate(toRequest({ ...valid, model: model?.name ?? '' }, options));
            })(event);
          }}
        >
          <div className="flex min-w-0 flex-col gap-6">
            <PromptBox busy={making.isPending} expected={expected} />
            {fieldless ? <ProblemNote error={making.error} /> : null}
            <Made />
          </div>
          <aside aria-label={t('brief.title')} className="min-w-0 lg:sticky lg:top-6 lg:row-span-2">
            <Understood
              prompt={values.prompt}
              brief={brief}
              error={briefError}
              stale={stale}
              silent={model !== undefined && !can(options, 'brief')}
            />
          </aside>
          <Suspense fallback={<Skeleton className="h-96" />}>
            <Details
              models={models}
              model={model}
              options={options}
              error={modelsError}
              onRetry={() => void refetch()}
              onChoose={setChosen}
            />
          </Suspense>
        </form>
      </FormProvider>
    </Page>
  );
}

// Until the person chooses a length, the field shows the one that the words will get.
function useDurationFromPrompt(
  brief: Brief | null | undefined,
  { durationChosen, duration }: CreateForm,
  range: Model['durations'] | undefined,
  set: (duration: string) => void,
) {
  const said = brief?.facts.find(
    ({ field, source }) => field === 'duration' && source === 'prompt',
  );
  const seconds = (said && parseDuration(said.value)) ?? brief?.duration;
  const usual = parseDuration(openDuration) ?? 180;
  const open = range ? Math.min(Math.max(usual, range.min), range.max) : usual;
  const wanted = formatTime(seconds ?? open);
  useEffect(() => {
    if (!durationChosen && wanted !== duration) set(wanted);
  });
}
