// What went wrong, as the server says it (RFC 9457), or as we saw it.
import { translation } from '@/i18n';
import en from '@/i18n/en.json';

interface Document {
  status: number;
  code: string;
  detail: string;
  field: string | null;
  hint: string | null;
  request_id: string | null;
}

const isDocument = (body: unknown): body is Partial<Document> & { code: string } =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';

export class Problem extends Error implements Document {
  override name = 'Problem';
  status: number;
  code: string;
  detail: string;
  field: string | null;
  hint: string | null;
  request_id: string | null;

  constructor(document: Document) {
    super(document.detail || document.code);
    this.status = document.status;
    this.code = document.code;
    this.detail = document.detail;
    this.field = document.field;
    this.hint = document.hint;
    this.request_id = document.request_id;
  }

  // From the body of an answer that failed; a proxy's HTML page makes a problem too.
  static from(body: unknown, status: number): Problem {
    const known = isDocument(body) ? body : { code: status >= 502 ? 'server_away' : 'unknown' };
    return new Problem({
      status,
      detail: '',
      field: null,
      hint: null,
      request_id: null,
      ...known,
    });
  }

  static away(): Problem {
    return Problem.from({ code: 'server_away' }, 0);
  }
}

// One sentence for the person: in English the server's own words, which know most; in other
// languages our words for the kind of problem, then the server's.
export function problemText(error: unknown): string {
  const { t, language } = translation();
  if (!(error instanceof Problem)) return t('problems.unknown');
  const kind = error.code in en.problems ? (error.code as keyof typeof en.problems) : 'unknown';
  const ours = t(`problems.${kind}`);
  if (error.detail === '') return ours;
  return language === 'en' || kind === 'unknown' ? error.detail : `${ours} (${error.detail})`;
}

// The problem's field as a form names it: "/parameters/bpm" is "bpm".
export const problemField = (error: unknown): string | undefined =>
  error instanceof Problem ? error.field?.split('/').pop() : undefined;
