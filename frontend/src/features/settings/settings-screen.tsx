import { Link } from '@tanstack/react-router';
import { Info } from 'lucide-react';

import { Button } from '@/components/ui/button';
import { Page } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

import { ApiKey } from './api-key';
import { Appearance } from './appearance';
import { NewSongs } from './new-songs';
import { Storage } from './storage';

export function SettingsScreen() {
  const { t } = useTranslation();
  return (
    <Page
      title={t('settings.title')}
      actions={
        <Button asChild>
          <Link to="/about">
            <Info aria-hidden />
            {t('about.link')}
          </Link>
        </Button>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-4">
          <ApiKey />
          <Appearance />
          <NewSongs />
        </div>
        <Storage />
      </div>
    </Page>
  );
}
