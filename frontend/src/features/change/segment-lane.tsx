import { useRef } from 'react';

import { Handle } from '@/features/track/handle';
import { momentIn, placeIn, type View } from '@/features/track/view';
import { useTranslation } from '@/i18n';
import { formatTime } from '@/lib/format';

import type { Segment } from './segments';

interface SegmentLaneProps {
  view: View;
  duration: number;
  segments: Segment[];
  onChange: (segment: Segment) => void;
}

// What will be made anew, on the waveform; both ends of each part can be dragged.
export function SegmentLane({ view, duration, segments, onChange }: SegmentLaneProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const momentOf = (x: number) => {
    const area = box.current?.getBoundingClientRect();
    return area ? momentIn(view, (x - area.left) / area.width) : 0;
  };
  const move = (segment: Segment, side: 'start' | 'end', seconds: number) => {
    const rounded = Math.round(seconds * 1000) / 1000;
    const { start, end } = segment;
    if (side === 'start') {
      onChange({ ...segment, start: Math.max(0, Math.min(rounded, end - 1)) });
    } else {
      onChange({ ...segment, end: Math.min(duration, Math.max(rounded, start + 1)) });
    }
  };
  return (
    <div ref={box} className="pointer-events-none absolute inset-0 z-10 overflow-hidden">
      {segments.map((segment, index) => (
        <div key={segment.id}>
          <div
            className="absolute inset-y-0 bg-accent/25"
            style={{
              left: `${placeIn(view, segment.start)}%`,
              width: `${Math.max(0, placeIn(view, segment.end) - placeIn(view, segment.start))}%`,
            }}
          />
          {(['start', 'end'] as const).map((side) => (
            <Handle
              key={side}
              label={t(`change.${side}Of`, { number: index + 1 })}
              side={side}
              place={placeIn(view, segment[side])}
              value={segment[side]}
              valueText={formatTime(segment[side])}
              duration={duration}
              momentOf={momentOf}
              onMove={(seconds) => move(segment, side, seconds)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
