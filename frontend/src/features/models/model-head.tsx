import type { Model } from '@/api/client';
import { Badge } from '@/components/ui/surface';
import { textOr, useTranslation } from '@/i18n';
import { formatBytes, formatSpan, formatTime } from '@/lib/format';

import { licencesOf, type ModelState } from './download';
import { AbilityList, StateBadge } from './model-facts';

// What an engine is and can do.
export function ModelHead({ model, state }: { model: Model; state: ModelState }) {
  const { t, language } = useTranslation();
  const { seconds_per_minute, memory_bytes } = model.estimate;
  const { min, max } = model.durations;
  const facts: [string, string][] = [
    [
      t('models.device'),
      [model.device.toUpperCase(), model.precision.toUpperCase()].filter(Boolean).join(', '),
    ],
    [t('models.size'), formatBytes(model.bytes, language)],
    [
      t('models.lengths'),
      min === max
        ? formatTime(min)
        : t('models.range', { min: formatTime(min), max: formatTime(max) }),
    ],
  ];
  if (seconds_per_minute > 0) {
    facts.push([
      t('models.speed'),
      t('models.perMinute', { time: formatSpan(seconds_per_minute, language) }),
    ]);
  }
  if (memory_bytes > 0) facts.push([t('models.memory'), formatBytes(memory_bytes, language)]);
  if (model.version !== '') facts.push([t('models.version'), model.version]);
  facts.push([
    t('models.license'),
    model.parts.length > 0 ? licencesOf(model).join(', ') : model.license,
  ]);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-lg wrap-anywhere first-letter:uppercase">{model.name}</h2>
        <div className="flex gap-1.5 pt-1">
          {model.default ? <Badge>{t('models.default')}</Badge> : null}
          <StateBadge installed={model.installed} downloading={state.is === 'downloading'} />
        </div>
      </div>
      <p className="-mt-2 text-sm text-ink-soft">
        {textOr(`models.about.${model.name.replaceAll('.', '_')}`, model.about)}
      </p>
      <AbilityList model={model} />
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 text-sm sm:grid-cols-3">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0 last:col-span-full">
            <dt className="text-xs text-ink-soft">{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
