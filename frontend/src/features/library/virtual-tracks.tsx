import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';

import type { Track } from '@/api/client';
import { Skeleton } from '@/components/ui/surface';

export type View = 'list' | 'grid';

// Where the list stands in the page and how large a rem is there, in pixels.
interface Place {
  top: number;
  width: number;
  rem: number;
}

const gapRem = 1;
const sameAs = (a: Place, b: Place) => a.top === b.top && a.width === b.width && a.rem === b.rem;

export function usePlace(element: React.RefObject<HTMLElement | null>): Place {
  const [place, setPlace] = useState<Place>({ top: 0, width: 0, rem: 16 });
  useLayoutEffect(() => {
    const measure = () => {
      if (!element.current) return;
      const { top, width } = element.current.getBoundingClientRect();
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      const now = { top: top + scrollY, width, rem };
      setPlace((before) => (sameAs(before, now) ? before : now));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (element.current) observer.observe(element.current);
    observer.observe(document.body); // what stands above may grow
    return () => observer.disconnect();
  }, [element]);
  return place;
}

// How many columns fit, and how high a row is, in pixels.
export function layoutOf(view: View, { width, rem }: Pick<Place, 'width' | 'rem'>) {
  if (view === 'list') return { columns: 1, rowHeight: 4 * rem };
  const narrow = width < 34 * rem;
  const least = (narrow ? 9 : 12) * rem;
  const gap = gapRem * rem;
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const card = (width - gap * (columns - 1)) / columns;
  return { columns, rowHeight: card + 4.5 * rem + gap };
}

interface VirtualTracksProps {
  label: string;
  view: View;
  tracks: readonly Track[]; // those that are loaded
  total: number; // how many there are
  onNeedMore: () => void; // called while what is in sight isn't loaded
  children: (track: Track) => ReactNode;
}

// Thousands of tracks, of which only those in sight are in the page. The page itself scrolls.
export function VirtualTracks({
  label,
  view,
  tracks,
  total,
  onNeedMore,
  children,
}: VirtualTracksProps) {
  const frame = useRef<HTMLUListElement>(null);
  const place = usePlace(frame);
  const { columns, rowHeight } = layoutOf(view, place);
  const virtualizer = useWindowVirtualizer({
    count: Math.ceil(total / columns),
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: place.top,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const rows = virtualizer.getVirtualItems();
  const end = Math.min(total, ((rows.at(-1)?.index ?? 0) + 1) * columns);
  useEffect(() => {
    if (end > tracks.length) onNeedMore();
  }, [end, tracks.length, onNeedMore]);

  const cells = rows.flatMap((row) =>
    Array.from({ length: columns }, (_, column) => ({
      index: row.index * columns + column,
      column,
      top: row.start - place.top,
    })),
  );
  const gap = view === 'grid' ? gapRem * place.rem : 0;
  const width = (place.width - gap * (columns - 1)) / columns;
  return (
    <ul
      ref={frame}
      aria-label={label}
      className="relative"
      style={{ height: Math.max(0, virtualizer.getTotalSize() - gap) }}
    >
      {cells
        .filter(({ index }) => index < total)
        .map(({ index, column, top }) => {
          const track = tracks[index];
          return (
            <li
              key={track?.id ?? index}
              aria-setsize={total}
              aria-posinset={index + 1}
              className="absolute top-0 left-0"
              style={{
                height: rowHeight - gap,
                width: view === 'list' ? '100%' : width,
                transform: `translate(${column * (width + gap)}px, ${top}px)`,
              }}
            >
              {track ? children(track) : <Skeleton className="m-2 h-[calc(100%-1rem)]" />}
            </li>
          );
        })}
    </ul>
  );
}
