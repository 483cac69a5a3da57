import { useQuery } from '@tanstack/react-query';

import type { Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { Card, Skeleton } from '@/components/ui/surface';
import { peaksQuery } from '@/features/track/queries';
import { usePlayhead } from '@/features/track/use-playhead';
import { Waveform } from '@/features/track/waveform';
import { useTranslation } from '@/i18n';

// A song that its engine plays round: nothing has to be chosen.
export function RoundCard({ track, onByHand }: { track: Track; onByHand: () => void }) {
  const { t } = useTranslation();
  const peaks = useQuery(peaksQuery(track.id));
  const { position, seek } = usePlayhead(track);
  return (
    <Card className="flex min-w-0 flex-col gap-5 p-4 sm:p-6">
      {peaks.data ? (
        <Waveform
          peaks={peaks.data}
          position={position}
          onSeek={seek}
          aside={<h2 className="text-lg text-ink">{t('loop.roundTitle')}</h2>}
        />
      ) : peaks.error ? (
        <ProblemNote error={peaks.error} onRetry={() => void peaks.refetch()} />
      ) : (
        <Skeleton className="h-40" />
      )}
      <p className="max-w-prose text-ink-soft">{t('loop.roundText')}</p>
      <Button className="self-start" onClick={onByHand}>
        {t('loop.roundByHand')}
      </Button>
    </Card>
  );
}
