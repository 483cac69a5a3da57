import { CircleAlert, TriangleAlert } from 'lucide-react';

import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

import type { Note } from './use-lyrics-check';

const most = 12; // a wrong file may have thousands

// What may go wrong with the lyrics, line by line; a line's number leads to it.
export function LineNotes({ notes, onGo }: { notes: Note[]; onGo: (line: number) => void }) {
  const { t } = useTranslation();
  if (notes.length === 0) return null;
  return (
    <div className="rounded-xl border border-line bg-sunken">
      <ul aria-label={t('lyrics.notes')} className="divide-y divide-line">
        {notes.slice(0, most).map((note, index) => {
          const Icon = note.kind === 'error' ? CircleAlert : TriangleAlert;
          return (
            <li key={index} className="flex items-start gap-2.5 px-4 py-2.5 text-sm">
              <Icon
                aria-hidden
                className={cn(
                  'mt-0.5 size-4 shrink-0',
                  note.kind === 'error' ? 'text-danger' : 'text-ink-soft',
                )}
              />
              <p className="min-w-0 break-words">
                {note.line > 0 ? (
                  <button
                    type="button"
                    onClick={() => onGo(note.line)}
                    className="mr-1.5 font-medium text-accent-ink underline underline-offset-2"
                  >
                    {t('lyrics.line', { number: note.line })}
                  </button>
                ) : null}
                {note.text}
              </p>
            </li>
          );
        })}
      </ul>
      {notes.length > most ? (
        <p className="border-t border-line px-4 py-2.5 text-sm text-ink-soft">
          {t('lyrics.moreNotes', { count: notes.length - most })}
        </p>
      ) : null}
    </div>
  );
}
