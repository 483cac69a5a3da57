import type { Job } from '@/api/client';

import { groupsOf } from './groups';

let number = 0;
const job = (change: Partial<Job>): Job =>
  ({
    id: String((number += 1)),
    kind: 'generate',
    created_at: '2026-01-01T00:00:00.000Z',
    request: { prompt: 'rain', seed: number },
    ...change,
  }) as Job;
const idsOf = (jobs: Job[]) => groupsOf(jobs).map((group) => group.map(({ id }) => id));

beforeEach(() => {
  number = 0;
});

it('puts variations together, the first seed first', () => {
  expect(idsOf([job({}), job({}), job({})])).toEqual([['3', '2', '1']]);
});

it.each([
  ['another moment', { created_at: '2026-01-01T00:00:00.001Z' }],
  ['other words', { request: { prompt: 'wind' } }],
  ['another kind', { kind: 'loop' as const }],
])('keeps apart what has %s', (_, change) => {
  expect(idsOf([job({}), job(change)])).toEqual([['1'], ['2']]);
});

it('keeps loops apart that were asked for at once', () => {
  expect(idsOf([job({ kind: 'loop' }), job({ kind: 'loop' })])).toHaveLength(2);
});
