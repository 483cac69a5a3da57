import { useQuery } from '@tanstack/react-query';
import { ListMusic, X } from 'lucide-react';
import { useState } from 'react';
import { useController, useFormContext } from 'react-hook-form';

import { coverOf } from '@/api/cover';
import { trackQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { ProblemNote } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/surface';
import { Cover } from '@/features/player/cover';
import { PlayButton } from '@/features/queue/job-row';
import { useTranslation } from '@/i18n';
import { formatTime } from '@/lib/format';

import type { CreateForm } from './form';
import { TrackChooser } from './track-chooser';

// A song whose style the engine follows.
export function ReferenceField() {
  const { t } = useTranslation();
  const { control } = useFormContext<CreateForm>();
  const { field, fieldState } = useController({ control, name: 'reference' });
  const [choosing, setChoosing] = useState(false);
  return (
    <div role="group" aria-labelledby="reference-label" className="flex flex-col gap-2">
      <div>
        <p id="reference-label" className="text-sm font-medium">
          {t('create.reference')}
        </p>
        <p className="text-xs text-ink-soft">{t('create.referenceHint')}</p>
      </div>
      {field.value ? <Chosen id={field.value} onRemove={() => field.onChange('')} /> : null}
      <Button size="sm" className="self-start" onClick={() => setChoosing(true)}>
        <ListMusic aria-hidden />
        {field.value ? t('create.referenceOther') : t('create.referenceChoose')}
      </Button>
      {fieldState.error ? <FieldError>{fieldState.error.message}</FieldError> : null}
      {choosing ? (
        <TrackChooser
          title={t('create.referenceChoose')}
          onClose={() => setChoosing(false)}
          onChoose={({ id }) => {
            field.onChange(id);
            setChoosing(false);
          }}
        />
      ) : null}
    </div>
  );
}

function Chosen({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useTranslation();
  const { data: track, error } = useQuery(trackQuery(id));
  const remove = (name: string) => (
    <IconButton label={t('common.remove', { name })} size="icon-sm" onClick={onRemove}>
      <X aria-hidden />
    </IconButton>
  );
  if (!track) {
    return error ? (
      <div className="flex items-start gap-2">
        <div className="grow">
          <ProblemNote error={error} />
        </div>
        {remove(t('create.reference'))}
      </div>
    ) : (
      <Skeleton className="h-14" />
    );
  }
  return (
    <div className="flex items-center gap-3 rounded-xl border border-line bg-raised p-2">
      <Cover url={coverOf(track)} seed={track.id} className="size-10" />
      <div className="min-w-0 grow">
        <p className="truncate text-sm font-medium">{track.title}</p>
        <p className="text-xs text-ink-soft tabular">{formatTime(track.duration)}</p>
      </div>
      <PlayButton track={track} />
      {remove(track.title)}
    </div>
  );
}
