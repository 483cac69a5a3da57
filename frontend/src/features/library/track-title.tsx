import { Link } from '@tanstack/react-router';

import type { Track } from '@/api/client';

// A track's name, in one line; it leads to the track.
export const TrackTitle = ({ track }: { track: Track }) => (
  <p className="min-w-0 text-sm font-medium">
    <Link
      to="/tracks/$id"
      params={{ id: track.id }}
      title={track.title}
      className="block truncate leading-6 -outline-offset-2 hover:underline"
    >
      {track.title}
    </Link>
  </p>
);
