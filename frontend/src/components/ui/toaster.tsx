import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';

import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

import { Button } from './button';
import { dismiss, useToasts } from './toast';

export function Toaster() {
  const { t } = useTranslation();
  const messages = useToasts((state) => state.messages);
  return (
    <Radix.Provider label={t('toast.label')} duration={7000}>
      {messages.map(({ id, kind, text, action }) => (
        <Radix.Root
          key={id}
          type={kind === 'failed' ? 'foreground' : 'background'}
          onOpenChange={(open) => !open && dismiss(id)}
          className="flex animate-enter items-center gap-3 rounded-xl border border-line bg-raised py-2 pr-2 pl-4 text-sm shadow-raised"
        >
          {kind === 'failed' ? (
            <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" />
          ) : (
            <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
          )}
          <Radix.Description className={cn('grow py-1')}>{text}</Radix.Description>
          {action ? (
            <Radix.Action altText={action.label} asChild>
              <Button size="sm" look="quiet" onClick={action.run}>
                {action.label}
              </Button>
            </Radix.Action>
          ) : null}
          <Radix.Close asChild>
            <Button look="quiet" size="icon-sm" aria-label={t('common.close')}>
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-4 bottom-[calc(var(--bar-height)+5rem)] left-4 z-50 flex flex-col gap-2 sm:left-auto sm:w-96 lg:bottom-[calc(var(--bar-height)+1rem)]" />
    </Radix.Provider>
  );
}
