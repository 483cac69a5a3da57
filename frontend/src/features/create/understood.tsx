import { Sparkles } from 'lucide-react';

import type { Brief, BriefFact } from '@/api/queries';
import { ProblemNote } from '@/components/ui/problem';
import { Card } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';
import { musicWord } from '@/i18n/music';
import { cn } from '@/lib/cn';
import { formatTime } from '@/lib/format';

import { markWords } from './marks';

const fields = [
  'genre',
  'mood',
  'bpm',
  'key',
  'meter',
  'instruments',
  'without',
  'ambience',
  'energy',
  'duration',
] as const;
type FieldName = (typeof fields)[number];

const colours: Record<FieldName, string> = {
  genre: 'bg-mark-genre',
  mood: 'bg-mark-mood',
  bpm: 'bg-mark-bpm',
  key: 'bg-mark-key',
  meter: 'bg-mark-form',
  instruments: 'bg-mark-instruments',
  without: 'bg-mark-form line-through decoration-1',
  ambience: 'bg-mark-ambience',
  energy: 'bg-mark-energy',
  duration: 'bg-mark-form',
};
const colourOf = (field: string) =>
  colours[fields.find((known) => known === field) ?? 'duration'].split(' ')[0];

interface UnderstoodProps {
  prompt: string;
  brief: Brief | null | undefined;
  error: unknown;
  stale: boolean;
  silent: boolean; // the engine doesn't say it
}

// What the engine makes of the prompt, word by word and fact by fact, before anything is made.
export function Understood({ prompt, brief, error, stale, silent }: UnderstoodProps) {
  const { t } = useTranslation();
  return (
    <Card className="p-5">
      <h2 className="flex items-center gap-2 text-base">
        <Sparkles aria-hidden className="size-4 text-accent-ink" />
        {t('brief.title')}
      </h2>
      {error ? (
        <div className="mt-4">
          <ProblemNote error={error} />
        </div>
      ) : brief ? (
        <div className={cn('mt-4 flex flex-col gap-5 transition-opacity', stale && 'opacity-60')}>
          <Echo prompt={prompt} facts={brief.facts} />
          <Facts brief={brief} />
          <EnergyBars curve={brief.energy} />
          {brief.not_understood.length > 0 ? (
            <p className="border-t border-line pt-4 text-sm break-words text-ink-soft">
              {t('brief.notUnderstood')}{' '}
              <span className="font-medium text-ink">{brief.not_understood.join(', ')}</span>
            </p>
          ) : null}
        </div>
      ) : (
        <p className="mt-3 text-sm text-ink-soft">
          {silent
            ? t('brief.silent')
            : brief === null && prompt.trim() !== ''
              ? t('brief.unable')
              : t('brief.empty')}
        </p>
      )}
    </Card>
  );
}

function Echo({ prompt, facts }: { prompt: string; facts: BriefFact[] }) {
  return (
    <p lang="en" className="max-h-40 overflow-y-auto leading-7 break-words">
      {markWords(prompt, facts).map((piece, index) =>
        piece.field === null ? (
          <span key={index}>{piece.text}</span>
        ) : (
          <mark
            key={index}
            className={cn(
              'rounded-md box-decoration-clone px-1 py-0.5 text-ink',
              colourOf(piece.field),
            )}
          >
            {piece.text}
          </mark>
        ),
      )}
    </p>
  );
}

function Facts({ brief }: { brief: Brief }) {
  const { t } = useTranslation();
  const word = (kind: 'genre' | 'mood' | 'instrument' | 'ambience') => (name: string) =>
    musicWord(kind, name);
  const values: Record<Exclude<FieldName, 'energy'>, string[]> = {
    genre: [musicWord('genre', brief.genre, brief.genre_label)],
    mood: [brief.mood].filter(Boolean).map(word('mood')),
    bpm: [`${Math.round(brief.bpm)} bpm`],
    key: [brief.key],
    meter: [brief.meter],
    instruments: brief.instruments.map(word('instrument')),
    without: brief.without.map(word('instrument')),
    ambience: brief.ambience.map(({ name }) => word('ambience')(name)),
    duration: [formatTime(brief.duration)],
  };
  return (
    <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2.5 text-sm">
      {fields.map((field) => {
        if (field === 'energy' || values[field].length === 0) return null;
        return (
          <div key={field} className="contents">
            <dt className="text-ink-soft">{t(`brief.field.${field}`)}</dt>
            <dd className="flex flex-wrap items-baseline gap-1.5">
              {values[field].map((value) => (
                <span key={value} className={cn('rounded-md px-1.5 py-0.5', colours[field])}>
                  {value}
                </span>
              ))}
              <Source field={field} facts={brief.facts} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

// Why it is so; what the prompt itself said needs no reason.
function Source({ field, facts }: { field: string; facts: BriefFact[] }) {
  const { t } = useTranslation();
  const found = facts.filter((fact) => fact.field === field);
  const source = found[0]?.source;
  if (!source || source === 'prompt' || found.some((fact) => fact.source === 'prompt')) return null;
  return <span className="text-xs text-ink-soft">{t(`brief.source.${source}`)}</span>;
}

function EnergyBars({ curve }: { curve: number[] }) {
  const { t } = useTranslation();
  if (curve.length === 0) return null;
  return (
    <figure>
      <figcaption className="mb-2 text-sm text-ink-soft">{t('brief.field.energy')}</figcaption>
      <svg
        viewBox={`0 0 ${curve.length * 10} 40`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('brief.energyText', {
          from: Math.round((curve[0] ?? 0) * 100),
          to: Math.round((curve.at(-1) ?? 0) * 100),
        })}
        className="h-12 w-full"
      >
        {curve.map((level, index) => (
          <rect
            key={index}
            x={index * 10 + 0.75}
            width={8.5}
            y={40 - Math.max(2, level * 40)}
            height={Math.max(2, level * 40)}
            className="fill-ok/75"
          />
        ))}
      </svg>
    </figure>
  );
}
