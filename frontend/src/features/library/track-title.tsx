import type { Track } from '@/api/client';

// A track's name, in one line.
export const TrackTitle = ({ track }: { track: Track }) => (
  <p title={track.title} className="truncate text-sm font-medium">
    {track.title}
  </p>
);
