import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { Track } from '@/api/client';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Skeleton } from '@/components/ui/surface';
import { MomentField } from '@/features/track/moment-field';
import { peaksQuery } from '@/features/track/queries';
import { usePlayhead } from '@/features/track/use-playhead';
import { Waveform } from '@/features/track/waveform';
import { useTranslation } from '@/i18n';

import { Candidates, type Choice } from './candidates';
import type { Points } from './form';
import { LoopLane } from './loop-lane';
import { analysisQuery } from './queries';
import { SeamPlayer } from './seam-player';

interface PointsCardProps {
  track: Track;
  points: Points | null; // null: the best that was found
  error: string | undefined;
  onChange: (points: Points | null) => void;
}

// Where the loop lies: found, chosen or dragged; and how its seam sounds.
export function PointsCard({ track, points, error, onChange }: PointsCardProps) {
  const { t } = useTranslation();
  const peaks = useQuery(peaksQuery(track.id));
  const analysis = useQuery(analysisQuery(track.id));
  const { position, seek } = usePlayhead(track);
  const [choice, setChoice] = useState<Choice>(0);
  const [own, setOwn] = useState<Points | null>(null);
  const best = analysis.data?.candidates[0];
  const shown = points ?? best ?? { start: 0, end: track.duration };

  const choose = (next: Choice) => {
    setChoice(next);
    const candidate = next === 'own' ? own : analysis.data?.candidates[next];
    const chosen = next === 0 || !candidate ? null : candidate;
    onChange(chosen && { start: chosen.start, end: chosen.end, crossfade: chosen.crossfade });
  };
  const drag = (next: Points) => {
    const points = { start: next.start, end: next.end };
    setOwn(points);
    setChoice('own');
    onChange(points);
  };
  const failed = peaks.error ?? analysis.error;

  return (
    <Card className="flex min-w-0 flex-col gap-6 p-4 sm:p-6">
      {failed ? (
        <ProblemNote
          error={failed}
          onRetry={() => {
            void peaks.refetch();
            void analysis.refetch();
          }}
        />
      ) : null}
      {peaks.data ? (
        <Waveform
          peaks={peaks.data}
          position={position}
          onSeek={seek}
          aside={<h2 className="text-lg text-ink">{t('loop.where')}</h2>}
          over={(view) => (
            <LoopLane view={view} duration={track.duration} points={shown} onChange={drag} />
          )}
        />
      ) : peaks.error ? null : (
        <Skeleton className="h-40" />
      )}
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {(['start', 'end'] as const).map((side) => (
            <MomentField
              key={side}
              label={t(`loop.${side}Field`)}
              value={shown[side]}
              error={side === 'end' ? error : undefined}
              onChange={(seconds) => drag({ ...shown, [side]: seconds })}
            />
          ))}
        </div>
        <SeamPlayer
          track={track}
          seam={{ ...shown, crossfade: (points ?? best)?.crossfade ?? 0 }}
          disabled={error !== undefined || (!points && !best)}
        />
      </div>
      <div>
        <h2 className="mb-2 text-lg">{t('loop.candidates')}</h2>
        {analysis.data ? (
          <Candidates analysis={analysis.data} choice={choice} own={own} onChoose={choose} />
        ) : analysis.error ? null : (
          <div role="status">
            <p className="mb-3 text-sm text-ink-soft">{t('loop.listening')}</p>
            <Skeleton className="h-32" />
          </div>
        )}
      </div>
    </Card>
  );
}
