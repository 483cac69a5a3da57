import { valibotResolver } from '@hookform/resolvers/valibot';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Repeat } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';

import type { Track } from '@/api/client';
import { problemField, problemText } from '@/api/problem';
import { keys, modelsQuery, systemQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/problem';
import { Card } from '@/components/ui/surface';
import { follow } from '@/features/queue/followed';
import { useTranslation } from '@/i18n';
import { formatBytes, formatSpan } from '@/lib/format';

import { sizeOf, timeOf } from './estimate';
import {
  emptyForm,
  fieldOf,
  formRules,
  pointsError,
  toRequest,
  type LoopForm,
  type Points,
} from './form';
import { readLength } from './length';
import { PointsCard } from './points-card';
import { startLoop } from './queries';
import { Settings } from './settings';

// Everything that is chosen about a loop, and the button that makes it.
export function Workbench({ track }: { track: Track }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: models } = useQuery(modelsQuery);
  const engine = models?.find(({ name }) => name === track.model_used);
  const [points, setPoints] = useState<Points | null>(null);
  const rules = useMemo(() => formRules(t), [t]);
  const form = useForm<LoopForm>({
    defaultValues: emptyForm,
    resolver: valibotResolver(rules),
    mode: 'onTouched',
  });
  const mode = useWatch({ control: form.control, name: 'mode' });
  const wrongPoints = mode === 'loop' ? pointsError(t, points, track.duration) : undefined;

  const making = useMutation({
    mutationFn: startLoop,
    onSuccess: async ({ id }) => {
      follow([id]);
      scrollTo({ top: 0, behavior: 'smooth' });
      await client.invalidateQueries({ queryKey: keys.jobs });
    },
    onError: (error) => {
      const field = fieldOf(problemField(error));
      if (field) form.setError(field, { message: problemText(error) }, { shouldFocus: true });
    },
  });
  const fieldless = making.error && fieldOf(problemField(making.error)) === undefined;

  return (
    <FormProvider {...form}>
      <form
        noValidate
        className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]"
        onSubmit={(event) => {
          void form.handleSubmit((valid) => {
            if (!making.isPending && !wrongPoints) {
              making.mutate(toRequest(track.id, valid, points));
            }
          })(event);
        }}
      >
        {mode === 'loop' ? (
          <PointsCard track={track} points={points} error={wrongPoints} onChange={setPoints} />
        ) : (
          <Card className="p-5 sm:p-6">
            <h2 className="text-lg">{t('loop.evolveTitle')}</h2>
            <p className="mt-2 max-w-prose text-ink-soft">{t('loop.evolveText')}</p>
          </Card>
        )}
        <Card className="p-5 sm:p-6">
          <h2 className="mb-5 text-lg">{t('loop.settings')}</h2>
          <Settings canEvolve={engine?.abilities.includes('evolve') ?? false} />
          <div className="mt-6 flex flex-col gap-3 border-t border-line pt-5">
            <Estimate track={track} perMinute={engine?.estimate.seconds_per_minute ?? 2} />
            <Button type="submit" look="primary" size="lg" aria-disabled={making.isPending}>
              <Repeat aria-hidden />
              {t(making.isPending ? 'loop.sending' : 'loop.make')}
            </Button>
            {fieldless ? <ProblemNote error={making.error} /> : null}
          </div>
        </Card>
      </form>
    </FormProvider>
  );
}

// What it will cost, while it is still being chosen.
function Estimate({ track, perMinute }: { track: Track; perMinute: number }) {
  const { t, language } = useTranslation();
  const { data: system } = useQuery(systemQuery);
  const form = useWatch({ compute: (all: LoopForm) => all });
  const seconds = readLength(form.length);
  if (seconds === undefined) return null;
  const wanted = { ...form, seconds, bitrate: Number(form.bitrate) };
  const bytes = sizeOf(track, wanted);
  const time = timeOf(track, wanted, form.mode === 'evolve' ? perMinute : null);
  const free = system?.storage.free_bytes ?? Infinity;
  return (
    <>
      <p aria-live="polite" className="text-sm text-ink-soft">
        {t('loop.estimate', {
          time: formatSpan(time, language),
          size: formatBytes(bytes, language),
        })}
      </p>
      {bytes > free ? (
        <FieldError>{t('loop.tooLarge', { free: formatBytes(free, language) })}</FieldError>
      ) : null}
    </>
  );
}
