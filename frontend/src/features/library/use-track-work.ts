import { useQueryClient } from '@tanstack/react-query';

import type { Track } from '@/api/client';
import {
  editTrack,
  forgetPlaylists,
  removeTrack,
  restoreTrack,
  showTrack,
  trashTrack,
} from '@/api/library';
import { keys } from '@/api/queries';
import { toast } from '@/components/ui/toast';
import { useTranslation } from '@/i18n';
import { inTurns } from '@/lib/in-turns';

// What can be done with tracks at once, without asking first. Whatever fails is told and the rest
// goes on.
export function useTrackWork() {
  const { t } = useTranslation();
  const client = useQueryClient();

  const withEach = async (tracks: readonly Track[], work: (track: Track) => Promise<unknown>) => {
    const { done, failed } = await inTurns(tracks, work);
    const [first] = failed;
    if (first) toast.failed(first.error);
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.tracks }),
      forgetPlaylists(client),
    ]);
    return done;
  };

  const restore = async (tracks: readonly Track[]) => {
    const done = await withEach(tracks, ({ id }) => restoreTrack(id));
    if (done.length > 0) toast.done(t('library.restored', { count: done.length }));
  };

  return {
    restore,

    // Shown at once, and taken back where the server refuses.
    favorite: async (tracks: readonly Track[], favorite: boolean) => {
      for (const track of tracks) showTrack(client, { ...track, favorite });
      const { failed } = await inTurns(tracks, async ({ id }) =>
        showTrack(client, await editTrack(id, { favorite })),
      );
      for (const { item } of failed) showTrack(client, item);
      const [first] = failed;
      if (first) toast.failed(first.error);
      await client.invalidateQueries({ queryKey: keys.tracks });
    },

    trash: async (tracks: readonly Track[]) => {
      const done = await withEach(tracks, ({ id }) => trashTrack(id));
      if (done.length === 0) return;
      toast.done(t('library.trashed', { count: done.length }), {
        label: t('library.undo'),
        run: () => void restore(done),
      });
    },

    remove: async (tracks: readonly Track[]) => {
      const done = await withEach(tracks, ({ id }) => removeTrack(id));
      if (done.length > 0) toast.done(t('library.removed', { count: done.length }));
    },
  };
}

export type TrackWork = ReturnType<typeof useTrackWork>;
