import {
  ListMusic,
  Pause,
  Play,
  SkipBack,
  SkipForward,
  Volume1,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Slider } from '@/components/ui/slider';
import { useTranslation } from '@/i18n';
import { formatTime } from '@/lib/format';

import { Cover } from './cover';
import { player, useCurrent, usePlayer } from './player';

const QueueSheet = lazy(() =>
  import('./queue-sheet').then((module) => ({ default: module.QueueSheet })),
);

export function PlayerBar() {
  const { t } = useTranslation();
  const item = useCurrent();
  const error = usePlayer((state) => state.error);
  const [queueOpen, setQueueOpen] = useState(false);
  return (
    <section
      aria-label={t('player.label')}
      className="relative flex h-[var(--bar-height)] items-center gap-3 border-t border-line bg-panel px-3 sm:gap-5 sm:px-5"
    >
      <div className="flex min-w-0 flex-1 items-center gap-3 sm:max-w-64 lg:max-w-72">
        <Cover url={item?.coverUrl ?? null} seed={item?.id ?? ''} className="size-11" />
        <div className="min-w-0">
          <p className="truncate text-sm font-medium">{item?.title ?? t('player.nothing')}</p>
          <p className="truncate text-xs text-ink-soft" role={error ? 'alert' : undefined}>
            {error ? t(`player.error.${error}`) : (item?.subtitle ?? t('player.nothingText'))}
          </p>
        </div>
      </div>
      <Transport disabled={!item} />
      <SeekLine disabled={!item} />
      <Volume />
      <IconButton
        label={t('player.queue')}
        className="max-[380px]:hidden"
        onClick={() => setQueueOpen(true)}
      >
        <ListMusic aria-hidden />
      </IconButton>
      <Suspense>{queueOpen ? <QueueSheet open onOpenChange={setQueueOpen} /> : null}</Suspense>
    </section>
  );
}

function Transport({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  const playing = usePlayer((state) => state.playing);
  const hasNext = usePlayer((state) => state.index + 1 < state.queue.length);
  return (
    <div className="flex shrink-0 items-center gap-1">
      <IconButton
        label={t('player.previous')}
        className="max-sm:hidden"
        disabled={disabled}
        onClick={() => player.previous()}
      >
        <SkipBack aria-hidden className="fill-current" />
      </IconButton>
      <Button
        look="primary"
        size="icon"
        className="size-11 rounded-full"
        disabled={disabled}
        aria-label={playing ? t('player.pause') : t('player.play')}
        onClick={() => player.toggle()}
      >
        {playing ? (
          <Pause aria-hidden className="fill-current" />
        ) : (
          <Play aria-hidden className="translate-x-px fill-current" />
        )}
      </Button>
      <IconButton
        label={t('player.next')}
        className="max-sm:hidden"
        disabled={!hasNext}
        onClick={() => player.next()}
      >
        <SkipForward aria-hidden className="fill-current" />
      </IconButton>
    </div>
  );
}

// On a phone it lies along the bar's upper edge; elsewhere in the middle.
function SeekLine({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  const position = usePlayer((state) => state.position);
  const duration = usePlayer((state) => state.duration);
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? position;
  return (
    <div className="flex items-center gap-3 max-sm:absolute max-sm:inset-x-0 max-sm:-top-3 sm:grow">
      <span className="w-12 text-right text-xs text-ink-soft tabular max-sm:hidden">
        {formatTime(shown)}
      </span>
      <Slider
        label={t('player.seek')}
        value={shown}
        max={Math.max(duration, 1)}
        step={1}
        disabled={disabled}
        valueText={t('player.seekValue', {
          position: formatTime(shown),
          duration: formatTime(duration),
        })}
        onChange={setDragged}
        onCommit={(seconds) => {
          player.seek(seconds);
          setDragged(null);
        }}
      />
      <span className="w-12 text-xs text-ink-soft tabular max-sm:hidden">
        {formatTime(duration)}
      </span>
    </div>
  );
}

function Volume() {
  const { t } = useTranslation();
  const volume = usePlayer((state) => state.volume);
  const muted = usePlayer((state) => state.muted);
  const silent = muted || volume === 0;
  const Icon = silent ? VolumeX : volume < 0.5 ? Volume1 : Volume2;
  return (
    <div className="hidden w-36 items-center gap-1 lg:flex">
      <IconButton
        label={muted ? t('player.unmute') : t('player.mute')}
        onClick={() => player.toggleMute()}
      >
        <Icon aria-hidden />
      </IconButton>
      <Slider
        label={t('player.volume')}
        value={muted ? 0 : Math.round(volume * 100)}
        max={100}
        valueText={`${muted ? 0 : Math.round(volume * 100)} %`}
        onChange={(percent) => player.setVolume(percent / 100)}
      />
    </div>
  );
}
