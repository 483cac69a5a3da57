import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';

import { addPlaylist, editPlaylist, forgetPlaylists, type Playlist } from '@/api/library';
import { problemText } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useTranslation } from '@/i18n';

export const longestName = 200;

interface NameDialogProps {
  playlist?: Playlist; // left out: a new one
  trackIds?: string[]; // what a new one begins with
  onClose: () => void;
  onDone?: (playlist: Playlist) => void;
}

// Names a new playlist, or gives another name to one.
export function NameDialog({ playlist, trackIds = [], onClose, onDone }: NameDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useId();
  const [name, setName] = useState(playlist?.name ?? '');
  const [missing, setMissing] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      playlist ? editPlaylist(playlist.id, { name }) : addPlaylist(name.trim(), trackIds),
    onSuccess: async (saved) => {
      await forgetPlaylists(client);
      onClose();
      onDone?.(saved);
    },
  });
  const error =
    missing && name.trim() === ''
      ? t('playlists.errors.name')
      : [...name].length > longestName
        ? t('playlists.errors.nameLong', { most: longestName })
        : save.error
          ? problemText(save.error)
          : undefined;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={playlist ? t('playlists.rename') : t('playlists.add')}
      footer={
        <>
          <Button onClick={onClose}>{t('playlists.cancel')}</Button>
          <Button type="submit" form={form} look="primary" disabled={save.isPending}>
            {playlist ? t('playlists.save') : t('playlists.make')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(true);
          if (name.trim() !== '' && [...name].length <= longestName) save.mutate();
        }}
      >
        <Field label={t('playlists.name')} error={error}>
          <Input value={name} autoComplete="off" onChange={({ target }) => setName(target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
