import type { Model } from '@/api/client';
import { Badge } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';
import { formatBytes, formatSpan } from '@/lib/format';

interface ModelFactsProps {
  model: Model;
  full?: boolean; // also what only an owner of disks and licences asks
  nameId?: string; // where the name is a label and no heading
}

const abilities = [
  'instrumental',
  'lyrics',
  'reference',
  'edit',
  'stems',
  'midi',
  'brief',
] as const;

// What an engine is and can do, for the engine cards and the models screen.
export function ModelFacts({ model, full, nameId }: ModelFactsProps) {
  const { t, language } = useTranslation();
  const known = abilities.filter((ability) => model.abilities.includes(ability));
  const speed = formatSpan(model.estimate.seconds_per_minute, language);
  const facts: [string, string][] = [
    [t('models.device'), model.device.toUpperCase()],
    [t('models.size'), formatBytes(model.bytes, language)],
    [t('models.speed'), t('models.perMinute', { time: speed })],
  ];
  if (full) {
    facts.push(
      [t('models.memory'), formatBytes(model.estimate.memory_bytes, language)],
      [t('models.version'), model.version],
      [t('models.license'), model.license],
    );
  }
  return (
    <div className="flex h-full flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        {nameId ? (
          <span id={nameId} className="truncate font-display text-base font-semibold capitalize">
            {model.name}
          </span>
        ) : (
          <h2 className="truncate text-lg capitalize">{model.name}</h2>
        )}
        <Badge className={model.installed ? 'bg-mark-energy' : ''}>
          {model.installed ? t('models.installed') : t('models.notInstalled')}
        </Badge>
      </div>
      <ul className="flex flex-wrap gap-1.5" aria-label={t('models.abilities')}>
        {known.map((ability) => (
          <li key={ability}>
            <Badge>{t(`models.ability.${ability}`)}</Badge>
          </li>
        ))}
      </ul>
      <dl className="mt-auto grid grid-cols-[repeat(auto-fit,minmax(5.5rem,1fr))] gap-x-4 gap-y-2 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-xs text-ink-soft">{name}</dt>
            <dd className="truncate tabular">{value}</dd>
          </div>
        ))}
      </dl>
      {!model.installed && model.install_hint ? (
        <p className="text-xs text-ink-soft">
          {t('models.installWith')} <code className="select-all">{model.install_hint}</code>
        </p>
      ) : null}
    </div>
  );
}
