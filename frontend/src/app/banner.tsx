import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyRound, WifiOff } from 'lucide-react';

import { useConnection } from '@/api/connection';
import { Button } from '@/components/ui/button';
import { useTranslation } from '@/i18n';

// Says what keeps the studio from working: a server that is away, or a missing key.
export function Banner() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const away = useConnection((state) => state.server === 'away');
  const needsKey = useConnection((state) => state.needsKey);
  return (
    <div role="status" className="sticky top-0 z-20">
      {away ? (
        <div className="flex animate-fade flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-4 py-2.5 text-sm sm:px-8">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          <p className="min-w-60 flex-1">
            <strong className="font-semibold">{t('banner.away')}</strong> {t('banner.awayText')}
          </p>
          <Button size="sm" onClick={() => void client.refetchQueries({ type: 'active' })}>
            {t('banner.tryNow')}
          </Button>
        </div>
      ) : needsKey ? (
        <div className="flex flex-wrap items-center gap-3 border-b border-line bg-warn-soft px-4 py-2.5 text-sm sm:px-8">
          <KeyRound aria-hidden className="size-4 shrink-0" />
          <p className="min-w-0 flex-1">{t('banner.key')}</p>
          <Button asChild size="sm">
            <Link to="/settings">{t('banner.enterKey')}</Link>
          </Button>
        </div>
      ) : null}
    </div>
  );
}
