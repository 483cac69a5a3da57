// Which tracks of a list are chosen; `anchor` is where a range with Shift begins.
export interface Selection {
  ids: ReadonlySet<string>;
  anchor: string | null;
}

export const nothingSelected: Selection = { ids: new Set(), anchor: null };

// Chooses or leaves one track; with `range`, all from the anchor to it do as it does.
export function toggled(
  selection: Selection,
  list: readonly string[],
  id: string,
  range: boolean,
): Selection {
  const chosen = !selection.ids.has(id);
  const ids = new Set(selection.ids);
  const to = list.indexOf(id);
  const from = range && selection.anchor !== null ? list.indexOf(selection.anchor) : to;
  const touched = from < 0 ? [id] : list.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const other of touched) {
    if (chosen) ids.add(other);
    else ids.delete(other);
  }
  return { ids, anchor: id };
}
