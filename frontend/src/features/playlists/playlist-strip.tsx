import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ListMusic, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import { playlistsQuery } from '@/api/library';
import { Chip } from '@/components/ui/chip';
import { useTranslation } from '@/i18n';

const NameDialog = lazy(() =>
  import('./name-dialog').then((module) => ({ default: module.NameDialog })),
);

// All playlists in one line.
export function PlaylistStrip() {
  const { t } = useTranslation();
  const { data: playlists = [] } = useQuery(playlistsQuery);
  const [naming, setNaming] = useState(false);
  return (
    <nav
      aria-label={t('playlists.title')}
      className="-my-1 flex max-w-full min-w-0 gap-2 overflow-x-auto px-0.5 py-1"
    >
      {playlists.map(({ id, name, track_ids }) => (
        <Link
          key={id}
          to="/playlists/$id"
          params={{ id }}
          className="inline-flex min-h-8 max-w-56 shrink-0 items-center gap-1.5 rounded-full border border-line-strong/50 bg-raised px-3 py-1 text-sm text-ink-soft transition-colors hover:border-line-strong hover:text-ink"
        >
          <ListMusic aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{name}</span>
          <span className="tabular">{track_ids.length}</span>
        </Link>
      ))}
      <Chip className="shrink-0 border-dashed" onClick={() => setNaming(true)}>
        <Plus aria-hidden className="size-4" />
        {t('playlists.add')}
      </Chip>
      <Suspense>{naming ? <NameDialog onClose={() => setNaming(false)} /> : null}</Suspense>
    </nav>
  );
}
