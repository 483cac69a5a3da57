// Questions and requests about jobs: the queue, and downloads and checks of models.
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';

import { api, unwrap, type Job, type Schemas } from './client';
import { keys } from './queries';

export type JobPage = Schemas['JobPage'];
export type JobStatus = Job['status'];
export type JobKind = Job['kind'];

export interface JobFilter {
  status?: JobStatus | undefined;
  kind?: JobKind | undefined;
}

export const isOpen = (job: Job) => job.status === 'pending' || job.status === 'processing';

// What was asked for, as the server keeps it: each kind of job has some of it.
interface Wish {
  prompt?: string;
  model?: string;
  track_id?: string; // the song of a loop
  track_ids?: string[]; // the songs of an export
  edit?: { track_id: string } | null;
}

export const wishOf = ({ request }: Job) => (request ?? {}) as Wish;

const pageSize = 50;

const listJobs = (filter: JobFilter & { cursor?: string; limit: number }, signal: AbortSignal) =>
  unwrap(api.GET('/api/jobs', { signal, params: { query: filter } }));

export const queueQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.jobs, 'queue', filter],
    queryFn: ({ signal, pageParam }) =>
      listJobs({ ...filter, limit: pageSize, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page: JobPage) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

// The latest jobs of a kind.
export const latestJobsQuery = (kind: JobKind) =>
  queryOptions({
    queryKey: [...keys.jobs, 'latest', kind],
    queryFn: ({ signal }) => listJobs({ kind, limit: pageSize }, signal),
    select: ({ items }) => items,
  });

// How many jobs are in a state, however long the queue is.
export const jobCountQuery = (status: JobStatus) =>
  queryOptions({
    queryKey: [...keys.jobs, 'count', status],
    queryFn: ({ signal }) => listJobs({ status, limit: 1 }, signal),
    select: ({ total }) => total,
  });

export const deleteJob = (id: string) =>
  unwrap(api.DELETE('/api/jobs/{id}', { params: { path: { id } } }));

type JobLists = JobPage | InfiniteData<JobPage, string> | undefined;

const withJob = (page: JobPage, job: Job): JobPage => ({
  ...page,
  items: page.items.map((other) => (other.id === job.id ? job : other)),
});

// Shows how far a job is in every list that has it.
export function showJob(client: QueryClient, job: Job): void {
  client.setQueriesData<JobLists>({ queryKey: keys.jobs }, (list) => {
    if (!list) return list;
    if ('pages' in list) return { ...list, pages: list.pages.map((page) => withJob(page, job)) };
    return withJob(list, job);
  });
}
