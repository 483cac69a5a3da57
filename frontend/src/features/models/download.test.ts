import type { Job, Model } from '@/api/client';

import { forbidsBusiness, latestOf, missingBytes, stateOf, transferOf } from './download';

const job = (change: Partial<Job>): Job =>
  ({
    id: '1',
    kind: 'pull',
    status: 'processing',
    request: { model: 'DiffRhythm' },
    ...change,
  }) as Job;
const part = (name: string, bytes: number, installed: boolean, license = 'MIT') => ({
  name,
  bytes,
  installed,
  license,
  license_url: 'https://example.org/',
});
const model = (change: Partial<Model>): Model =>
  ({
    name: 'DiffRhythm',
    installed: false,
    half_done_bytes: 0,
    parts: [part('a', 100, false), part('b', 50, true)],
    ...change,
  }) as Model;

it.each([
  ['downloading 1.2 of 2.3 GB, 12 MB/s', { done: 1.2e9, total: 2.3e9, speed: 12e6 }],
  ['downloading 5 of 26 MB', { done: 5e6, total: 26e6, speed: null }],
  ['downloading 5 of 26 MB, 800 kB/s', { done: 5e6, total: 26e6, speed: 800e3 }],
  ['asking the hub for muq', undefined],
  ['downloading something', undefined],
])('reads "%s"', (stage, transfer) => {
  expect(transferOf(stage)).toEqual(transfer);
});

it('finds the newest job of a model, in any case', () => {
  const jobs = [job({ id: '2', request: { model: 'diffrhythm' } }), job({ id: '1' })];
  expect(latestOf(jobs, 'DiffRhythm')?.id).toBe('2');
  expect(latestOf(jobs, 'Other')).toBeUndefined();
});

it('counts only what is still to be fetched', () => {
  expect(missingBytes(model({}))).toBe(100);
  expect(missingBytes(model({ half_done_bytes: 30 }))).toBe(70);
  expect(missingBytes(model({ half_done_bytes: 130 }))).toBe(0);
});

it.each([
  ['downloading', model({}), job({}), undefined],
  ['downloading', model({ installed: true }), job({ status: 'pending' }), undefined],
  ['checking', model({ installed: true }), undefined, job({ kind: 'verify' })],
  ['installed', model({ installed: true }), job({ status: 'failed' }), undefined],
  ['failed', model({ half_done_bytes: 9 }), job({ status: 'failed' }), undefined],
  ['stopped', model({ half_done_bytes: 9 }), job({ status: 'cancelled' }), undefined],
  ['absent', model({}), job({ status: 'completed' }), undefined],
  ['elsewhere', model({ parts: [] }), undefined, undefined],
] as const)('is %s', (is, one, pull, check) => {
  expect(stateOf(one, pull, check).is).toBe(is);
});

it('knows licences that forbid business', () => {
  expect(forbidsBusiness(model({}))).toBe(false);
  expect(forbidsBusiness(model({ parts: [part('a', 1, false, 'CC-BY-NC-4.0')] }))).toBe(true);
});
