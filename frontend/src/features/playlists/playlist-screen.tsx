import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ListMusic, PencilLine, Play, Share, Trash2, X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';

import type { Track } from '@/api/client';
import { coverOf } from '@/api/cover';
import {
  addPlaylist,
  editPlaylist,
  forgetPlaylists,
  playlistQuery,
  removePlaylist,
  type Playlist,
} from '@/api/library';
import { trackQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { ProblemNote } from '@/components/ui/problem';
import { Card, EmptyState, Page, Skeleton } from '@/components/ui/surface';
import { toast } from '@/components/ui/toast';
import { TrackDialogs, type Opened } from '@/features/library/track-dialogs';
import { TrackTitle } from '@/features/library/track-title';
import { Cover } from '@/features/player/cover';
import { useCurrent } from '@/features/player/player';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';
import { formatSpan, formatTime } from '@/lib/format';

import { NameDialog } from './name-dialog';
import { entriesOf, moved } from './order';
import { loadTracks, playList } from './play-list';
import { SortableList } from './sortable-list';

const route = getRouteApi('/playlists/$id');

export function PlaylistScreen() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: playlist, error, refetch } = useQuery(playlistQuery(id));
  if (playlist) return <PlaylistPage key={id} playlist={playlist} />;
  return (
    <Page title={t('playlists.playlist')} actions={<Back />}>
      {error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-40" />
      )}
    </Page>
  );
}

function Back() {
  const { t } = useTranslation();
  return (
    <Button asChild look="quiet" size="sm">
      <Link to="/library">
        <ChevronLeft aria-hidden />
        {t('playlists.back')}
      </Link>
    </Button>
  );
}

const mostAtOnce = 200; // of long playlists only those in sight are asked for

// Each of these tracks once, as far as they are known yet.
function useTracks(trackIds: readonly string[]): ReadonlyMap<string, Track> {
  return useQueries({
    queries: [...new Set(trackIds)].map(trackQuery),
    combine: (answers) =>
      new Map(answers.flatMap(({ data }) => (data ? [[data.id, data] as const] : []))),
  });
}

// The new order is shown at once, and taken back where the server refuses it.
function useOrder(playlist: Playlist) {
  const client = useQueryClient();
  const { queryKey } = playlistQuery(playlist.id);
  const save = useMutation({
    scope: { id: `playlist ${playlist.id}` }, // one after the other
    mutationFn: (track_ids: string[]) => editPlaylist(playlist.id, { track_ids }),
    onError: (error) => toast.failed(error),
    onSettled: () => forgetPlaylists(client),
  });
  return (track_ids: string[]) => {
    client.setQueryData(queryKey, { ...playlist, track_ids });
    save.mutate(track_ids);
  };
}

function PlaylistPage({ playlist }: { playlist: Playlist }) {
  const { t, language } = useTranslation();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [window, setWindow] = useState<'name' | 'remove' | null>(null);
  const ids = playlist.track_ids;
  const [shown, setShown] = useState({ first: 0, last: 0 });
  const isLong = ids.length > mostAtOnce;
  const tracks = useTracks(isLong ? ids.slice(shown.first, shown.last + 1) : ids);
  const client = useQueryClient();
  const order = useOrder(playlist);
  const entries = useMemo(() => entriesOf(ids), [ids]);
  const keys = useMemo(() => entries.map(({ key }) => key), [entries]);
  const onShown = useCallback((first: number, last: number) => setShown({ first, last }), []);
  const seconds = isLong
    ? 0 // not known
    : ids.reduce((sum, id) => sum + (tracks.get(id)?.duration ?? 0), 0);
  const play = (index: number) => void playList(client, ids, index);
  const trackOf = (key: string) =>
    tracks.get(entries.find((entry) => entry.key === key)?.trackId ?? '');
  const count = t('library.count', { count: entries.length });

  return (
    <Page
      title={playlist.name}
      lead={seconds > 0 ? `${count} · ${formatSpan(seconds, language)}` : count}
      actions={<Back />}
    >
      <div className="mb-4 flex flex-wrap gap-2">
        <Button look="primary" disabled={ids.length === 0} onClick={() => play(0)}>
          <Play aria-hidden className="fill-current" />
          {t('playlists.play')}
        </Button>
        <Button
          disabled={ids.length === 0}
          onClick={() =>
            void loadTracks(client, [...new Set(ids)]).then((loaded) =>
              setOpened({ dialog: 'export', tracks: loaded }),
            )
          }
        >
          <Share aria-hidden />
          {t('library.export')}
        </Button>
        <Button look="quiet" onClick={() => setWindow('name')}>
          <PencilLine aria-hidden />
          {t('playlists.rename')}
        </Button>
        <Button look="quiet" onClick={() => setWindow('remove')}>
          <Trash2 aria-hidden />
          {t('playlists.remove')}
        </Button>
      </div>
      {entries.length === 0 ? (
        <EmptyState icon={<ListMusic />} title={t('playlists.empty')}>
          {t('playlists.emptyText')}
        </EmptyState>
      ) : (
        <Card className="overflow-clip">
          <SortableList
            label={playlist.name}
            keys={keys}
            onShown={onShown}
            nameOf={(key) => trackOf(key)?.title ?? ''}
            onMove={(from, to) => order(moved(playlist.track_ids, from, to))}
          >
            {(key, index) => (
              <PlaylistRow
                track={trackOf(key)}
                onPlay={() => play(index)}
                onRemove={() => order(playlist.track_ids.filter((_, place) => place !== index))}
              />
            )}
          </SortableList>
        </Card>
      )}
      <TrackDialogs opened={opened} onClose={() => setOpened(null)} />
      {window === 'name' ? (
        <NameDialog playlist={playlist} onClose={() => setWindow(null)} />
      ) : null}
      {window === 'remove' ? (
        <RemoveDialog playlist={playlist} onClose={() => setWindow(null)} />
      ) : null}
    </Page>
  );
}

interface PlaylistRowProps {
  track: Track | undefined;
  onPlay: () => void;
  onRemove: () => void;
}

function PlaylistRow({ track, onPlay, onRemove }: PlaylistRowProps) {
  const { t } = useTranslation();
  const isCurrent = useCurrent()?.id === track?.id;
  if (!track) return <Skeleton className="my-2 h-12" />;
  return (
    <div className="flex h-full items-center gap-3">
      <button
        type="button"
        aria-label={t('player.playTrack', { title: track.title })}
        onClick={onPlay}
        className="shrink-0 rounded-lg"
      >
        <Cover url={coverOf(track)} seed={track.id} className="size-11" />
      </button>
      <div className={cn('min-w-0 grow', isCurrent && 'text-accent-ink')}>
        <TrackTitle track={track} />
        <p className="truncate text-sm text-ink-soft">
          {[track.artist, track.genre].filter(Boolean).join(' · ') || track.key}
        </p>
      </div>
      <span className="shrink-0 text-sm text-ink-soft tabular">{formatTime(track.duration)}</span>
      <IconButton label={t('playlists.takeOut', { title: track.title })} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

function RemoveDialog({ playlist, onClose }: { playlist: Playlist; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => removePlaylist(playlist.id),
    onSuccess: async () => {
      toast.done(t('playlists.removed', { name: playlist.name }), {
        label: t('library.undo'),
        run: () => void bringBack(),
      });
      await navigate({ to: '/library' });
      await forgetPlaylists(client);
    },
  });
  const bringBack = async () => {
    try {
      await addPlaylist(playlist.name, playlist.track_ids);
      await forgetPlaylists(client);
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('playlists.removeTitle', { name: playlist.name })}
      description={t('playlists.removeText')}
      footer={
        <>
          <Button onClick={onClose}>{t('playlists.cancel')}</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t('playlists.remove')}
          </Button>
        </>
      }
    >
      {remove.error ? <ProblemNote error={remove.error} /> : null}
    </Dialog>
  );
}
