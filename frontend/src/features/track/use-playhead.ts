// Where a track stands in the player, and how to go elsewhere in it.
import { useCallback } from 'react';

import type { Track } from '@/api/client';
import { playableOf, player, useCurrent, usePlayer } from '@/features/player/player';

export function usePlayhead(track: Track) {
  const isCurrent = useCurrent()?.id === track.id;
  const position = usePlayer((state) => (isCurrent ? state.position : 0));
  const playing = usePlayer((state) => isCurrent && state.playing);
  const seek = useCallback(
    (seconds: number) => {
      if (!isCurrent) player.play([playableOf(track)]);
      player.seek(seconds);
    },
    [isCurrent, track],
  );
  return { position, playing, seek };
}
