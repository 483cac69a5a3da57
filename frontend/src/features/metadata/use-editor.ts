// The state of the metadata editor: what was typed, what was changed elsewhere, how saving goes.
import { valibotResolver } from '@hookform/resolvers/valibot';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';

import type { Track } from '@/api/client';
import { editTrack, getTaggedTrack, showTrack, type TaggedTrack } from '@/api/library';
import { Problem, problemField, problemText } from '@/api/problem';
import { keys } from '@/api/queries';
import { toast } from '@/components/ui/toast';
import { useTranslation } from '@/i18n';
import { inTurns } from '@/lib/in-turns';

import {
  commonOf,
  conflictsOf,
  editOf,
  fields,
  formOf,
  formRules,
  type FieldName,
  type MetadataForm,
} from './form';

const mostTries = 4;

export interface Editor {
  form: UseFormReturn<MetadataForm>;
  tracks: readonly Track[];
  mixed: ReadonlySet<FieldName>;
  cleared: ReadonlySet<FieldName>; // of mixed ones: to be emptied in all tracks
  toggleCleared: (field: FieldName) => void;
  conflicts: ReadonlyMap<FieldName, string>; // the value elsewhere
  takeTheirs: (field: FieldName) => void;
  coverChanged: () => Promise<void>;
  failure: string | undefined;
  submit: (event: React.SyntheticEvent) => void;
}

// The form keeps count of changed fields only where they are read while it is drawn.
const useChanged = ({ formState: { dirtyFields } }: UseFormReturn<MetadataForm>) =>
  new Set<FieldName>(fields.filter((field) => dirtyFields[field]));

// Puts a refusal beside its field, or returns it as text.
function placeProblem(form: UseFormReturn<MetadataForm>, error: unknown): string | undefined {
  const field = fields.find((name) => name === problemField(error));
  if (!field) return problemText(error);
  form.setError(field, { message: problemText(error) }, { shouldFocus: true });
  return undefined;
}

// One track, changed from the state that it had when the editor opened. Somebody else's change of
// other fields is kept; of the same fields, the person decides.
export function useSingleEditor(opened: TaggedTrack, onSaved: () => void): Editor {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [base, setBase] = useState(opened);
  const [conflicts, setConflicts] = useState<ReadonlyMap<FieldName, string>>(new Map());
  const [failure, setFailure] = useState<string>();
  const { id } = opened.track;
  const form = useForm<MetadataForm>({
    defaultValues: formOf(opened.track),
    resolver: valibotResolver(formRules(t, { several: false })),
  });
  const changed = useChanged(form);

  const rebase = (now: TaggedTrack) => {
    setBase(now);
    showTrack(client, now.track);
    form.reset(formOf(now.track), { keepDirtyValues: true });
  };
  const save = async (values: MetadataForm) => {
    let state = base;
    setFailure(undefined);
    for (let tries = 1; ; tries += 1) {
      try {
        if (changed.size > 0) {
          showTrack(client, await editTrack(id, editOf(values, changed), state.etag));
          await client.invalidateQueries({ queryKey: keys.tracks });
          toast.done(t('metadata.saved', { count: 1 }));
        }
        onSaved();
        return;
      } catch (error) {
        const overtaken = error instanceof Problem && error.status === 412 && tries < mostTries;
        if (!overtaken) throw error;
      }
      const now = await getTaggedTrack(id);
      const theirs = formOf(now.track);
      const met = conflictsOf(state.track, now.track, values, changed);
      rebase(now);
      state = now;
      setConflicts(new Map(met.map((field) => [field, theirs[field]])));
      if (met.length > 0) return;
    }
  };

  return {
    form,
    tracks: [base.track],
    mixed: new Set(),
    cleared: new Set(),
    toggleCleared: () => undefined,
    conflicts,
    takeTheirs: (field) => {
      form.resetField(field, { defaultValue: conflicts.get(field) ?? '' });
      setConflicts((now) => new Map([...now].filter(([other]) => other !== field)));
    },
    coverChanged: async () => rebase(await getTaggedTrack(id)),
    failure,
    submit: (event) =>
      void form.handleSubmit((values) =>
        save(values).catch((error: unknown) => setFailure(placeProblem(form, error))),
      )(event),
  };
}

// Several tracks: only what was typed is written into all of them.
export function useBatchEditor(opened: readonly Track[], onSaved: () => void): Editor {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [tracks, setTracks] = useState(opened);
  const [cleared, setCleared] = useState<ReadonlySet<FieldName>>(new Set());
  const [failure, setFailure] = useState<string>();
  const common = useMemo(() => commonOf(opened), [opened]);
  const form = useForm<MetadataForm>({
    defaultValues: common.form,
    resolver: valibotResolver(formRules(t, { several: true })),
  });
  const typed = useChanged(form);

  const save = async (values: MetadataForm) => {
    const changed = new Set([...typed, ...cleared]);
    setFailure(undefined);
    if (changed.size === 0) {
      onSaved();
      return;
    }
    const edit = editOf(values, changed);
    const { done, failed } = await inTurns(tracks, async ({ id }) =>
      showTrack(client, await editTrack(id, edit)),
    );
    await client.invalidateQueries({ queryKey: keys.tracks });
    if (done.length > 0) toast.done(t('metadata.saved', { count: done.length }));
    const [first] = failed;
    if (!first) {
      onSaved();
      return;
    }
    const reason = placeProblem(form, first.error);
    setFailure(reason && t('metadata.someFailed', { count: failed.length, reason }));
  };

  return {
    form,
    tracks,
    mixed: common.mixed,
    cleared,
    toggleCleared: (field) =>
      setCleared((now) => {
        const next = new Set(now);
        if (!next.delete(field)) next.add(field);
        return next;
      }),
    conflicts: new Map(),
    takeTheirs: () => undefined,
    coverChanged: async () => {
      const answers = await Promise.all(tracks.map(({ id }) => getTaggedTrack(id)));
      for (const { track } of answers) showTrack(client, track);
      setTracks(answers.map(({ track }) => track));
    },
    failure,
    submit: (event) => void form.handleSubmit(save)(event),
  };
}
