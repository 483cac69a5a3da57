import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import {
  Download,
  Ellipsis,
  Heart,
  Pencil,
  Repeat,
  Share,
  Trash2,
  WandSparkles,
} from 'lucide-react';

import type { Track } from '@/api/client';
import { editTrack, restoreTrack, showTrack, trashTrack } from '@/api/library';
import { keys, modelsQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import { editorsOf } from '@/features/change/segments';
import { useTranslation } from '@/i18n';

import { addressOf } from './queries';

interface ActionsProps {
  track: Track;
  hasMidi: boolean;
}

export function Actions({ track, hasMidi }: ActionsProps) {
  const { t } = useTranslation();
  const params = { id: track.id };
  const client = useQueryClient();
  const favorite = useMutation({
    mutationFn: (chosen: boolean) => editTrack(track.id, { favorite: chosen }),
    onSuccess: (changed) => showTrack(client, changed),
    onError: (error) => toast.failed(error),
  });
  const remove = useRemoval(track);
  const { data: models } = useQuery(modelsQuery);
  const canChange = models !== undefined && editorsOf(models, track).length > 0;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <IconButton
        label={t('track.favorite')}
        aria-pressed={track.favorite}
        className="aria-pressed:text-accent-ink"
        onClick={() => favorite.mutate(!track.favorite)}
      >
        <Heart aria-hidden className={track.favorite ? 'fill-current' : ''} />
      </IconButton>
      <Button asChild className="max-sm:px-3">
        <Link to="/edit" search={{ ids: track.id }}>
          <Pencil aria-hidden />
          <span className="max-sm:sr-only">{t('track.edit')}</span>
        </Link>
      </Button>
      <Button asChild className="max-sm:px-3">
        <Link to="/export" search={{ ids: track.id }}>
          <Share aria-hidden />
          <span className="max-sm:sr-only">{t('track.export')}</span>
        </Link>
      </Button>
      <Button asChild look="primary">
        <Link to="/tracks/$id/loop" params={params}>
          <Repeat aria-hidden />
          {t('track.loop')}
        </Link>
      </Button>
      <Menu
        trigger={
          <Button look="quiet" size="icon" aria-label={t('track.more')}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem asChild>
          <a href={`${track.file_url}?download=1`} download>
            <Download aria-hidden />
            {t('track.download')}
          </a>
        </MenuItem>
        {hasMidi ? (
          <MenuItem asChild>
            <a href={addressOf(track.id, 'midi')} download={`${track.title}.mid`}>
              <Download aria-hidden />
              {t('track.midi')}
            </a>
          </MenuItem>
        ) : null}
        {canChange ? (
          <MenuItem asChild>
            <Link to="/tracks/$id/change" params={params}>
              <WandSparkles aria-hidden />
              {t('track.change')}
            </Link>
          </MenuItem>
        ) : null}
        <MenuLine />
        <MenuItem onSelect={() => remove.mutate(track.id)}>
          <Trash2 aria-hidden />
          {t('track.delete')}
        </MenuItem>
      </Menu>
    </div>
  );
}

// To the trash, from where one click brings it back.
function useRemoval(track: Track) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const undo = () => {
    restoreTrack(track.id).then(
      async () => {
        await client.invalidateQueries({ queryKey: keys.tracks });
        await navigate({ to: '/tracks/$id', params: { id: track.id } });
      },
      (error: unknown) => toast.failed(error),
    );
  };
  return useMutation({
    mutationFn: trashTrack,
    onSuccess: async () => {
      toast.done(t('track.deleted', { title: track.title }), { label: t('track.undo'), run: undo });
      await navigate({ to: '/library' });
      await client.invalidateQueries({ queryKey: keys.tracks });
      client.removeQueries({ queryKey: keys.track(track.id) });
    },
    onError: (error) => toast.failed(error),
  });
}
