// The loop on the waveform: what lies outside is dimmed, and both ends can be dragged or moved with
// the arrow keys.
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';

import { momentIn, placeIn, type View } from '@/features/track/view';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

import type { Points } from './form';
import { formatPrecise } from './words';

const fine = 0.01; // seconds an arrow key moves
const coarse = 1; // with Shift, or Page Up and Page Down

interface LoopLaneProps {
  view: View;
  duration: number;
  points: Points;
  onChange: (points: Points) => void;
}

export function LoopLane({ view, duration, points, onChange }: LoopLaneProps) {
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
          side={side}
          place={placeIn(view, points[side])}
          value={points[side]}
          duration={duration}
          momentOf={momentOf}
          onMove={(seconds) => set(side, seconds)}
        />
      ))}
    </div>
  );
}

interface HandleProps {
  side: keyof Points;
  place: number; // percent
  value: number;
  duration: number;
  momentOf: (x: number) => number;
  onMove: (seconds: number) => void;
}

function Handle({ side, place, value, duration, momentOf, onMove }: HandleProps) {
  const { t } = useTranslation();
  if (place < -0.5 || place > 100.5) return null;
  const steps: Record<string, number> = {
    ArrowLeft: -fine,
    ArrowDown: -fine,
    ArrowRight: fine,
    ArrowUp: fine,
    PageDown: -coarse,
    PageUp: coarse,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(value + (event.shiftKey ? Math.sign(step) * coarse : step));
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onMove(momentOf(event.clientX));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t(`loop.${side}`)}
      aria-valuemin={0}
      aria-valuemax={duration}
      aria-valuenow={value}
      aria-valuetext={formatPrecise(value)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.focus();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      style={{ left: `${place}%` }}
      className="pointer-events-auto absolute inset-y-0 w-6 -translate-x-1/2 cursor-ew-resize touch-none -outline-offset-2"
    >
      <span className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-accent-ink" />
      <span
        className={cn(
          'absolute top-0 h-6 w-3 bg-accent-ink',
          side === 'start' ? 'left-1/2 rounded-r-md' : 'right-1/2 rounded-l-md',
        )}
      />
    </div>
  );
}
