import { Link } from '@tanstack/react-router';
import { Disc3 } from 'lucide-react';

import { Problem } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { ProblemNote } from '@/components/ui/problem';
import { EmptyState, Skeleton } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

interface MissingProps {
  error: unknown;
  onRetry: () => void;
}

// In the place of a track that isn't here yet, or no more.
export function TrackMissing({ error, onRetry }: MissingProps) {
  const { t } = useTranslation();
  if (!error) return <Skeleton className="h-64" />;
  if (!(error instanceof Problem) || error.status !== 404) {
    return <ProblemNote error={error} onRetry={onRetry} />;
  }
  return (
    <EmptyState
      icon={<Disc3 />}
      title={t('track.gone')}
      action={
        <Button asChild look="primary">
          <Link to="/library">{t('track.toLibrary')}</Link>
        </Button>
      }
    >
      {t('track.goneText')}
    </EmptyState>
  );
}
