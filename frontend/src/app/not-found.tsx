import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';

import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<Compass />}
      title={t('notFound.title')}
      action={
        <Button asChild look="primary">
          <Link to="/">{t('notFound.home')}</Link>
        </Button>
      }
    >
      {t('notFound.text')}
    </EmptyState>
  );
}
