// What the addresses of the library's screens carry: anything else in them is left out.
export const sorts = [
  '-created_at',
  'created_at',
  'title',
  '-title',
  'artist',
  'genre',
  '-duration',
  'duration',
  '-bpm',
  'bpm',
] as const;
export type Sort = (typeof sorts)[number];

export const kinds = ['generated', 'loop', 'edit', 'upload'] as const;
export type Kind = (typeof kinds)[number];

export interface LibrarySearch {
  q?: string | undefined;
  genre?: string | undefined;
  mood?: string | undefined;
  kind?: Kind | undefined;
  model?: string | undefined;
  favorite?: true | undefined;
  trash?: true | undefined;
  sort?: Sort | undefined;
}

const isOneOf = <T extends string>(list: readonly T[], value: unknown): value is T =>
  list.some((other) => other === value);

// A search of digits comes as a number: the router reads addresses as JSON.
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const readLibrarySearch = (address: Record<string, unknown>): LibrarySearch => ({
  q: textOf(address.q),
  genre: textOf(address.genre),
  mood: textOf(address.mood),
  kind: isOneOf(kinds, address.kind) ? address.kind : undefined,
  model: textOf(address.model),
  favorite: address.favorite === true ? true : undefined,
  trash: address.trash === true ? true : undefined,
  sort: isOneOf(sorts, address.sort) ? address.sort : undefined,
});

// Whether anything but the place (all, favourites, trash) narrows the list.
export const isNarrowed = ({ q, genre, mood, kind, model }: LibrarySearch): boolean =>
  [q, genre, mood, kind, model].some((value) => value !== undefined);

// "?ids=a,b": the tracks that a screen is about.
export const readIds = (address: Record<string, unknown>): { ids: string } => ({
  ids: textOf(address.ids) ?? '',
});
export const idsOf = (ids: string): string[] => ids.split(',').filter(Boolean);
