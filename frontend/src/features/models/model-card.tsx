import { CircleCheck, Download, RotateCw, ShieldCheck, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';

import type { Job, Model } from '@/api/client';
import { Problem } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { ProblemNote } from '@/components/ui/problem';
import { Card } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';
import { formatAgo, formatBytes } from '@/lib/format';

import { stateOf, type ModelState } from './download';
import { InstallDialog, LicenceTable } from './install-dialog';
import { ModelHead } from './model-head';
import { ModelWork } from './model-work';
import { useModelWork } from './use-model-work';

interface ModelCardProps {
  model: Model;
  pull: Job | undefined; // its newest download
  check: Job | undefined; // its newest check
}

type Opened = 'install' | 'remove' | null;
type Work = ReturnType<typeof useModelWork>;

export function ModelCard({ model, pull, check }: ModelCardProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened>(null);
  const work = useModelWork(model);
  const state = stateOf(model, pull, check);
  return (
    <Card className="flex flex-col gap-4 p-5">
      <ModelHead model={model} state={state} />
      {model.parts.length > 0 ? (
        <details className="text-sm">
          <summary className="text-ink-soft hover:text-ink">{t('models.parts')}</summary>
          <div className="mt-2">
            <LicenceTable model={model} />
          </div>
        </details>
      ) : null}
      <div className="mt-auto flex flex-col gap-3">
        {work.error ? <ProblemNote error={work.error} onRetry={work.forget} /> : null}
        <Now model={model} state={state} />
        {state.is === 'installed' && check?.result?.damages ? <Checked job={check} /> : null}
        <Actions model={model} state={state} work={work} onOpen={setOpened} />
      </div>
      {opened === 'install' ? (
        <InstallDialog
          model={model}
          onInstall={() => work.pull.mutate()}
          onClose={() => setOpened(null)}
        />
      ) : null}
      {opened === 'remove' ? (
        <RemoveDialog model={model} work={work} onClose={() => setOpened(null)} />
      ) : null}
    </Card>
  );
}

// What is under way with the model, or went wrong.
function Now({ model, state }: { model: Model; state: ModelState }) {
  const { t, language } = useTranslation();
  switch (state.is) {
    case 'downloading':
    case 'checking':
      return <ModelWork job={state.job} />;
    case 'failed':
      return <ProblemNote error={state.job.error && new Problem(state.job.error)} />;
    case 'stopped':
      return (
        <p className="text-sm text-ink-soft">
          {t('models.stopped', { size: formatBytes(model.half_done_bytes, language) })}
        </p>
      );
    case 'elsewhere':
      return model.install_hint ? (
        <div className="flex items-center gap-2 rounded-lg bg-sunken py-1.5 pr-1.5 pl-3 text-sm">
          <span className="grow">{model.install_hint}</span>
          <CopyButton
            look="quiet"
            iconOnly
            text={model.install_hint}
            label={t('models.copyHint')}
          />
        </div>
      ) : null;
    default:
      return null;
  }
}

function Checked({ job }: { job: Job }) {
  const { t, language } = useTranslation();
  const damages = job.result?.damages ?? [];
  const when = job.finished_at ? formatAgo(job.finished_at, language) : '';
  return (
    <p role="status" className="flex items-start gap-2 text-sm">
      {damages.length === 0 ? (
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
      ) : (
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      )}
      <span>
        {damages.length === 0
          ? t('models.whole', { when })
          : t('models.damaged', {
              files: damages.map(({ part, file }) => file || part).join(', '),
            })}
      </span>
    </p>
  );
}

interface ActionsProps {
  model: Model;
  state: ModelState;
  work: Work;
  onOpen: (dialog: Opened) => void;
}

function Actions({ model, state, work, onOpen }: ActionsProps) {
  const { t } = useTranslation();
  const named = (label: string) => `${label}: ${model.name}`; // for readers that hear only buttons
  const remove = (
    <Button
      look="quiet"
      size="sm"
      disabled={work.busy}
      aria-label={named(t('models.remove'))}
      onClick={() => onOpen('remove')}
    >
      <Trash2 aria-hidden />
      {t('models.remove')}
    </Button>
  );
  switch (state.is) {
    case 'downloading':
    case 'checking':
      return (
        <div>
          <Button
            size="sm"
            disabled={work.busy}
            aria-label={named(t('queue.cancel'))}
            onClick={() => work.cancel.mutate(state.job.id)}
          >
            {t('queue.cancel')}
          </Button>
        </div>
      );
    case 'failed':
      return (
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            size="sm"
            disabled={work.busy}
            aria-label={named(t('common.retry'))}
            onClick={() => work.retry.mutate(state.job.id)}
          >
            <RotateCw aria-hidden />
            {t('common.retry')}
          </Button>
          {model.half_done_bytes > 0 ? remove : null}
        </div>
      );
    case 'stopped':
    case 'absent':
      return (
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            size="sm"
            disabled={work.busy}
            aria-label={named(t(state.is === 'absent' ? 'models.install' : 'models.resume'))}
            onClick={() => onOpen('install')}
          >
            <Download aria-hidden />
            {t(state.is === 'absent' ? 'models.install' : 'models.resume')}
          </Button>
          {state.is === 'stopped' ? remove : null}
        </div>
      );
    case 'installed':
      if (model.parts.length === 0) return null;
      return (
        <div className="flex flex-wrap gap-2">
          <Button
            size="sm"
            disabled={work.busy}
            aria-label={named(t('models.check'))}
            onClick={() => work.verify.mutate()}
          >
            <ShieldCheck aria-hidden />
            {t('models.check')}
          </Button>
          {remove}
        </div>
      );
    case 'elsewhere':
      return null;
  }
}

function RemoveDialog({ model, work, onClose }: { model: Model; work: Work; onClose: () => void }) {
  const { t, language } = useTranslation();
  const bytes = model.installed ? model.bytes : model.half_done_bytes;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('models.removeTitle', { name: model.name })}
      description={t('models.removeText', { size: formatBytes(bytes, language) })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            look="danger"
            onClick={() => {
              work.remove.mutate();
              onClose();
            }}
          >
            <Trash2 aria-hidden />
            {t('models.remove')}
          </Button>
        </>
      }
    />
  );
}
