// What the jobs of a model say: the download under way, the one that failed, the last check.
import type { Job, Model } from '@/api/client';
import { isOpen, wishOf } from '@/api/jobs';
import type { Language, Translate } from '@/i18n';
import { formatBytes } from '@/lib/format';

// The newest job of a model; `jobs` come newest first.
export const latestOf = (jobs: readonly Job[] | undefined, name: string): Job | undefined =>
  jobs?.find((job) => wishOf(job).model?.toLowerCase() === name.toLowerCase());

export type ModelState =
  | { is: 'downloading'; job: Job }
  | { is: 'checking'; job: Job }
  | { is: 'failed'; job: Job } // the download
  | { is: 'installed' }
  | { is: 'stopped' } // half downloaded
  | { is: 'absent' }
  | { is: 'elsewhere' }; // it is no download: its hint says how to get it

export function stateOf(model: Model, pull: Job | undefined, check: Job | undefined): ModelState {
  if (pull && isOpen(pull)) return { is: 'downloading', job: pull };
  if (check && isOpen(check)) return { is: 'checking', job: check };
  if (model.installed) return { is: 'installed' };
  if (model.parts.length === 0) return { is: 'elsewhere' };
  if (pull?.status === 'failed') return { is: 'failed', job: pull };
  return model.half_done_bytes > 0 ? { is: 'stopped' } : { is: 'absent' };
}

// Bytes that an installation would still fetch.
export function missingBytes(model: Model): number {
  const lacking = model.parts
    .filter(({ installed }) => !installed)
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return Math.max(0, lacking - model.half_done_bytes);
}

export interface Transfer {
  done: number; // bytes
  total: number;
  speed: number | null; // bytes a second
}

const bytesOf = { kB: 1e3, MB: 1e6, GB: 1e9 } as const;
type Unit = keyof typeof bytesOf;

// "downloading 1.2 of 2.3 GB, 12 MB/s" as numbers.
export function transferOf(stage: string): Transfer | undefined {
  const match = /^downloading ([\d.]+) of ([\d.]+) (kB|MB|GB)(?:, ([\d.]+) (kB|MB|GB)\/s)?$/.exec(
    stage,
  );
  if (!match) return undefined;
  const [, done = '', total = '', unit, speed, speedUnit] = match;
  const size = bytesOf[unit as Unit];
  return {
    done: Number(done) * size,
    total: Number(total) * size,
    speed: speed === undefined ? null : Number(speed) * bytesOf[speedUnit as Unit],
  };
}

// What a download or a check is doing, in the user's words.
export function downloadText(t: Translate, language: Language, job: Job): string {
  if (job.kind === 'verify') return t('models.checking');
  const transfer = transferOf(job.stage);
  if (transfer) {
    return t('models.transferred', {
      done: formatBytes(transfer.done, language),
      total: formatBytes(transfer.total, language),
    });
  }
  if (job.stage.startsWith('checking ')) return t('models.checkingPart');
  if (job.stage.startsWith('waiting ')) return t('models.waitingForOther');
  return t('models.asking');
}

// Each licence once, in the order of the parts.
export const licencesOf = ({ parts }: Model): string[] => [
  ...new Set(parts.map(({ license }) => license)),
];

export const forbidsBusiness = (model: Model): boolean =>
  licencesOf(model).some((licence) => licence.includes('-NC'));
