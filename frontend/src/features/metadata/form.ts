// What a person may say of tracks, with the server's rules (TrackEdit in the API).
import * as v from 'valibot';

import type { Track } from '@/api/client';
import type { TrackEdit } from '@/api/library';
import type { Translate } from '@/i18n';

export const fields = ['title', 'artist', 'album', 'genre', 'mood', 'year', 'comment'] as const;
export type FieldName = (typeof fields)[number];
export type MetadataForm = Record<FieldName, string>;

export const longest = {
  title: 300,
  artist: 300,
  album: 300,
  genre: 100,
  mood: 100,
  comment: 4000,
} as const;

export const formOf = (track: Track): MetadataForm => ({
  title: track.title,
  artist: track.artist,
  album: track.album,
  genre: track.genre,
  mood: track.mood,
  year: track.year === null ? '' : String(track.year),
  comment: track.comment,
});

export interface Common {
  form: MetadataForm; // '' where the tracks differ
  mixed: ReadonlySet<FieldName>;
}

// What several tracks have in common.
export function commonOf(tracks: readonly Track[]): Common {
  const [first, ...others] = tracks.map(formOf);
  const form = first ?? {
    title: '',
    artist: '',
    album: '',
    genre: '',
    mood: '',
    year: '',
    comment: '',
  };
  const mixed = new Set(
    fields.filter((field) => others.some((other) => other[field] !== form[field])),
  );
  const shared = Object.fromEntries(
    fields.map((field) => [field, mixed.has(field) ? '' : form[field]]),
  ) as MetadataForm;
  return { form: shared, mixed };
}

// The rules with their messages in the user's language; `several` tracks need no title. Lengths are
// of code points, as the server counts them.
export function formRules(t: Translate, { several }: { several: boolean }) {
  const text = (most: number) =>
    v.pipe(
      v.string(),
      v.check((words) => [...words].length <= most, t('metadata.errors.long', { most })),
    );
  return v.object({
    title: v.pipe(
      text(longest.title),
      v.check((words) => several || words.trim() !== '', t('metadata.errors.title')),
    ),
    artist: text(longest.artist),
    album: text(longest.album),
    genre: text(longest.genre),
    mood: text(longest.mood),
    year: v.pipe(
      v.string(),
      v.check(
        (year) => year.trim() === '' || /^[1-9]\d{3}$/.test(year.trim()),
        t('metadata.errors.year'),
      ),
    ),
    comment: text(longest.comment),
  });
}

// Only what was changed, so that nothing else is overwritten.
export function editOf(form: MetadataForm, changed: ReadonlySet<FieldName>): TrackEdit {
  const edit: TrackEdit = {};
  for (const field of changed) {
    if (field === 'year') edit.year = form.year.trim() === '' ? null : Number(form.year);
    else edit[field] = form[field].trim();
  }
  return edit;
}

// The changed fields that somebody else has changed meanwhile, to something else than was typed.
export function conflictsOf(
  before: Track,
  now: Track,
  form: MetadataForm,
  changed: ReadonlySet<FieldName>,
): FieldName[] {
  const [old, theirs] = [formOf(before), formOf(now)];
  return fields.filter(
    (field) =>
      changed.has(field) && theirs[field] !== old[field] && theirs[field] !== form[field].trim(),
  );
}
