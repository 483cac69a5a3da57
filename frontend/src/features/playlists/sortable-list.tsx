import {
  closestCenter,
  DndContext,
  DragOverlay,
  KeyboardSensor,
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
import { GripVertical } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';

import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

interface SortableListProps {
  label: string;
  keys: string[];
  nameOf: (key: string) => string;
  onMove: (from: number, to: number) => void;
  children: (key: string, index: number) => ReactNode;
}

// A list whose order is changed by dragging, or by keyboard: space, arrows, space.
export function SortableList({ label, keys, nameOf, onMove, children }: SortableListProps) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<string | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const place = (id: UniqueIdentifier) => ({
    title: nameOf(String(id)),
    position: keys.indexOf(String(id)) + 1,
    count: keys.length,
  });
  const hasMoved = useRef(false);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      hasMoved.current = false;
      return t('playlists.drag.start', place(active.id));
    },
    // It is over its own place first, which would drown out that it was picked up.
    onDragOver: ({ active, over }) => {
      if (!over || (over.id === active.id && !hasMoved.current)) return undefined;
      hasMoved.current = true;
      return t('playlists.drag.over', { ...place(over.id), title: nameOf(String(active.id)) });
    },
    onDragEnd: ({ active, over }) =>
      t('playlists.drag.end', { ...place((over ?? active).id), title: nameOf(String(active.id)) }),
    onDragCancel: ({ active }) => t('playlists.drag.cancel', place(active.id)),
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
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
        <ol aria-label={label} className="divide-y divide-line">
          {keys.map((key, index) => (
            <SortableItem key={key} id={key} name={nameOf(key)}>
              {children(key, index)}
            </SortableItem>
          ))}
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
  children: ReactNode;
}

// Rows out of sight are neither laid out nor painted (content-visibility).
function SortableItem({ id, name, children }: SortableItemProps) {
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
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn(
        'flex items-center gap-1 pr-2 [contain-intrinsic-height:4rem] [content-visibility:auto]',
        isDragging && 'opacity-30',
      )}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        aria-label={t('playlists.drag.handle', { title: name })}
        className="grid h-16 w-9 shrink-0 cursor-grab touch-none place-items-center rounded-lg text-ink-soft hover:text-ink"
      >
        <GripVertical aria-hidden className="size-4" />
      </button>
      <div className="min-w-0 grow">{children}</div>
    </li>
  );
}
