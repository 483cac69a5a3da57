import type { Model } from '@/api/client';
import { Badge } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';
import { formatBytes, formatSpan } from '@/lib/format';

const abilities = [
  'instrumental',
  'lyrics',
  'reference',
  'negative_prompt',
  'edit',
  'stems',
  'midi',
  'brief',
  'loop',
  'evolve',
] as const;

export function AbilityList({ model }: { model: Model }) {
  const { t } = useTranslation();
  const known = abilities.filter((ability) => model.abilities.includes(ability));
  return (
    <ul className="flex flex-wrap gap-1.5" aria-label={t('models.abilities')}>
      {known.map((ability) => (
        <li key={ability}>
          <Badge>{t(`models.ability.${ability}`)}</Badge>
        </li>
      ))}
    </ul>
  );
}

export function StateBadge({
  installed,
  downloading,
}: {
  installed: boolean;
  downloading?: boolean;
}) {
  const { t } = useTranslation();
  if (downloading) return <Badge className="bg-mark-bpm">{t('models.downloading')}</Badge>;
  return (
    <Badge className={installed ? 'bg-mark-energy' : ''}>
      {installed ? t('models.installed') : t('models.notInstalled')}
    </Badge>
  );
}

// What an engine is and can do, in short, for a choice between them.
export function ModelFacts({ model, nameId }: { model: Model; nameId: string }) {
  const { t, language } = useTranslation();
  const speed = formatSpan(model.estimate.seconds_per_minute, language);
  const facts: [string, string][] = [
    [t('models.device'), model.device.toUpperCase()],
    [t('models.size'), formatBytes(model.bytes, language)],
    [t('models.speed'), t('models.perMinute', { time: speed })],
  ];
  return (
    <div className="flex h-full flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        <span
          id={nameId}
          className="truncate font-display text-base font-semibold first-letter:uppercase"
        >
          {model.name}
        </span>
        <StateBadge installed={model.installed} />
      </div>
      <AbilityList model={model} />
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
