import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ListMusic, Plus } from 'lucide-react';
import { useState } from 'react';

import type { Track } from '@/api/client';
import { editPlaylist, forgetPlaylists, playlistsQuery, type Playlist } from '@/api/library';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemNote } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/surface';
import { toast } from '@/components/ui/toast';
import { useTranslation } from '@/i18n';

import { NameDialog } from './name-dialog';

interface AddToPlaylistProps {
  tracks: readonly Track[];
  onClose: () => void;
}

export function AddToPlaylist({ tracks, onClose }: AddToPlaylistProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: playlists, error, refetch } = useQuery(playlistsQuery);
  const [naming, setNaming] = useState(false);
  const ids = tracks.map(({ id }) => id);
  const tell = ({ name }: Playlist) =>
    toast.done(t('playlists.added', { count: ids.length, name }));
  const add = useMutation({
    mutationFn: ({ id, track_ids }: Playlist) =>
      editPlaylist(id, { track_ids: [...track_ids, ...ids] }),
    onSuccess: async (saved) => {
      await forgetPlaylists(client);
      onClose();
      tell(saved);
    },
  });
  if (naming) return <NameDialog trackIds={ids} onClose={onClose} onDone={tell} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('playlists.addTo', { count: ids.length })}
      footer={
        <Button onClick={() => setNaming(true)}>
          <Plus aria-hidden />
          {t('playlists.add')}
        </Button>
      }
    >
      {error && !playlists ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {add.error ? <ProblemNote error={add.error} /> : null}
      {!playlists && !error ? <Skeleton className="h-20" /> : null}
      {playlists?.length === 0 ? <p className="text-ink-soft">{t('playlists.none')}</p> : null}
      <ul className="flex flex-col gap-1">
        {playlists?.map((playlist) => (
          <li key={playlist.id}>
            <button
              type="button"
              disabled={add.isPending}
              onClick={() => add.mutate(playlist)}
              className="flex w-full items-center gap-3 rounded-lg p-2.5 text-left text-sm hover:bg-sunken"
            >
              <ListMusic aria-hidden className="size-4 shrink-0 text-ink-soft" />
              <span className="min-w-0 grow truncate font-medium">{playlist.name}</span>
              <span className="shrink-0 text-ink-soft">
                {t('library.count', { count: playlist.track_ids.length })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
