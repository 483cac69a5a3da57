import { Ear, LoaderCircle, Square } from 'lucide-react';

import type { Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { useTranslation } from '@/i18n';

import { spanOf, type Seam } from './seam';
import { asideSeconds, longestDecoded, useAudition } from './use-audition';

interface SeamPlayerProps {
  track: Track;
  seam: Seam;
  disabled: boolean;
}

// The last seconds before the join and the first after it, again and again.
export function SeamPlayer({ track, seam, disabled }: SeamPlayerProps) {
  const { t } = useTranslation();
  const { state, share, toggle } = useAudition(track, seam);
  const { before, after } = spanOf(seam, asideSeconds);
  const middle = (before / Math.max(before + after, 1e-6)) * 100;
  const sounding = state === 'playing' || state === 'loading';
  return (
    <div>
      <div className="flex items-center gap-4">
        <Button disabled={disabled} onClick={toggle}>
          {state === 'loading' ? (
            <LoaderCircle aria-hidden className="animate-spin" />
          ) : sounding ? (
            <Square aria-hidden className="fill-current" />
          ) : (
            <Ear aria-hidden />
          )}
          {t(sounding ? 'loop.hearStop' : 'loop.hear')}
        </Button>
        <div aria-hidden className="relative h-8 min-w-0 grow">
          <div className="absolute inset-x-0 top-1/2 h-1.5 -translate-y-1/2 overflow-hidden rounded-full bg-line">
            <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />
          </div>
          <div
            className="absolute inset-y-0 w-0.5 -translate-x-1/2 rounded-full bg-ink"
            style={{ left: `${middle}%` }}
          />
        </div>
      </div>
      <p className="mt-2 text-xs text-ink-soft">
        {t(track.duration > longestDecoded ? 'loop.hearLong' : 'loop.hearHint')}
      </p>
      {state === 'failed' ? <FieldError>{t('loop.hearFailed')}</FieldError> : null}
    </div>
  );
}
