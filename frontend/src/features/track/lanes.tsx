// Strips above and below the waveform that show the same stretch of time.
import { useState } from 'react';

import { Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';
import { formatTime } from '@/lib/format';

import { addressOf } from './queries';
import { placeIn, type Chapter, type View } from './view';
import { sectionName } from './words';

const colours = [
  'bg-mark-genre',
  'bg-mark-bpm',
  'bg-mark-instruments',
  'bg-mark-key',
  'bg-mark-energy',
  'bg-mark-mood',
  'bg-mark-ambience',
] as const;

interface ChapterLaneProps {
  chapters: Chapter[];
  position: number;
  view: View;
  onJump: (seconds: number) => void;
}

// Sections of the same name have the same colour.
export function ChapterLane({ chapters, position, view, onJump }: ChapterLaneProps) {
  const { t } = useTranslation();
  const names = [...new Set(chapters.map(({ name }) => name))];
  return (
    <div
      role="group"
      aria-label={t('track.sections')}
      className="relative mb-1.5 h-8 overflow-hidden"
    >
      {chapters.map(({ name, start, end }) => {
        const left = placeIn(view, start);
        const here = position >= start && position < end;
        return (
          <button
            key={start}
            type="button"
            title={`${sectionName(name)} ${formatTime(start)}`}
            aria-label={t('track.jump', { name: sectionName(name), time: formatTime(start) })}
            aria-current={here ? 'true' : undefined}
            onClick={() => onJump(start)}
            style={{ left: `${left}%`, width: `calc(${placeIn(view, end) - left}% - 2px)` }}
            className={cn(
              'absolute inset-y-0.5 truncate rounded-md px-1.5 text-left text-xs capitalize -outline-offset-2 hover:brightness-95',
              colours[names.indexOf(name) % colours.length],
              here && 'font-semibold',
            )}
          >
            {sectionName(name)}
          </button>
        );
      })}
    </div>
  );
}

interface SpectrogramProps {
  trackId: string;
  duration: number;
  view: View;
}

// The server's picture, stretched so that what is in sight lies under the waveform.
export function Spectrogram({ trackId, duration, view }: SpectrogramProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const shown = Math.max(view.to - view.from, 1e-6);
  if (state === 'failed') {
    return <p className="mt-3 text-sm text-ink-soft">{t('track.noSpectrogram')}</p>;
  }
  return (
    <div className="relative mt-3 h-32 overflow-hidden rounded-lg bg-[oklch(0.12_0_0)] sm:h-40">
      {state === 'loading' ? <Skeleton className="absolute inset-0" /> : null}
      <img
        src={addressOf(trackId, 'spectrogram')}
        alt={t('track.spectrogramText')}
        onLoad={() => setState('ready')}
        onError={() => setState('failed')}
        style={{
          width: `${(duration / shown) * 100}%`,
          left: `${(-view.from / shown) * 100}%`,
        }}
        className="absolute inset-y-0 h-full max-w-none"
      />
      <span
        aria-hidden
        className="absolute top-1 left-1.5 rounded bg-[oklch(0_0_0/0.65)] px-1 text-[0.6875rem] text-[oklch(1_0_0)]"
      >
        18 kHz
      </span>
      <span
        aria-hidden
        className="absolute bottom-1 left-1.5 rounded bg-[oklch(0_0_0/0.65)] px-1 text-[0.6875rem] text-[oklch(1_0_0)]"
      >
        30 Hz
      </span>
    </div>
  );
}
