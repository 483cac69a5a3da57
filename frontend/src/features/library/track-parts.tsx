// What rows and cards of tracks are made of.
import {
  Download,
  Ellipsis,
  Heart,
  ListPlus,
  ListVideo,
  Pause,
  PencilLine,
  Play,
  RotateCcw,
  Share,
  Trash2,
} from 'lucide-react';

import type { Track } from '@/api/client';
import { coverOf } from '@/api/cover';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu';
import { Cover } from '@/features/player/cover';
import { playableOf, player, useCurrent, usePlayer } from '@/features/player/player';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

import type { Opened } from './track-dialogs';
import { useTrackWork } from './use-track-work';

export interface TrackActions {
  isSelected: (id: string) => boolean;
  select: (id: string, range: boolean) => void;
  play: (track: Track) => void; // from here on, through the list
  open: (opened: Opened) => void;
}

interface TrackProps {
  track: Track;
  actions: TrackActions;
}

export function SelectBox({ track, actions, className }: TrackProps & { className?: string }) {
  const { t } = useTranslation();
  return (
    // The label is only a larger place to hit.
    <span className={cn('grid size-8 shrink-0 place-items-center', className)}>
      <input
        type="checkbox"
        aria-label={t('library.select', { title: track.title })}
        checked={actions.isSelected(track.id)}
        onChange={({ nativeEvent }) =>
          actions.select(track.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
        }
        className="size-5 cursor-pointer accent-accent-ink"
      />
    </span>
  );
}

// The cover, which plays the track.
export function PlayCover({ track, actions, large = false }: TrackProps & { large?: boolean }) {
  const { t } = useTranslation();
  const isCurrent = useCurrent()?.id === track.id;
  const playing = usePlayer((state) => state.playing) && isCurrent;
  const Icon = playing ? Pause : Play;
  return (
    <button
      type="button"
      aria-label={t(playing ? 'player.pauseTrack' : 'player.playTrack', { title: track.title })}
      onClick={() => (isCurrent ? player.toggle() : actions.play(track))}
      className={cn('group relative block shrink-0 rounded-lg', large ? 'w-full' : 'size-11')}
    >
      <Cover
        url={coverOf(track)}
        seed={track.id}
        className={cn('aspect-square size-full', large && 'rounded-xl')}
      />
      <span
        aria-hidden
        className={cn(
          'absolute grid place-items-center rounded-full bg-raised/90 text-ink shadow-sm transition-transform group-hover:scale-110 [&>svg]:fill-current',
          isCurrent && 'bg-accent text-on-accent',
          large ? 'right-2.5 bottom-2.5 size-10 [&>svg]:size-4' : 'inset-2.5 [&>svg]:size-3',
        )}
      >
        <Icon className={playing ? undefined : 'translate-x-px'} />
      </span>
    </button>
  );
}

export function FavoriteButton({ track }: { track: Track }) {
  const { t } = useTranslation();
  const work = useTrackWork();
  return (
    <IconButton
      label={t('library.favoriteOf', { title: track.title })}
      aria-pressed={track.favorite}
      onClick={() => void work.favorite([track], !track.favorite)}
    >
      <Heart aria-hidden className={track.favorite ? 'fill-accent text-accent-ink' : undefined} />
    </IconButton>
  );
}

export function TrackMenu({ track, actions }: TrackProps) {
  const { t } = useTranslation();
  const work = useTrackWork();
  const trigger = (
    <Button look="quiet" size="icon" aria-label={t('library.menu', { title: track.title })}>
      <Ellipsis aria-hidden />
    </Button>
  );
  const open = (dialog: Opened['dialog']) => () => actions.open({ dialog, tracks: [track] });
  if (track.deleted_at !== null) {
    return (
      <Menu trigger={trigger}>
        <MenuItem onSelect={() => void work.restore([track])}>
          <RotateCcw aria-hidden />
          {t('library.restore')}
        </MenuItem>
        <MenuItem onSelect={open('remove')}>
          <Trash2 aria-hidden />
          {t('library.remove')}
        </MenuItem>
      </Menu>
    );
  }
  return (
    <Menu trigger={trigger}>
      <MenuItem onSelect={() => player.enqueue([playableOf(track)])}>
        <ListVideo aria-hidden />
        {t('library.enqueue')}
      </MenuItem>
      <MenuItem onSelect={open('playlist')}>
        <ListPlus aria-hidden />
        {t('library.addToPlaylist')}
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={open('edit')}>
        <PencilLine aria-hidden />
        {t('library.edit')}
      </MenuItem>
      <MenuItem onSelect={open('export')}>
        <Share aria-hidden />
        {t('library.export')}
      </MenuItem>
      <MenuItem asChild>
        <a href={`${track.file_url}?download=1`} download>
          <Download aria-hidden />
          {t('library.download')}
        </a>
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => void work.trash([track])}>
        <Trash2 aria-hidden />
        {t('library.trash')}
      </MenuItem>
    </Menu>
  );
}
