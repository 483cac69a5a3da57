import { act, renderHook } from '@testing-library/react';

import { connection, useConnection } from './connection';
import { usePollInterval } from './events';

beforeEach(() => {
  vi.useFakeTimers();
  connection.streamOpened();
});
afterEach(() => {
  vi.useRealTimers();
});

it('polls each second only while the stream is lost', () => {
  const { result } = renderHook(() => usePollInterval(600));
  expect(result.current).toBe(false);
  act(() => connection.streamLost());
  expect(result.current).toBe(1000);
  act(() => connection.streamOpened());
  expect(result.current).toBe(false);
});

it('gives up after JOB_TIMEOUT, and begins anew after the next loss', () => {
  const { result } = renderHook(() => usePollInterval(600));
  act(() => connection.streamLost());
  void act(() => vi.advanceTimersByTime(599_000));
  expect(result.current).toBe(1000);
  void act(() => vi.advanceTimersByTime(2_000));
  expect(result.current).toBe(false);
  act(() => connection.streamOpened());
  act(() => connection.streamLost());
  expect(result.current).toBe(1000);
});

it('tells an absent server from one that answers with a problem', () => {
  connection.answered(new Response('', { status: 502 }));
  expect(useConnection.getState().server).toBe('away');
  connection.answered(
    new Response('{}', { status: 503, headers: { 'Content-Type': 'application/problem+json' } }),
  );
  expect(useConnection.getState().server).toBe('here');
  connection.answered(new Response('{}', { status: 401 }));
  expect(useConnection.getState().needsKey).toBe(true);
});
