import type { Job } from '@/api/client';
import { Progress } from '@/components/ui/progress';
import { useTranslation } from '@/i18n';
import { formatBytes, formatSpan } from '@/lib/format';

import { downloadText, transferOf } from './download';

// A download or a check that is under way: how much, how fast, how long.
export function ModelWork({ job }: { job: Job }) {
  const { t, language } = useTranslation();
  const text = job.status === 'pending' ? t('queue.waiting') : downloadText(t, language, job);
  const speed = transferOf(job.stage)?.speed ?? null;
  const aside = [
    speed === null ? '' : t('models.speedNow', { speed: formatBytes(speed, language) }),
    job.eta_seconds === null
      ? ''
      : t('queue.left', { time: formatSpan(job.eta_seconds, language) }),
  ].filter(Boolean);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap justify-between gap-x-4 text-sm text-ink-soft tabular">
        <span className="text-ink">{text}</span>
        <span>{aside.join(' · ') || `${Math.round(job.progress)} %`}</span>
      </div>
      <Progress label={text} percent={job.status === 'pending' ? null : job.progress} />
    </div>
  );
}
