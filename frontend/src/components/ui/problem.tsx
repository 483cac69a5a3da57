import { CircleAlert, RotateCw } from 'lucide-react';

import { Problem, problemText } from '@/api/problem';
import { useTranslation } from '@/i18n';

import { Button } from './button';

// A failed question to the server, where its answer would have stood.
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const hint = error instanceof Problem ? error.hint : null;
  return (
    <div role="alert" className="flex items-start gap-3 rounded-xl bg-danger-soft p-4 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 grow">
        <p>{problemText(error)}</p>
        {hint ? <p className="mt-1 text-ink-soft">{hint}</p> : null}
      </div>
      {onRetry ? (
        <Button size="sm" onClick={onRetry}>
          <RotateCw aria-hidden />
          {t('common.retry')}
        </Button>
      ) : null}
    </div>
  );
}
