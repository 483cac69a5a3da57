import { X } from 'lucide-react';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';
import { formatTime } from '@/lib/format';

import { Cover } from './cover';
import { player, usePlayer } from './player';

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

// What plays next.
export function QueueSheet({ open, onOpenChange }: SheetProps) {
  const { t } = useTranslation();
  const queue = usePlayer((state) => state.queue);
  const index = usePlayer((state) => state.index);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('player.queue')}
      footer={
        queue.length > 0 ? (
          <Button onClick={() => player.clear()}>{t('player.clear')}</Button>
        ) : undefined
      }
    >
      {queue.length === 0 ? <p className="text-ink-soft">{t('player.queueEmpty')}</p> : null}
      <ol className="flex flex-col gap-1">
        {queue.map((item, position) => (
          <li key={`${item.id}-${position}`} className="flex items-center gap-1">
            <button
              type="button"
              aria-current={position === index ? 'true' : undefined}
              onClick={() => player.jumpTo(position)}
              className={cn(
                'flex min-w-0 grow items-center gap-3 rounded-lg p-2 text-left hover:bg-sunken',
                position === index && 'bg-accent-soft hover:bg-accent-soft',
              )}
            >
              <Cover url={item.coverUrl} seed={item.id} className="size-9" />
              <span className="min-w-0 grow truncate text-sm font-medium">{item.title}</span>
              <span className="text-xs text-ink-soft tabular">{formatTime(item.duration)}</span>
            </button>
            <IconButton
              label={t('common.remove', { name: item.title })}
              size="icon-sm"
              onClick={() => player.remove(position)}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
