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
import { formatBytes, formatSpan, parseDuration } from '@/lib/format';

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
import { PointsCard } from './points-card';
import { analysisQuery, startLoop, type Candidate } from './queries';
import { RoundCard } from './round-card';
import { Settings } from './settings';

// Everything that is chosen about a loop, and the button that makes it.
export function Workbench({ track }: { track: Track }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: models } = useQuery(modelsQuery);
  const engine = models?.find(({ name }) => name === track.model_used);
  const goesRound = track.kind === 'generated' && (engine?.abilities.includes('loop') ?? false);
  const [byHand, setByHand] = useState(false);
  const [chosen, setChosen] = useState<Points | null>(null);
  // Without points the engine plays the song round: the best ones that were found are points too.
  const { data: found } = useQuery({ ...analysisQuery(track.id), enabled: goesRound && byHand });
  const points = !goesRound ? chosen : byHand ? (chosen ?? pointsOf(found?.candidates[0])) : null;
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
        {mode === 'loop' && goesRound && !byHand ? (
          <RoundCard track={track} onByHand={() => setByHand(true)} />
        ) : mode === 'loop' ? (
          <div className="flex min-w-0 flex-col gap-3">
            <PointsCard track={track} points={chosen} error={wrongPoints} onChange={setChosen} />
            {goesRound ? (
              <Button className="self-start" onClick={() => setByHand(false)}>
                {t('loop.roundBack')}
              </Button>
            ) : null}
          </div>
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
            <Estimate
              track={track}
              perMinute={engine?.estimate.seconds_per_minute ?? 2}
              round={goesRound && !byHand}
            />
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

const pointsOf = (found: Candidate | undefined): Points | null =>
  found ? { start: found.start, end: found.end, crossfade: found.crossfade } : null;

// What it will cost, while it is still being chosen.
function Estimate({
  track,
  perMinute,
  round,
}: {
  track: Track;
  perMinute: number;
  round: boolean;
}) {
  const { t, language } = useTranslation();
  const { data: system } = useQuery(systemQuery);
  const form = useWatch({ compute: (all: LoopForm) => all });
  const seconds = parseDuration(form.length);
  if (seconds === undefined) return null;
  const wanted = { ...form, seconds, bitrate: Number(form.bitrate) };
  const bytes = sizeOf(track, wanted);
  const plays = form.mode === 'evolve' ? 'evolve' : round ? 'round' : 'found';
  const time = timeOf(track, wanted, { plays, perMinute });
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
