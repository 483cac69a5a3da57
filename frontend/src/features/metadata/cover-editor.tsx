import { AudioWaveform, ImageUp } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import type { Track } from '@/api/client';
import { coverOf } from '@/api/cover';
import { drawCover, setCover } from '@/api/library';
import { problemText } from '@/api/problem';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import { Cover } from '@/features/player/cover';
import { useTranslation } from '@/i18n';
import { inTurns } from '@/lib/in-turns';

import { canShow, cropToCover, type Square } from './crop';

const CropDialog = lazy(() => import('./crop-dialog'));

interface CoverEditorProps {
  tracks: readonly Track[];
  onChanged: () => Promise<unknown>; // the tracks have other covers now
}

// The cover of a track, or of several; what is chosen here is saved at once.
export function CoverEditor({ tracks, onChanged }: CoverEditorProps) {
  const { t } = useTranslation();
  const file = useRef<HTMLInputElement>(null);
  const [address, setAddress] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  useEffect(() => () => URL.revokeObjectURL(address ?? ''), [address]);
  const [first] = tracks;

  const change = async (work: (track: Track) => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    const { done, failed } = await inTurns(tracks, work, undefined, 2);
    const [problem] = failed;
    if (problem) setError(problemText(problem.error));
    if (done.length > 0) {
      await onChanged();
      toast.done(t('metadata.coverSaved', { count: done.length }));
    }
    setBusy(false);
  };
  const choose = async (picked: File) => {
    const next = URL.createObjectURL(picked);
    if (await canShow(next)) {
      setError(undefined);
      setAddress(next);
      return;
    }
    URL.revokeObjectURL(next);
    setError(t('metadata.errors.picture', { name: picked.name }));
  };
  const crop = async (chosen: string, square: Square) => {
    try {
      const picture = await cropToCover(chosen, square);
      setAddress(null);
      await change(({ id }) => setCover(id, picture));
    } catch {
      setAddress(null);
      setError(t('metadata.errors.crop'));
    }
  };

  return (
    <section aria-label={t('metadata.cover')} className="flex flex-col gap-3">
      <div className="flex gap-4 sm:flex-col sm:gap-3">
        <div className="relative w-28 shrink-0 sm:w-full">
          <Cover
            url={first ? coverOf(first) : null}
            seed={first?.id ?? ''}
            className="aspect-square w-full rounded-xl"
          />
          {tracks.length > 1 ? (
            <span className="absolute right-2 bottom-2 rounded-md bg-raised/90 px-1.5 text-xs font-medium tabular">
              {tracks.length}
            </span>
          ) : null}
        </div>
        <div className="flex min-w-0 grow flex-col gap-2">
          <Button
            size="sm"
            disabled={busy}
            className="h-auto min-h-8 py-1 whitespace-normal"
            onClick={() => file.current?.click()}
          >
            <ImageUp aria-hidden />
            {t('metadata.coverUpload')}
          </Button>
          <Button
            size="sm"
            disabled={busy}
            className="h-auto min-h-8 py-1 whitespace-normal"
            onClick={() => void change(({ id }) => drawCover(id))}
          >
            <AudioWaveform aria-hidden />
            {t('metadata.coverDraw')}
          </Button>
          <p className="text-xs text-ink-soft">{t('metadata.coverHint')}</p>
        </div>
      </div>
      <input
        ref={file}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        aria-label={t('metadata.coverUpload')}
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          const [picked] = target.files ?? [];
          if (picked) void choose(picked);
          target.value = ''; // the same file may be chosen again
        }}
      />
      {error ? <FieldError>{error}</FieldError> : null}
      <Suspense>
        {address ? (
          <CropDialog
            address={address}
            onCancel={() => setAddress(null)}
            onCrop={(square) => void crop(address, square)}
          />
        ) : null}
      </Suspense>
    </section>
  );
}
