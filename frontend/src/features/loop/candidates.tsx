import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';

import { Badge } from '@/components/ui/surface';
import { useTranslation, type Translate } from '@/i18n';
import { cn } from '@/lib/cn';

import type { Points } from './form';
import type { Analysis, Candidate } from './queries';
import { formatPrecise, gradeOf, parts } from './words';

export type Choice = number | 'own'; // which of the candidates; own: points that a person set

const most = 5;

interface CandidatesProps {
  analysis: Analysis;
  choice: Choice;
  own: Points | null;
  onChoose: (choice: Choice) => void;
}

export function Candidates({ analysis, choice, own, onChoose }: CandidatesProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-ink-soft">{t(`loop.verdict.${analysis.verdict}`)}</p>
      <RadioGroup.Root
        aria-label={t('loop.candidates')}
        value={String(choice)}
        onValueChange={(value) => onChoose(value === 'own' ? 'own' : Number(value))}
        className="flex flex-col gap-2"
      >
        {analysis.candidates.slice(0, most).map((candidate, index) => (
          <Row key={index} value={String(index)} points={candidate} chosen={choice === index}>
            {index === 0 ? (
              <Badge>{t(candidate.marked ? 'loop.marked' : 'loop.best')}</Badge>
            ) : null}
            <span className="text-ink-soft">{factsOf(t, candidate)}</span>
            <span className="ml-auto font-medium tabular">
              {t('loop.score', { percent: Math.round(candidate.score * 100) })}
            </span>
          </Row>
        ))}
        {own ? (
          <Row value="own" points={own} chosen={choice === 'own'}>
            <span className="text-ink-soft">{t('loop.own')}</span>
          </Row>
        ) : null}
      </RadioGroup.Root>
      {choice === 'own' ? null : <Parts candidate={analysis.candidates[choice]} />}
    </div>
  );
}

function factsOf(t: Translate, { bars, crossfade }: Candidate): string {
  return [
    bars > 0 ? t('loop.bars', { count: Math.max(1, Math.round(bars)) }) : '',
    crossfade > 0 ? t('loop.crossfade', { seconds: crossfade.toFixed(1) }) : t('loop.cut'),
  ]
    .filter(Boolean)
    .join(' · ');
}

interface RowProps {
  value: string;
  points: Points;
  chosen: boolean;
  children: ReactNode;
}

function Row({ value, points, chosen, children }: RowProps) {
  return (
    <RadioGroup.Item
      value={value}
      className={cn(
        'flex min-h-11 w-full flex-wrap items-center gap-x-3 gap-y-1 rounded-xl border px-3.5 py-2 text-left text-sm transition-colors',
        chosen
          ? 'border-accent-ink bg-accent-soft'
          : 'border-line bg-raised hover:border-line-strong',
      )}
    >
      <span className="font-medium tabular">
        {formatPrecise(points.start)} – {formatPrecise(points.end)}
      </span>
      {children}
    </RadioGroup.Item>
  );
}

const fills = { strong: 'bg-ok', fair: 'bg-accent', weak: 'bg-line-strong' } as const;

function Parts({ candidate }: { candidate: Candidate | undefined }) {
  const { t } = useTranslation();
  if (!candidate) return null;
  return (
    <dl className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2">
      {parts.map((part) => {
        const value = Math.min(1, Math.max(0, candidate.parts[part]));
        return (
          <div key={part} className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-1">
            <dt>{t(`loop.part.${part}`)}</dt>
            <dd className="text-ink-soft">{t(`loop.grade.${gradeOf(value)}`)}</dd>
            <dd aria-hidden className="col-span-2 h-1 overflow-hidden rounded-full bg-line">
              <div
                className={cn('h-full rounded-full', fills[gradeOf(value)])}
                style={{ width: `${Math.max(2, value * 100)}%` }}
              />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
