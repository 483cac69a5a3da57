// What of the queue is shown, as it stands in the address.
import type { JobFilter } from '@/api/jobs';

export const statuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export const kinds = ['generate', 'loop', 'export', 'edit', 'pull', 'verify'] as const;

export const readQueueSearch = (address: Record<string, unknown>): JobFilter => ({
  status: statuses.find((status) => status === address.status),
  kind: kinds.find((kind) => kind === address.kind),
});
