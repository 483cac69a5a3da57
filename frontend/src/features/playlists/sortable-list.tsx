import {
  closestCenter,
  DndContext,
  DragOverlay,
  KeyboardSensor,
  MeasuringStrategy,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type UniqueIdentifier,
} from '@dnd-kit/core';
import { restrictToVerticalAxis } from '@dnd-kit/modifiers';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { GripVertical } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { usePlace } from '@/features/library/virtual-tracks';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

interface SortableListProps {
  label: string;
  keys: string[];
  nameOf: (key: string) => string;
  onMove: (from: number, to: number) => void;
  onShown: (first: number, last: number) => void; // which of them are in sight
  children: (key: string, index: number) => ReactNode;
}

const rowRem = 4;

// A list whose order is changed by dragging, or by keyboard: space, arrows, space. Of thousands only
// those in sight are in the page, and the one that is dragged.
export function SortableList({
  label,
  keys,
  nameOf,
  onMove,
  onShown,
  children,
}: SortableListProps) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<string | null>(null);
  const frame = useRef<HTMLOListElement>(null);
  const place = usePlace(frame);
  const rowHeight = rowRem * place.rem;
  const draggedIndex = dragged === null ? -1 : keys.indexOf(dragged);
  const virtualizer = useWindowVirtualizer({
    count: keys.length,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: place.top,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return draggedIndex < 0 || shown.includes(draggedIndex) ? shown : [...shown, draggedIndex];
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const rows = virtualizer.getVirtualItems();
  const inSight = rows.map(({ index }) => index).filter((index) => index !== draggedIndex);
  const first = inSight[0] ?? 0;
  const last = inSight.at(-1) ?? 0;
  useEffect(() => onShown(first, last), [onShown, first, last]);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const spoken = (id: UniqueIdentifier) => ({
    title: nameOf(String(id)),
    position: keys.indexOf(String(id)) + 1,
    count: keys.length,
  });
  const hasMoved = useRef(false);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      hasMoved.current = false;
      return t('playlists.drag.start', spoken(active.id));
    },
    // It is over its own place first, which would drown out that it was picked up.
    onDragOver: ({ active, over }) => {
      if (!over || (over.id === active.id && !hasMoved.current)) return undefined;
      hasMoved.current = true;
      return t('playlists.drag.over', { ...spoken(over.id), title: nameOf(String(active.id)) });
    },
    onDragEnd: ({ active, over }) =>
      t('playlists.drag.end', { ...spoken((over ?? active).id), title: nameOf(String(active.id)) }),
    onDragCancel: ({ active }) => t('playlists.drag.cancel', spoken(active.id)),
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      measuring={{ droppable: { strategy: MeasuringStrategy.Always } }}
      modifiers={[restrictToVerticalAxis]}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('playlists.drag.how') },
      }}
      onDragStart={({ active }) => setDragged(String(active.id))}
      onDragCancel={() => setDragged(null)}
      onDragEnd={({ active, over }) => {
        setDragged(null);
        if (!over || over.id === active.id) return;
        onMove(keys.indexOf(String(active.id)), keys.indexOf(String(over.id)));
      }}
    >
      <SortableContext items={keys} strategy={verticalListSortingStrategy}>
        <ol
          ref={frame}
          aria-label={label}
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {rows.map(({ index, start }) => {
            const key = keys[index];
            if (key === undefined) return null;
            return (
              <SortableItem
                key={key}
                id={key}
                name={nameOf(key)}
                index={index}
                count={keys.length}
                top={start - place.top}
              >
                {children(key, index)}
              </SortableItem>
            );
          })}
        </ol>
      </SortableContext>
      <DragOverlay dropAnimation={null}>
        {dragged === null ? null : (
          <div className="flex items-center gap-1 rounded-xl border border-line bg-raised pr-2 shadow-raised">
            <GripVertical aria-hidden className="ml-2 size-4 text-ink-soft" />
            <div className="min-w-0 grow">{children(dragged, keys.indexOf(dragged))}</div>
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}

interface SortableItemProps {
  id: string;
  name: string;
  index: number;
  count: number;
  top: number; // pixels
  children: ReactNode;
}

function SortableItem({ id, name, index, count, top, children }: SortableItemProps) {
  const { t } = useTranslation();
  const {
    attributes,
    listeners,
    setNodeRef,
    setActivatorNodeRef,
    transform,
    transition,
    isDragging,
  } = useSortable({ id });
  return (
    <li
      ref={setNodeRef}
      aria-setsize={count}
      aria-posinset={index + 1}
      style={{ top, transform: CSS.Translate.toString(transform), transition }}
      className={cn(
        'absolute inset-x-0 flex h-16 items-center gap-1 pr-2',
        index > 0 && 'border-t border-line',
        isDragging && 'opacity-30',
      )}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        aria-label={t('playlists.drag.handle', { title: name })}
        className="grid h-full w-9 shrink-0 cursor-grab touch-none place-items-center rounded-lg text-ink-soft hover:text-ink"
      >
        <GripVertical aria-hidden className="size-4" />
      </button>
      <div className="min-w-0 grow">{children}</div>
    </li>
  );
}
