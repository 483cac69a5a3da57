// Names of genres, moods, instruments and places in the user's language; the engine's own name
// where the catalogue doesn't know it yet.
import type { TFunction } from 'i18next';

export type MusicWord = 'genre' | 'mood' | 'instrument' | 'ambience' | 'energy' | 'stage';

export function musicWord(t: TFunction, kind: MusicWord, name: string, fallback = name): string {
  return t(`music.${kind}.${name}` as 'music.mood.happy', { defaultValue: fallback });
}
