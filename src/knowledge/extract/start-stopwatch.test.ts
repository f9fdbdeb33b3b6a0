import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startStopwatch } from './start-stopwatch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('only the time while it runs counts', () => {
  const elapsed = vi.fn<() => void>();
  const stopwatch = startStopwatch(100, elapsed);
  stopwatch.resume();
  vi.advanceTimersByTime(60);
  stopwatch.pause();
  vi.advanceTimersByTime(1_000);
  stopwatch.resume();
  vi.advanceTimersByTime(39);
  expect(elapsed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(elapsed).toHaveBeenCalledOnce();
});

test('what had a limit of its own is given back, but never more than the whole', () => {
  const elapsed = vi.fn<() => void>();
  const stopwatch = startStopwatch(100, elapsed);
  stopwatch.resume();
  vi.advanceTimersByTime(90);
  stopwatch.refund(1_000);
  vi.advanceTimersByTime(99);
  expect(elapsed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(elapsed).toHaveBeenCalledOnce();
});
