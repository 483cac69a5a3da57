import { useController, useFormContext } from 'react-hook-form';

import type { Model } from '@/api/client';
import { Switch } from '@/components/ui/switch';
import { useTranslation } from '@/i18n';

import { can, type EngineOptions } from '../engine-options';
import type { CreateForm } from '../form';

import { LyricsField } from './lyrics-field';

// For engines that sing: the words, or none at all.
export function SingingFields({ model, options }: { model: Model; options: EngineOptions }) {
  const { t } = useTranslation();
  const { control } = useFormContext<CreateForm>();
  const { field } = useController({ control, name: 'instrumental' });
  const mayBeSilent = can(options, 'instrumental');
  return (
    <div className="flex flex-col gap-5">
      {mayBeSilent ? (
        <Switch
          label={t('lyrics.instrumental')}
          hint={t('lyrics.instrumentalHint')}
          checked={field.value}
          onChange={field.onChange}
        />
      ) : null}
      {mayBeSilent && field.value ? null : <LyricsField model={model} options={options} />}
    </div>
  );
}
