import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import type { Track } from '@/api/client';
import { getTaggedTrack, type TaggedTrack } from '@/api/library';
import { ProblemNote } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/surface';

import { useBatchEditor, useSingleEditor, type Editor } from './use-editor';

interface WithEditorProps {
  tracks: readonly Track[]; // one or more
  onSaved: () => void;
  frame: (editor: Editor | null, instead?: ReactNode) => ReactNode; // null while it isn't ready
}

// The editor for one track or for several.
export function WithEditor({ tracks, ...rest }: WithEditorProps) {
  const [first, second] = tracks;
  if (first && !second) return <WithOne id={first.id} {...rest} />;
  return <WithSeveral tracks={tracks} {...rest} />;
}

function WithOne({ id, onSaved, frame }: Omit<WithEditorProps, 'tracks'> & { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['tagged-track', id],
    queryFn: () => getTaggedTrack(id),
    staleTime: Infinity,
    gcTime: 0,
  });
  if (data) return <Loaded opened={data} onSaved={onSaved} frame={frame} />;
  return frame(
    null,
    error ? (
      <ProblemNote error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton className="h-96" />
    ),
  );
}

function Loaded({
  opened,
  onSaved,
  frame,
}: Omit<WithEditorProps, 'tracks'> & { opened: TaggedTrack }) {
  return frame(useSingleEditor(opened, onSaved));
}

function WithSeveral({ tracks, onSaved, frame }: WithEditorProps) {
  return frame(useBatchEditor(tracks, onSaved));
}
