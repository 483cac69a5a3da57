import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Heart, LayoutGrid, Library, List, SearchX, Trash2 } from 'lucide-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';

import { libraryQuery } from '@/api/library';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { Segmented } from '@/components/ui/segmented';
import { Card, EmptyState, Page, Skeleton } from '@/components/ui/surface';
import { PlaylistStrip } from '@/features/playlists/playlist-strip';
import { UploadLink } from '@/features/upload/upload-link';
import { useTranslation } from '@/i18n';

import { Filters } from './filters';
import { playFrom } from './play-from';
import { useLibraryView } from './preferences';
import { isNarrowed, type LibrarySearch } from './search';
import { nothingSelected, toggled } from './selection';
import { SelectionBar } from './selection-bar';
import { TrackDialogs, type Opened } from './track-dialogs';
import type { TrackActions } from './track-parts';
import { TrackCard, TrackRow } from './track-row';
import { VirtualTracks } from './virtual-tracks';

const route = getRouteApi('/library');

type Place = 'all' | 'favorites' | 'trash';
const placeOf = ({ favorite, trash }: LibrarySearch): Place =>
  trash ? 'trash' : favorite ? 'favorites' : 'all';

export function LibraryScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = useLibraryView((state) => state.view);
  const [selection, setSelection] = useState(nothingSelected);
  const [opened, setOpened] = useState<Opened | null>(null);

  const query = useInfiniteQuery(libraryQuery(search));
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const tracks = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const total = data?.pages[0]?.total ?? 0;
  const selected = useMemo(
    () => tracks?.filter(({ id }) => selection.ids.has(id)) ?? [],
    [tracks, selection],
  );
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const show = (change: Partial<LibrarySearch>) => {
    setSelection(nothingSelected);
    void navigate({
      search: { ...search, ...change },
      replace: 'q' in change,
      resetScroll: false,
    });
  };
  const selectAll = async () => {
    let now = await fetchNextPage();
    while (now.hasNextPage && !now.isError) now = await now.fetchNextPage();
    const ids = now.data?.pages.flatMap((page) => page.items.map(({ id }) => id));
    setSelection({ ids: new Set(ids), anchor: null });
  };
  const actions: TrackActions = {
    isSelected: (id) => selection.ids.has(id),
    select: (id, range) =>
      setSelection((now) =>
        toggled(
          now,
          (tracks ?? []).map((track) => track.id),
          id,
          range,
        ),
      ),
    play: (track) => playFrom(search, data?.pages ?? [], track),
    open: setOpened,
  };

  return (
    <Page
      title={t('library.title')}
      lead={data ? t('library.count', { count: total }) : undefined}
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <UploadLink />
          <ViewSwitch />
        </div>
      }
    >
      <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-3">
        <PlaceSwitch
          place={placeOf(search)}
          onChange={(place) =>
            show({
              favorite: place === 'favorites' || undefined,
              trash: place === 'trash' || undefined,
            })
          }
        />
        <PlaylistStrip />
      </div>
      {total > 0 || isNarrowed(search) ? <Filters search={search} onChange={show} /> : null}
      {error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {selected.length > 0 ? (
        <SelectionBar
          tracks={selected}
          total={total}
          inTrash={search.trash === true}
          onSelectAll={() => void selectAll()}
          onClear={() => setSelection(nothingSelected)}
          onOpen={setOpened}
        />
      ) : null}
      {tracks === undefined ? (
        error ? null : (
          <Skeleton className="h-64" />
        )
      ) : total === 0 ? (
        <NothingHere search={search} />
      ) : view === 'list' ? (
        <Card className="overflow-clip [&_li:last-child>div]:border-b-0">
          <VirtualTracks
            view="list"
            label={t('library.title')}
            tracks={tracks}
            total={total}
            onNeedMore={loadMore}
          >
            {(track) => <TrackRow track={track} actions={actions} />}
          </VirtualTracks>
        </Card>
      ) : (
        <VirtualTracks
          view="grid"
          label={t('library.title')}
          tracks={tracks}
          total={total}
          onNeedMore={loadMore}
        >
          {(track) => <TrackCard track={track} actions={actions} />}
        </VirtualTracks>
      )}
      <TrackDialogs opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function ViewSwitch() {
  const { t } = useTranslation();
  const view = useLibraryView((state) => state.view);
  return (
    <Segmented
      label={t('library.view')}
      value={view}
      options={[
        { value: 'list', label: <List aria-hidden />, name: t('library.list') },
        { value: 'grid', label: <LayoutGrid aria-hidden />, name: t('library.grid') },
      ]}
      onChange={(chosen) => useLibraryView.setState({ view: chosen })}
    />
  );
}

function PlaceSwitch({ place, onChange }: { place: Place; onChange: (place: Place) => void }) {
  const { t } = useTranslation();
  return (
    <Segmented
      label={t('library.place')}
      value={place}
      options={[
        { value: 'all', label: t('library.places.all') },
        { value: 'favorites', label: t('library.places.favorites') },
        { value: 'trash', label: t('library.places.trash') },
      ]}
      onChange={onChange}
    />
  );
}

function NothingHere({ search }: { search: LibrarySearch }) {
  const { t } = useTranslation();
  const empty = (icon: ReactNode, title: string, text: string, action?: ReactNode) => (
    <EmptyState icon={icon} title={title} action={action}>
      {text}
    </EmptyState>
  );
  if (isNarrowed(search)) {
    return empty(<SearchX />, t('library.nothingFound'), t('library.nothingFoundText'));
  }
  if (search.trash) return empty(<Trash2 />, t('library.trashEmpty'), t('library.trashText'));
  if (search.favorite) {
    return empty(<Heart />, t('library.favoritesEmpty'), t('library.favoritesText'));
  }
  return empty(
    <Library />,
    t('library.empty'),
    t('library.emptyText'),
    <Button asChild look="primary">
      <Link to="/">{t('queue.emptyAction')}</Link>
    </Button>,
  );
}
