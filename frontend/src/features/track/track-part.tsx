import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';

import type { Track } from '@/api/client';
import { trackQuery } from '@/api/queries';
import { Page } from '@/components/ui/surface';

import { TrackMissing } from './track-missing';

interface TrackPartProps {
  id: string; // of the track
  title: string;
  children: (track: Track) => ReactNode;
}

// A screen about one thing that can be done with a track, with the way back to it.
export function TrackPart({ id, title, children }: TrackPartProps) {
  const { data: track, error, refetch } = useQuery(trackQuery(id));
  return (
    <Page
      title={title}
      className="max-w-7xl"
      lead={
        track ? (
          <Link
            to="/tracks/$id"
            params={{ id }}
            className="inline-flex max-w-full items-center gap-1.5 hover:text-ink"
          >
            <ArrowLeft aria-hidden className="size-4 shrink-0" />
            <span className="truncate">{track.title}</span>
          </Link>
        ) : null
      }
    >
      {track ? (
        <div className="flex flex-col gap-6">{children(track)}</div>
      ) : (
        <TrackMissing error={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}
