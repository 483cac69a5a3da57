import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { RefObject } from 'react';

import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';
import { formatTime } from '@/lib/format';

import { linesOf } from './lyrics-text';
import type { LyricsReport, Note } from './use-lyrics-check';

interface LyricsEditorProps {
  id: string;
  value: string;
  describedBy: string;
  invalid: boolean;
  notes: Note[];
  report: LyricsReport | undefined;
  textarea: RefObject<HTMLTextAreaElement | null>;
  onChange: (value: string) => void;
  onBlur: () => void;
}

// The same in the text and in the copy below it, or the lines would break at other places.
const text = 'py-0 pr-16 pl-14 text-base leading-7 break-words whitespace-pre-wrap';

// A text field over an invisible copy of its text, whose rows carry what is to be said of each line.
export function LyricsEditor({
  id,
  value,
  describedBy,
  invalid,
  notes,
  report,
  textarea,
  onChange,
  onBlur,
}: LyricsEditorProps) {
  const { t } = useTranslation();
  const starts = new Map(
    report?.format === 'plain' ? report.lines.map(({ line, start }) => [line, start]) : [],
  );
  return (
    <div
      className={cn(
        'max-h-[32rem] min-h-56 overflow-y-auto rounded-xl border bg-raised py-3 focus-within:border-line-strong',
        invalid ? 'border-danger' : 'border-line-strong/70',
      )}
    >
      <div className="relative min-h-48">
        <div aria-hidden className="select-none">
          {linesOf(value).map((line, index) => (
            <Row
              key={index}
              number={index + 1}
              line={line}
              start={starts.get(index + 1) ?? null}
              kind={worstOf(notes, index + 1)}
            />
          ))}
        </div>
        <textarea
          ref={textarea}
          id={id}
          value={value}
          spellCheck
          aria-describedby={describedBy}
          aria-invalid={invalid ? true : undefined}
          placeholder={t('lyrics.placeholder')}
          onChange={({ target }) => onChange(target.value)}
          onBlur={onBlur}
          className={cn(
            'absolute inset-0 size-full resize-none overflow-hidden bg-transparent outline-none',
            text,
          )}
        />
      </div>
    </div>
  );
}

const worstOf = (notes: Note[], line: number): Note['kind'] | undefined => {
  const kinds = notes.filter((note) => note.line === line).map(({ kind }) => kind);
  return kinds.includes('error') ? 'error' : kinds[0];
};

interface RowProps {
  number: number;
  line: string;
  start: number | null;
  kind: Note['kind'] | undefined;
}

function Row({ number, line, start, kind }: RowProps) {
  const Icon = kind === 'error' ? CircleAlert : TriangleAlert;
  return (
    <div
      className={cn(
        'relative',
        kind === 'error' && 'bg-danger-soft',
        kind === 'warning' && 'bg-warn-soft',
      )}
    >
      <span className="absolute top-0 left-0 flex w-11 items-center justify-end gap-1 text-xs leading-7 text-ink-soft tabular">
        {kind ? <Icon className={cn('size-3.5', kind === 'error' && 'text-danger')} /> : null}
        {number}
      </span>
      <p className={cn('text-transparent', text)}>{line === '' ? '\u200b' : line}</p>
      {start === null ? null : (
        <span className="absolute top-0 right-3 text-xs leading-7 text-ink-soft tabular">
          {formatTime(start)}
        </span>
      )}
    </div>
  );
}
