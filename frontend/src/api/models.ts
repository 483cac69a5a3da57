// Requests about models, and what takes space on the disk.
import { queryOptions } from '@tanstack/react-query';

import { api, unwrap } from './client';
import { keys } from './queries';

export const storageQuery = queryOptions({
  queryKey: keys.storage,
  queryFn: ({ signal }) => unwrap(api.GET('/api/storage', { signal })),
});

export const pullModel = (name: string) =>
  unwrap(api.POST('/api/models/{name}/pull', { params: { path: { name } } }));

export const verifyModel = (name: string) =>
  unwrap(api.POST('/api/models/{name}/verify', { params: { path: { name } } }));

export const removeModel = (name: string) =>
  unwrap(api.DELETE('/api/models/{name}', { params: { path: { name } } }));

export const emptyTrash = () => unwrap(api.DELETE('/api/trash'));

export const pruneStorage = () => unwrap(api.POST('/api/storage/prune'));
