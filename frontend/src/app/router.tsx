// Every screen by its address; each is a chunk of its own.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';

import { readIds, readLibrarySearch } from '@/features/library/search';
import { readQueueSearch } from '@/features/queue/search';

import { ScreenError } from './error-boundary';
import { NotFound } from './not-found';
import { Shell } from './shell';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const create = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/create/create-screen'), 'CreateScreen'),
});

const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue',
  validateSearch: readQueueSearch,
  component: lazyRouteComponent(() => import('@/features/queue/queue-screen'), 'QueueScreen'),
});

const library = createRoute({
  getParentRoute: () => root,
  path: '/library',
  validateSearch: readLibrarySearch,
  component: lazyRouteComponent(() => import('@/features/library/library-screen'), 'LibraryScreen'),
});

const playlist = createRoute({
  getParentRoute: () => root,
  path: '/playlists/$id',
  component: lazyRouteComponent(
    () => import('@/features/playlists/playlist-screen'),
    'PlaylistScreen',
  ),
});

const metadata = createRoute({
  getParentRoute: () => root,
  path: '/edit',
  validateSearch: readIds,
  component: lazyRouteComponent(
    () => import('@/features/metadata/metadata-screen'),
    'MetadataScreen',
  ),
});

const exporting = createRoute({
  getParentRoute: () => root,
  path: '/export',
  validateSearch: readIds,
  component: lazyRouteComponent(() => import('@/features/export/export-screen'), 'ExportScreen'),
});

const models = createRoute({
  getParentRoute: () => root,
  path: '/models',
  component: lazyRouteComponent(() => import('@/features/models/models-screen'), 'ModelsScreen'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(
    () => import('@/features/settings/settings-screen'),
    'SettingsScreen',
  ),
});

const about = createRoute({
  getParentRoute: () => root,
  path: '/about',
  component: lazyRouteComponent(() => import('@/features/about/about-screen'), 'AboutScreen'),
});

const track = createRoute({
  getParentRoute: () => root,
  path: '/tracks/$id',
  component: lazyRouteComponent(() => import('@/features/track/track-screen'), 'TrackScreen'),
});

const loop = createRoute({
  getParentRoute: () => root,
  path: '/tracks/$id/loop',
  component: lazyRouteComponent(() => import('@/features/loop/loop-screen'), 'LoopScreen'),
});

const change = createRoute({
  getParentRoute: () => root,
  path: '/tracks/$id/change',
  component: lazyRouteComponent(() => import('@/features/change/change-screen'), 'ChangeScreen'),
});

const upload = createRoute({
  getParentRoute: () => root,
  path: '/upload',
  component: lazyRouteComponent(() => import('@/features/upload/upload-screen'), 'UploadScreen'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    create,
    queue,
    library,
    playlist,
    metadata,
    exporting,
    track,
    loop,
    change,
    upload,
    models,
    settings,
    about,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: ScreenError,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
