import { useQuery } from '@tanstack/react-query';
import { Download, ExternalLink } from 'lucide-react';

import type { Model } from '@/api/client';
import { systemQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { FieldError } from '@/components/ui/field';
import { useTranslation } from '@/i18n';
import { formatBytes } from '@/lib/format';

import { forbidsBusiness, missingBytes } from './download';

interface InstallDialogProps {
  model: Model;
  onInstall: () => void;
  onClose: () => void;
}

// The licences of everything that would be fetched; the button accepts them.
export function InstallDialog({ model, onInstall, onClose }: InstallDialogProps) {
  const { t, language } = useTranslation();
  const { data: system } = useQuery(systemQuery);
  const size = (bytes: number) => formatBytes(bytes, language);
  const bytes = missingBytes(model);
  const free = system?.storage.free_bytes;
  const tight = free !== undefined && free < bytes;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('models.installTitle', { name: model.name })}
      description={t('models.installText')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            disabled={tight}
            onClick={() => {
              onInstall();
              onClose();
            }}
          >
            <Download aria-hidden />
            {t('models.accept', { size: size(bytes) })}
          </Button>
        </>
      }
    >
      <LicenceTable model={model} />
      {forbidsBusiness(model) ? (
        <p className="mt-4 rounded-lg bg-warn-soft p-3 text-sm">{t('models.noBusiness')}</p>
      ) : null}
      {free === undefined ? null : tight ? (
        <div className="mt-4">
          <FieldError>{t('models.tooLarge', { size: size(bytes), free: size(free) })}</FieldError>
        </div>
      ) : (
        <p className="mt-4 text-sm text-ink-soft">
          {t('models.room', { size: size(bytes), free: size(free) })}
        </p>
      )}
      {model.install_hint ? (
        <div className="mt-4 flex items-center gap-2 rounded-lg bg-sunken py-1.5 pr-1.5 pl-3 text-sm">
          <code className="grow overflow-x-auto whitespace-nowrap">{model.install_hint}</code>
          <CopyButton
            look="quiet"
            iconOnly
            text={model.install_hint}
            label={t('models.copyHint')}
          />
        </div>
      ) : null}
    </Dialog>
  );
}

export function LicenceTable({ model }: { model: Model }) {
  const { t, language } = useTranslation();
  return (
    <ul className="divide-y divide-line rounded-lg border border-line text-sm">
      {model.parts.map((part) => (
        <li
          key={part.name}
          className="grid grid-cols-[1fr_auto] items-baseline gap-x-3 gap-y-0.5 px-3 py-2 sm:grid-cols-[1fr_auto_4.5rem]"
        >
          <span className="col-span-2 min-w-0 truncate sm:col-span-1">{part.name}</span>
          <a
            href={part.license_url}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 justify-self-start underline decoration-line-strong underline-offset-2 hover:decoration-ink sm:justify-self-end"
          >
            {part.license}
            <ExternalLink aria-label={t('common.newTab')} className="size-3" />
          </a>
          <span className="text-right text-ink-soft tabular">
            {formatBytes(part.bytes, language)}
          </span>
        </li>
      ))}
    </ul>
  );
}
