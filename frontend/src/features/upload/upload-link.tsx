import { Link } from '@tanstack/react-router';
import { Upload } from 'lucide-react';

import { Button } from '@/components/ui/button';
import { useTranslation } from '@/i18n';

// The way to the drop zone, for screens that list songs.
export function UploadLink() {
  const { t } = useTranslation();
  return (
    <Button asChild>
      <Link to="/upload">
        <Upload aria-hidden />
        {t('upload.short')}
      </Link>
    </Button>
  );
}
