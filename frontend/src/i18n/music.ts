// Names of genres, moods, instruments, settings and places in the user's language; the engine's own name
// where the catalogue doesn't know it yet.
import { textOr } from '.';

export type MusicWord =
  'genre' | 'mood' | 'instrument' | 'ambience' | 'energy' | 'stage' | 'setting' | 'settingHint';

export const musicWord = (kind: MusicWord, name: string, fallback = name): string =>
  textOr(`music.${kind}.${name}`, fallback);
