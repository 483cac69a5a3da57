// Variations of one song stand together: they were asked for at once, and only their seeds differ.
import type { Job } from '@/api/client';

const partsOf = ({ request }: Job): Record<string, unknown> =>
  typeof request === 'object' && request !== null ? { ...request } : {};

function belongTogether(a: Job, b: Job): boolean {
  if (a.kind !== 'generate' || b.kind !== 'generate' || a.created_at !== b.created_at) return false;
  const sameWish = (job: Job) => JSON.stringify({ ...partsOf(job), seed: null });
  return sameWish(a) === sameWish(b);
}

// The jobs in their order, with variations as one group, the first seed first.
export function groupsOf(jobs: readonly Job[]): Job[][] {
  const groups: Job[][] = [];
  for (const job of jobs) {
    const last = groups.at(-1);
    if (last?.[0] && belongTogether(last[0], job)) last.unshift(job);
    else groups.push([job]);
  }
  return groups;
}
