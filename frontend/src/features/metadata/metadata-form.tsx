import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';

import { facetsQuery } from '@/api/library';
import { Button } from '@/components/ui/button';
import { Field, FieldError } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { useTranslation } from '@/i18n';

import { CoverEditor } from './cover-editor';
import type { FieldName } from './form';
import type { Editor } from './use-editor';

// The fields and the cover; the buttons belong to whoever shows it.
export function MetadataForm({ editor, formId }: { editor: Editor; formId: string }) {
  const { t } = useTranslation();
  const several = editor.tracks.length > 1;
  const { data: facets } = useQuery(facetsQuery({}));
  const lists = useId();
  const list = (name: 'genre' | 'mood') => (
    <datalist id={`${lists}-${name}`}>
      {Object.keys(facets?.[name] ?? {}).map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
  return (
    <div className="grid gap-5 sm:grid-cols-[12.5rem_1fr]">
      <CoverEditor tracks={editor.tracks} onChanged={editor.coverChanged} />
      <form id={formId} noValidate onSubmit={editor.submit} className="flex flex-col gap-4">
        {editor.conflicts.size > 0 ? (
          <p role="alert" className="rounded-xl bg-warn-soft p-3 text-sm">
            {t('metadata.conflict')}
          </p>
        ) : null}
        {editor.failure ? <FieldError>{editor.failure}</FieldError> : null}
        {several ? null : <TextField editor={editor} name="title" />}
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField editor={editor} name="artist" />
          <TextField editor={editor} name="album" />
          <TextField editor={editor} name="genre" list={`${lists}-genre`} />
          <TextField editor={editor} name="mood" list={`${lists}-mood`} />
          <TextField editor={editor} name="year" inputMode="numeric" className="max-w-32" />
        </div>
        {list('genre')}
        {list('mood')}
        <TextField editor={editor} name="comment" long />
        <p className="text-xs text-ink-soft">{t('metadata.tags')}</p>
      </form>
    </div>
  );
}

interface TextFieldProps {
  editor: Editor;
  name: FieldName;
  long?: boolean;
  list?: string;
  inputMode?: 'numeric';
  className?: string;
}

function TextField({ editor, name, long = false, className, ...rest }: TextFieldProps) {
  const { t } = useTranslation();
  const { register, formState } = editor.form;
  const theirs = editor.conflicts.get(name);
  const cleared = editor.cleared.has(name);
  const mixed = editor.mixed.has(name);
  const placeholder = mixed ? t(cleared ? 'metadata.willEmpty' : 'metadata.various') : undefined;
  let aside: ReactNode;
  if (theirs !== undefined) {
    aside = <Small onClick={() => editor.takeTheirs(name)}>{t('metadata.takeTheirs')}</Small>;
  } else if (mixed && name !== 'year') {
    aside = (
      <Small pressed={cleared} onClick={() => editor.toggleCleared(name)}>
        {t('metadata.emptyAll')}
      </Small>
    );
  }
  return (
    <Field
      label={t(`metadata.fields.${name}`)}
      error={formState.errors[name]?.message}
      hint={theirs === undefined ? undefined : t('metadata.theirs', { value: theirs || '–' })}
      aside={aside}
      className={className}
    >
      {long ? (
        <Textarea {...register(name)} rows={3} placeholder={placeholder} disabled={cleared} />
      ) : (
        <Input
          {...register(name)}
          {...rest}
          autoComplete="off"
          placeholder={placeholder}
          disabled={cleared}
        />
      )}
    </Field>
  );
}

function Small({
  pressed,
  onClick,
  children,
}: {
  pressed?: boolean;
  onClick: () => void;
  children: string;
}) {
  return (
    <Button
      look="quiet"
      size="sm"
      aria-pressed={pressed}
      onClick={onClick}
      className="-my-1 h-6 px-1.5 text-xs aria-pressed:bg-accent-soft aria-pressed:text-ink"
    >
      {children}
    </Button>
  );
}
