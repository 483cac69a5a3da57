import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Eraser, Trash2 } from 'lucide-react';
import { useState } from 'react';

import type { Schemas } from '@/api/client';
import { emptyTrash, pruneStorage, storageQuery } from '@/api/models';
import { keys, systemQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemNote } from '@/components/ui/problem';
import { Skeleton } from '@/components/ui/surface';
import { toast } from '@/components/ui/toast';
import { useTranslation } from '@/i18n';
import { formatBytes } from '@/lib/format';

import { Section } from './section';

const accounts = [
  { name: 'songs', colour: 'bg-mark-genre', field: 'songs_bytes' },
  { name: 'uploads', colour: 'bg-mark-instruments', field: 'uploads_bytes' },
  { name: 'exports', colour: 'bg-mark-ambience', field: 'exports_bytes' },
  { name: 'models', colour: 'bg-mark-key', field: 'models_bytes' },
  { name: 'downloads', colour: 'bg-mark-bpm', field: 'downloads_bytes' },
  { name: 'trash', colour: 'bg-mark-mood', field: 'trash_bytes' },
] as const;

type Question = 'trash' | 'prune' | null;

// What takes space on the disk, and two ways to make room.
export function Storage() {
  const { t, language } = useTranslation();
  const [asked, setAsked] = useState<Question>(null);
  const { data: use, error, refetch } = useQuery(storageQuery);
  const { data: system } = useQuery(systemQuery);
  const size = (bytes: number) => formatBytes(bytes, language);
  return (
    <Section title={t('settings.storage')}>
      {error && !use ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {!use && !error ? <Skeleton className="h-28" /> : null}
      {use ? (
        <>
          <UseBar use={use} />
          {system ? (
            <p className="text-sm text-ink-soft tabular">
              {t('settings.free', {
                free: size(system.storage.free_bytes),
                total: size(system.storage.total_bytes),
              })}
            </p>
          ) : null}
          <div className="flex flex-wrap gap-2">
            <Button disabled={use.trash_tracks === 0} onClick={() => setAsked('trash')}>
              <Trash2 aria-hidden />
              {t('settings.emptyTrash')}
            </Button>
            <Button
              disabled={use.exports_bytes + use.downloads_bytes === 0}
              onClick={() => setAsked('prune')}
            >
              <Eraser aria-hidden />
              {t('settings.prune')}
            </Button>
          </div>
          {asked ? <Confirm question={asked} use={use} onClose={() => setAsked(null)} /> : null}
        </>
      ) : null}
    </Section>
  );
}

function UseBar({ use }: { use: Schemas['DiskUse'] }) {
  const { t, language } = useTranslation();
  const total = accounts.reduce((sum, { field }) => sum + use[field], 0);
  return (
    <>
      <div aria-hidden className="flex h-3 gap-px overflow-hidden rounded-full bg-line">
        {accounts.map(({ name, colour, field }) =>
          use[field] > 0 ? (
            <span
              key={name}
              className={colour}
              style={{ width: `${(100 * use[field]) / total}%`, minWidth: 3 }}
            />
          ) : null,
        )}
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm sm:grid-cols-3">
        {accounts.map(({ name, colour, field }) => (
          <div key={name} className="min-w-0">
            <dt className="flex items-center gap-2 text-ink-soft">
              <span aria-hidden className={`size-3 shrink-0 rounded-sm ${colour}`} />
              {t(`settings.account.${name}`)}
            </dt>
            <dd className="pl-5 tabular">{formatBytes(use[field], language)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface ConfirmProps {
  question: 'trash' | 'prune';
  use: Schemas['DiskUse'];
  onClose: () => void;
}

function Confirm({ question, use, onClose }: ConfirmProps) {
  const { t, language } = useTranslation();
  const client = useQueryClient();
  const size = (bytes: number) => formatBytes(bytes, language);
  const work = useMutation({
    mutationFn: question === 'trash' ? emptyTrash : pruneStorage,
    onSuccess: async ({ freed_bytes }) => {
      toast.done(t('settings.freed', { size: size(freed_bytes) }));
      onClose();
      await Promise.all(
        [keys.storage, keys.system, keys.tracks, keys.jobs, keys.models].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  const bytes = question === 'trash' ? use.trash_bytes : use.exports_bytes + use.downloads_bytes;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={
        question === 'trash'
          ? t('settings.emptyTrashTitle', { count: use.trash_tracks })
          : t('settings.pruneTitle')
      }
      description={t(question === 'trash' ? 'settings.emptyTrashText' : 'settings.pruneText', {
        size: size(bytes),
      })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="danger" disabled={work.isPending} onClick={() => work.mutate()}>
            {t(question === 'trash' ? 'settings.emptyTrash' : 'settings.prune')}
          </Button>
        </>
      }
    >
      {work.error ? <ProblemNote error={work.error} /> : null}
    </Dialog>
  );
}
