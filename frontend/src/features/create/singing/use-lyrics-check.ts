import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';

import { api, unwrap, type Schemas } from '@/api/client';
import { Problem, problemText } from '@/api/problem';
import { translation } from '@/i18n';
import en from '@/i18n/en.json';
import { useDebounced } from '@/lib/use-debounced';

export type LyricsRequest = Schemas['LyricsRequest'];
export type LyricsReport = Schemas['LyricsReport'];
type LyricsWarning = Schemas['LyricsWarning'];

const restMs = 500;

const lyricsQuery = (request: LyricsRequest) =>
  queryOptions({
    queryKey: ['lyrics', request],
    queryFn: ({ signal }) => unwrap(api.POST('/api/lyrics/check', { signal, body: request })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });

// What the server says of the lyrics once the typing rests.
export function useLyricsCheck(request: LyricsRequest) {
  const asked = JSON.parse(useDebounced(JSON.stringify(request), restMs)) as LyricsRequest;
  const isEmpty = asked.lyrics.trim() === '';
  const query = useQuery({ ...lyricsQuery(asked), enabled: !isEmpty });
  return {
    report: isEmpty || query.error ? undefined : query.data,
    error: isEmpty ? null : query.error,
    stale: query.isPlaceholderData || asked.lyrics !== request.lyrics,
  };
}

export interface Note {
  line: number; // from 1; 0 is the whole song
  kind: 'warning' | 'error';
  text: string;
}

// In English the server's own words, which name seconds; elsewhere our words for the code.
function warningText({ code, message }: LyricsWarning): string {
  const { t, language } = translation();
  const known = code in en.lyrics.warnings;
  if (language === 'en' || !known) return message;
  return t(`lyrics.warnings.${code as keyof typeof en.lyrics.warnings}`);
}

export const notesOf = (report: LyricsReport | undefined): Note[] =>
  [{ line: 0, warnings: report?.warnings ?? [] }, ...(report?.lines ?? [])].flatMap(
    ({ line, warnings }) =>
      warnings.map((warning) => ({ line, kind: 'warning' as const, text: warningText(warning) })),
  );

// Lyrics that are refused: the server's sentence begins with the line, "Line 3: ...".
export function noteOfRefusal(error: unknown): Note | undefined {
  if (!(error instanceof Problem) || error.code !== 'invalid_lyrics') return undefined;
  const line = Number(/^Line (\d+): /.exec(error.detail)?.[1] ?? 0);
  const text = problemText(error).replace(/Line \d+: /, '');
  return { line, kind: 'error', text: error.hint ? `${text} ${error.hint}` : text };
}
