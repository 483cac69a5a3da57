// A moment on the waveform that can be dragged, or moved with the arrow keys.
import type { KeyboardEvent, PointerEvent } from 'react';

import { cn } from '@/lib/cn';

const fine = 0.01; // seconds an arrow key moves
const coarse = 1; // with Shift, or Page Up and Page Down

const steps: Record<string, number> = {
  ArrowLeft: -fine,
  ArrowDown: -fine,
  ArrowRight: fine,
  ArrowUp: fine,
  PageDown: -coarse,
  PageUp: coarse,
};

interface HandleProps {
  label: string;
  side: 'start' | 'end'; // of what it holds
  place: number; // percent
  value: number; // seconds
  valueText: string;
  duration: number;
  momentOf: (x: number) => number;
  onMove: (seconds: number) => void;
}

export function Handle({
  label,
  side,
  place,
  value,
  valueText,
  duration,
  momentOf,
  onMove,
}: HandleProps) {
  if (place < -0.5 || place > 100.5) return null;
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
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={duration}
      aria-valuenow={value}
      aria-valuetext={valueText}
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
