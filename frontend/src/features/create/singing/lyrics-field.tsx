import { Clock, Hand } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useController, useFormContext } from 'react-hook-form';

import type { Model } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { FieldError } from '@/components/ui/field';
import { ProblemNote } from '@/components/ui/problem';
import { useTranslation } from '@/i18n';
import { parseDuration } from '@/lib/format';

import type { EngineOptions } from '../engine-options';
import type { CreateForm } from '../form';

import { LineNotes } from './line-notes';
import { LyricsEditor } from './lyrics-editor';
import { headings, isTimed, linesOf, withHeading, withoutTimes, wordsOf } from './lyrics-text';
import { noteOfRefusal, notesOf, useLyricsCheck, type LyricsRequest } from './use-lyrics-check';

const TapDialog = lazy(() =>
  import('./tap-dialog').then((module) => ({ default: module.TapDialog })),
);

interface LyricsFieldProps {
  model: Model;
  options: EngineOptions;
}

// The words of the song, with what the engine will make of each line.
export function LyricsField({ model, options }: LyricsFieldProps) {
  const { t } = useTranslation();
  const { control, watch, getFieldState, trigger } = useFormContext<CreateForm>();
  const { field, fieldState } = useController({ control, name: 'lyrics' });
  const textarea = useRef<HTMLTextAreaElement>(null);
  const { ref } = field;
  useEffect(() => {
    ref(textarea.current); // where an error puts the focus
    // The song may have been asked for while this field was still loading.
    if (getFieldState('lyrics').error) void trigger('lyrics', { shouldFocus: true });
  }, [ref, getFieldState, trigger]);
  const [tapping, setTapping] = useState(false);
  const check = useLyricsCheck(requestOf(field.value, model, options, watch()));

  const refusal = noteOfRefusal(check.error);
  const notes = check.stale ? [] : refusal ? [refusal] : notesOf(check.report);
  const timed = isTimed(field.value);

  const select = (from: number, to = from) => {
    requestAnimationFrame(() => {
      textarea.current?.focus();
      textarea.current?.setSelectionRange(from, to);
    });
  };
  const addHeading = (name: string) => {
    const changed = withHeading(
      field.value,
      textarea.current?.selectionStart ?? field.value.length,
      name,
    );
    field.onChange(changed.text);
    select(changed.caret);
  };
  const goToLine = (line: number) => {
    const before = linesOf(field.value).slice(0, line - 1);
    const from = before.reduce((sum, text) => sum + text.length + 1, 0);
    select(from, from + (linesOf(field.value)[line - 1]?.length ?? 0));
  };

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <label htmlFor="lyrics" className="text-sm font-medium">
          {t('lyrics.label')}
        </label>
        {timed ? null : (
          <div role="group" aria-label={t('lyrics.addHeading')} className="flex flex-wrap gap-1.5">
            {headings.map((name) => (
              <Chip key={name} className="px-2.5" onClick={() => addHeading(name)}>
                {t(`lyrics.heading.${name}`)}
              </Chip>
            ))}
          </div>
        )}
      </div>
      <LyricsEditor
        id="lyrics"
        value={field.value}
        describedBy={fieldState.error ? 'lyrics-error' : 'lyrics-hint'}
        invalid={fieldState.error !== undefined || refusal !== undefined}
        notes={notes}
        report={check.stale ? undefined : check.report}
        textarea={textarea}
        onChange={field.onChange}
        onBlur={field.onBlur}
      />
      {fieldState.error ? (
        <FieldError id="lyrics-error">{fieldState.error.message}</FieldError>
      ) : null}
      <p id="lyrics-hint" className="text-xs text-ink-soft">
        {timed ? t('lyrics.hintTimed') : t('lyrics.hint')}
      </p>
      <div role="status" className="flex flex-col gap-3">
        <LineNotes notes={notes} onGo={goToLine} />
        {check.error && !refusal ? <ProblemNote error={check.error} /> : null}
        {check.report && !check.stale && notes.length === 0 ? (
          <p className="text-sm text-ok">{t('lyrics.good')}</p>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          disabled={wordsOf(field.value).length === 0}
          onClick={() => setTapping(true)}
        >
          <Hand aria-hidden />
          {t('lyrics.tap')}
        </Button>
        {timed ? (
          <Button size="sm" onClick={() => field.onChange(withoutTimes(field.value))}>
            {t('lyrics.removeTimes')}
          </Button>
        ) : (
          <Button
            size="sm"
            disabled={!check.report || check.stale || wordsOf(field.value).length === 0}
            onClick={() => check.report && field.onChange(check.report.lrc.trimEnd())}
          >
            <Clock aria-hidden />
            {t('lyrics.addTimes')}
          </Button>
        )}
      </div>
      <Suspense>
        {tapping ? (
          <TapDialog text={field.value} onUse={field.onChange} onClose={() => setTapping(false)} />
        ) : null}
      </Suspense>
    </div>
  );
}

// What is wrong elsewhere in the form is told there, and isn't asked about here.
function requestOf(
  lyrics: string,
  model: Model,
  options: EngineOptions,
  form: CreateForm,
): LyricsRequest {
  const seconds = parseDuration(form.duration);
  const { min, max } = model.durations;
  const bpm = Number(form.bpm);
  return {
    lyrics,
    model: model.name,
    ...(seconds !== undefined && seconds >= min && seconds <= max && { duration: seconds }),
    ...(options.bpm && bpm >= options.bpm.min && bpm <= options.bpm.max && { bpm }),
  };
}
