// The stretch of a track that is in sight, and where things lie in it.
export interface View {
  from: number; // seconds
  to: number; // seconds
}

// Percent of the view's width from its left edge; outside 0 to 100 for what is out of sight.
export const placeIn = ({ from, to }: View, seconds: number): number =>
  to > from ? ((seconds - from) / (to - from)) * 100 : 0;

export const momentIn = ({ from, to }: View, share: number): number => from + share * (to - from);

export interface Chapter {
  name: string;
  start: number; // seconds
  end: number; // seconds
}

// Sections know where they begin; each lasts until the next.
export function chaptersOf(
  sections: readonly { name: string; start: number }[],
  duration: number,
): Chapter[] {
  return sections.map(({ name, start }, index) => ({
    name,
    start,
    end: sections[index + 1]?.start ?? duration,
  }));
}
