import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';

import type { Track } from '@/api/client';
import { applyTrack } from '@/api/events';
import { problemText, Problem } from '@/api/problem';
import { systemQuery } from '@/api/queries';
import { Button } from '@/components/ui/button';
import { FieldError } from '@/components/ui/field';
import { Progress } from '@/components/ui/progress';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

import { sendFile, tooLarge } from './upload';

interface Failure {
  name: string;
  text: string;
  hint: string | null;
}

interface DropZoneProps {
  onUploaded: (track: Track) => void;
  className?: string;
}

// A place for one sound file, dropped or chosen; it says by itself what is wrong with it.
export function DropZone({ onUploaded, className }: DropZoneProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const { data: system } = useQuery(systemQuery);
  const limitMb = system?.limits.max_upload_mb ?? 100;
  const input = useRef<HTMLInputElement>(null);
  const sending = useRef<AbortController>(undefined);
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<{ name: string; percent: number } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => () => sending.current?.abort(), []);

  const take = async (file: File | undefined) => {
    if (!file || sent) return;
    const { name } = file;
    setFailure(null);
    if (tooLarge(file, limitMb)) {
      setFailure({ name, text: t('upload.tooLarge', { limit: limitMb }), hint: null });
      return;
    }
    const controller = new AbortController();
    sending.current = controller;
    setSent({ name, percent: 0 });
    try {
      const track = await sendFile(file, {
        signal: controller.signal,
        onProgress: (percent) => setSent({ name, percent }),
      });
      applyTrack(client, track);
      onUploaded(track);
    } catch (error) {
      if (!controller.signal.aborted) {
        const hint = error instanceof Problem ? error.hint : null;
        setFailure({ name, text: problemText(error), hint });
      }
    } finally {
      setSent(null);
    }
  };

  return (
    // Dropping is a shortcut; the button does the same for every hand.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
      className={cn(
        'flex flex-col items-center gap-4 rounded-2xl border-2 border-dashed border-line-strong/60 bg-panel px-6 py-12 text-center transition-colors',
        over && 'border-accent-ink bg-accent-soft',
        className,
      )}
    >
      <Upload aria-hidden className="size-8 text-accent-ink" />
      {sent ? (
        <div className="flex w-full max-w-sm flex-col items-center gap-3">
          <p className="max-w-full truncate font-medium">{sent.name}</p>
          <Progress
            label={t('upload.progress', { name: sent.name })}
            percent={sent.percent < 100 ? sent.percent : null}
          />
          <p className="text-sm text-ink-soft">
            {sent.percent < 100 ? `${Math.round(sent.percent)} %` : t('upload.reading')}
          </p>
          <Button size="sm" onClick={() => sending.current?.abort()}>
            {t('upload.cancel')}
          </Button>
        </div>
      ) : (
        <>
          <div>
            <p className="font-medium">{t('upload.drop')}</p>
            <p id={`${id}-hint`} className="mt-1 text-sm text-ink-soft">
              {t('upload.hint', { limit: limitMb })}
            </p>
          </div>
          <Button
            look="primary"
            aria-describedby={`${id}-hint`}
            onClick={() => input.current?.click()}
          >
            {t('upload.choose')}
          </Button>
        </>
      )}
      <input
        ref={input}
        type="file"
        accept="audio/*,video/*"
        hidden
        aria-label={t('upload.choose')}
        onChange={({ target }) => {
          void take(target.files?.[0]);
          target.value = ''; // the same file may be chosen again
        }}
      />
      {failure ? (
        <div className="flex max-w-full flex-col gap-1 rounded-xl bg-danger-soft px-4 py-3 text-left">
          <p className="truncate text-sm font-medium">{failure.name}</p>
          <FieldError>{failure.text}</FieldError>
          {failure.hint ? <p className="text-sm text-ink-soft">{failure.hint}</p> : null}
        </div>
      ) : null}
    </div>
  );
}
