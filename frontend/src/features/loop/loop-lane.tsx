// The loop on the waveform: what lies outside is dimmed, and both ends can be dragged or moved with
// the arrow keys.
import { useRef } from 'react';

import { Handle } from '@/features/track/handle';
import { momentIn, placeIn, type View } from '@/features/track/view';
import { useTranslation } from '@/i18n';

import type { Points } from './form';
import { formatPrecise } from './words';

interface LoopLaneProps {
  view: View;
  duration: number;
  points: Points;
  onChange: (points: Points) => void;
}

export function LoopLane({ view, duration, points, onChange }: LoopLaneProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const { start, end } = points;
  const set = (side: keyof Points, seconds: number) => {
    const rounded = Math.round(seconds * 1000) / 1000;
    if (side === 'start') onChange({ start: Math.max(0, Math.min(rounded, end - 1)), end });
    else onChange({ start, end: Math.min(duration, Math.max(rounded, start + 1)) });
  };
  const momentOf = (x: number) => {
    const area = box.current?.getBoundingClientRect();
    return area ? momentIn(view, (x - area.left) / area.width) : 0;
  };
  const left = Math.min(100, Math.max(0, placeIn(view, start)));
  const right = Math.min(100, Math.max(0, placeIn(view, end)));
  return (
    <div ref={box} className="pointer-events-none absolute inset-0 z-10 overflow-hidden">
      <div className="absolute inset-y-0 left-0 bg-panel/70" style={{ width: `${left}%` }} />
      <div
        className="absolute inset-y-0 right-0 bg-panel/70"
        style={{ width: `${100 - right}%` }}
      />
      {(['start', 'end'] as const).map((side) => (
        <Handle
          key={side}
          label={t(`loop.${side}`)}
          side={side}
          place={placeIn(view, points[side])}
          value={points[side]}
          valueText={formatPrecise(points[side])}
          duration={duration}
          momentOf={momentOf}
          onMove={(seconds) => set(side, seconds)}
        />
      ))}
    </div>
  );
}
