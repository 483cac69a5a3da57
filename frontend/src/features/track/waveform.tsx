import { ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import WaveSurfer from 'wavesurfer.js';

import { IconButton } from '@/components/ui/icon-button';
import { useTranslation } from '@/i18n';

import { mixedPeaks, type Peaks } from './peaks';
import { useInk } from './use-ink';
import type { View } from './view';

const zooms = [1, 2, 4, 8, 16, 32, 64] as const;
// Nearer, one peak would be wider than this many pixels and nothing new would be seen.
const widestPeak = 8;

interface WaveformProps {
  peaks: Peaks;
  position: number; // seconds
  height?: number; // pixels
  onSeek: (seconds: number) => void;
  above?: (view: View) => ReactNode; // lanes that follow zoom and scroll
  below?: (view: View) => ReactNode;
  over?: (view: View) => ReactNode; // on the waveform itself
  aside?: ReactNode; // beside the zoom buttons
}

// Draws peaks only: nothing is decoded here, so ten hours open as fast as a minute. The sound is
// the player's.
export function Waveform({
  peaks,
  position,
  height = 128,
  onSeek,
  above,
  below,
  over,
  aside,
}: WaveformProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [surfer, setSurfer] = useState<WaveSurfer | null>(null);
  const [view, setView] = useState<View>({ from: 0, to: peaks.duration });
  const [zoom, setZoom] = useState(0);
  const mixed = useMemo(() => mixedPeaks(peaks), [peaks]);
  const ink = useInk();

  useEffect(() => {
    if (!box.current) return;
    const made = WaveSurfer.create({
      container: box.current,
      peaks: [mixed],
      duration: peaks.duration,
      height,
      normalize: true,
      barWidth: 2,
      barGap: 1,
      barRadius: 2,
      cursorWidth: 2,
      autoCenter: false,
    });
    const look = () => {
      const width = made.getWrapper().clientWidth;
      const seconds = width > 0 ? peaks.duration / width : 0;
      const from = made.getScroll() * seconds;
      setView({ from, to: from + made.getWidth() * seconds });
    };
    for (const event of ['redraw', 'scroll', 'resize'] as const) made.on(event, look);
    setSurfer(made);
    return () => made.destroy();
  }, [mixed, peaks.duration, height]);

  useEffect(() => surfer?.on('interaction', onSeek), [surfer, onSeek]);
  useEffect(() => {
    surfer?.setOptions({
      waveColor: ink.wave,
      progressColor: ink.played,
      cursorColor: ink.cursor,
    });
  }, [surfer, ink.wave, ink.played, ink.cursor]);
  // Loading puts the cursor back to the start.
  useEffect(() => {
    surfer?.setTime(position);
    return surfer?.once('ready', () => surfer.setTime(position));
  }, [surfer, position]);

  const zoomTo = (step: number) => {
    if (!surfer) return;
    setZoom(step);
    const fitting = surfer.getWidth() / peaks.duration;
    surfer.zoom(step === 0 ? 0 : fitting * (zooms[step] ?? 1));
    surfer.setScrollTime(Math.max(0, position - peaks.duration / (zooms[step] ?? 1) / 2));
  };
  const nearest = zooms.findLastIndex((factor) => factor * 1200 <= (mixed.length / 2) * widestPeak);

  return (
    <div>
      <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="text-sm text-ink-soft">{aside}</div>
        <div role="group" aria-label={t('track.zoom')} className="ml-auto flex items-center gap-1">
          <IconButton
            label={t('track.zoomOut')}
            size="icon-sm"
            aria-disabled={zoom === 0}
            onClick={() => zoomTo(Math.max(0, zoom - 1))}
          >
            <ZoomOut aria-hidden />
          </IconButton>
          <output className="w-9 text-center text-xs text-ink-soft tabular">
            {zooms[zoom] ?? 1}×
          </output>
          <IconButton
            label={t('track.zoomIn')}
            size="icon-sm"
            aria-disabled={zoom >= nearest}
            onClick={() => zoomTo(Math.min(Math.max(0, nearest), zoom + 1))}
          >
            <ZoomIn aria-hidden />
          </IconButton>
        </div>
      </div>
      {above?.(view)}
      <div className="relative">
        <div ref={box} aria-hidden style={{ height }} className="overflow-hidden" />
        {over?.(view)}
      </div>
      {below?.(view)}
    </div>
  );
}
