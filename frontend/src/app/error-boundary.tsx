import { Copy, RotateCw, TriangleAlert } from 'lucide-react';
import { Component, useState, type ReactNode } from 'react';

import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

// Whatever a person needs to send us; nothing of what they typed.
function reportOf(error: unknown): string {
  const known = error instanceof Error ? error : new Error(String(error));
  return [
    `MusicGen Local ${location.pathname}`,
    new Date().toISOString(),
    navigator.userAgent,
    '',
    known.stack ?? `${known.name}: ${known.message}`,
  ].join('\n');
}

export function ScreenError({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const report = reportOf(error);
  const copy = async () => {
    await navigator.clipboard.writeText(report);
    setCopied(true);
  };
  return (
    <EmptyState
      icon={<TriangleAlert />}
      title={t('crash.title')}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Button look="primary" onClick={() => location.reload()}>
            <RotateCw aria-hidden />
            {t('crash.reload')}
          </Button>
          <Button onClick={() => void copy()}>
            <Copy aria-hidden />
            {copied ? t('crash.copied') : t('crash.copy')}
          </Button>
        </div>
      }
    >
      <p>{t('crash.text')}</p>
      <details className="mt-4 text-left">
        <summary className="text-sm">{t('crash.details')}</summary>
        <pre className="mt-2 max-h-48 overflow-auto rounded-lg bg-sunken p-3 text-xs select-all">
          {report}
        </pre>
      </details>
    </EmptyState>
  );
}

// The last net: what a screen's own net (router.tsx) did not hold.
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <ScreenError error={this.state.error} />
    );
  }
}
