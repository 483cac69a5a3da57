import 'react-easy-crop/react-easy-crop.css';

import { useState } from 'react';
import Cropper from 'react-easy-crop';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Slider } from '@/components/ui/slider';
import { useTranslation } from '@/i18n';

import type { Square } from './crop';

interface CropDialogProps {
  address: string;
  onCancel: () => void;
  onCrop: (square: Square) => void;
}

// Which square of a picture becomes the cover.
export default function CropDialog({ address, onCancel, onCrop }: CropDialogProps) {
  const { t } = useTranslation();
  const [crop, setCrop] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [square, setSquare] = useState<Square | null>(null);
  return (
    <Dialog
      open
      onOpenChange={onCancel}
      title={t('metadata.crop')}
      description={t('metadata.cropHow')}
      footer={
        <>
          <Button onClick={onCancel}>{t('metadata.cancel')}</Button>
          <Button look="primary" disabled={!square} onClick={() => square && onCrop(square)}>
            {t('metadata.cropUse')}
          </Button>
        </>
      }
    >
      <div className="relative aspect-square max-h-[50dvh] w-full overflow-hidden rounded-xl bg-sunken">
        <Cropper
          image={address}
          crop={crop}
          zoom={zoom}
          aspect={1}
          disableAutomaticStylesInjection
          cropperProps={{ 'aria-label': t('metadata.cropArea') }}
          onCropChange={setCrop}
          onZoomChange={setZoom}
          onCropComplete={(_, pixels) => setSquare(pixels)}
        />
      </div>
      <div className="mt-4 flex items-center gap-3">
        <span aria-hidden className="text-sm text-ink-soft">
          {t('metadata.zoom')}
        </span>
        <Slider
          label={t('metadata.zoom')}
          value={zoom}
          min={1}
          max={3}
          step={0.05}
          valueText={`${Math.round(zoom * 100)} %`}
          onChange={setZoom}
        />
      </div>
    </Dialog>
  );
}
