// The server's events (`job`, `track`, `track_removed`, `model`), which keep TanStack Query's cache true.
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { origin, type Job, type Track } from './client';
import { connection, useConnection } from './connection';
import { isOpen, showJob } from './jobs';
import { keys } from './queries';

const retryMs = 2000;

// Whether the server is there at all; the service worker never answers for this address.
async function probe() {
  try {
    connection.answered(await fetch(`${origin}/health`, { cache: 'no-store' }));
  } catch {
    connection.missed();
  }
}

// Puts what an event brings where screens look for it. Lists are marked stale where they may have
// changed: they have filters and an order that the server knows better.
export function applyJob(client: QueryClient, job: Job) {
  const before = client.getQueryData<Job>(keys.job(job.id));
  client.setQueryData(keys.job(job.id), job);
  showJob(client, job);
  if (before?.status === job.status) return;
  void client.invalidateQueries({ queryKey: keys.jobs });
  if (job.kind === 'pull' || job.kind === 'verify') {
    void client.invalidateQueries({ queryKey: keys.models });
  }
  if (!isOpen(job)) void client.invalidateQueries({ queryKey: keys.storage });
  if (job.status === 'completed') void client.invalidateQueries({ queryKey: keys.tracks });
}

export function applyTrack(client: QueryClient, track: Track) {
  client.setQueryData(keys.track(track.id), track);
  staleLibrary(client);
}

// Where it is shown, the server is asked once more and says that it is gone.
export function applyRemoval(client: QueryClient, id: string) {
  void client.resetQueries({ queryKey: keys.track(id) });
  staleLibrary(client);
}

// Tracks in the trash stand in no playlist, and what is removed takes no space.
function staleLibrary(client: QueryClient) {
  for (const queryKey of [keys.tracks, keys.playlists, keys.storage]) {
    void client.invalidateQueries({ queryKey });
  }
}

// Follows the events until the function that it returns is called.
// `onTrack` is told of each changed track.
export function followEvents(client: QueryClient, onTrack: (track: Track) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    source = new EventSource(`${origin}/api/events`);
    let missedSome = false;
    source.onopen = () => {
      connection.streamOpened();
      // The browser resumes by Last-Event-ID; a new source can't, so ask for what was missed.
      if (missedSome) void client.invalidateQueries();
    };
    source.onerror = () => {
      connection.streamLost();
      missedSome = true;
      void probe();
      if (source?.readyState !== EventSource.CLOSED) return;
      source.close();
      timer = setTimeout(open, retryMs);
    };
    const on = (name: string, apply: (data: unknown) => void) =>
      source?.addEventListener(name, (event: MessageEvent<string>) =>
        apply(JSON.parse(event.data)),
      );
    on('job', (job) => applyJob(client, job as Job));
    on('track', (track) => {
      applyTrack(client, track as Track);
      onTrack(track as Track);
    });
    on('track_removed', (gone) => applyRemoval(client, (gone as { id: string }).id));
    on('model', () => {
      void client.invalidateQueries({ queryKey: keys.models });
      void client.invalidateQueries({ queryKey: keys.storage });
    });
  };

  const onOffline = () => void probe();
  addEventListener('offline', onOffline);
  open();
  return () => {
    removeEventListener('offline', onOffline);
    clearTimeout(timer);
    source?.close();
  };
}

// For `refetchInterval` of whatever events keep fresh: polls each second while the stream is lost,
// for at most `limitSeconds` (the server's JOB_TIMEOUT), then leaves it to the stream's return.
export function usePollInterval(limitSeconds: number): number | false {
  const lost = useConnection((state) => state.stream === 'lost');
  const lostAt = useConnection((state) => state.lostAt);
  const [expiredAt, setExpiredAt] = useState(0);
  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => setExpiredAt(lostAt), limitSeconds * 1000);
    return () => clearTimeout(timer);
  }, [lost, lostAt, limitSeconds]);
  return lost && expiredAt !== lostAt ? 1000 : false;
}
