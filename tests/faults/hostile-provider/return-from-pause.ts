import { setTimeout as delay } from 'node:timers/promises';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { makeCalls } from './make-calls.ts';
import type { GuardName } from './sabotage.ts';

const CALLERS = 24;
const WINDOW_MS = 50;

/** After a pause all who waited come back: how far apart, and how many of them in step. */
export async function returnFromPause(
  without?: GuardName,
): Promise<{ spreadMs: number; breaches: string[] }> {
  await using fake = await startFakeProvider();
  fake.next({ status: 429, headers: { 'retry-after': '1' } });
  // The others come once the gate is closed. All are of one process, with a permit for each: nothing but the jitter keeps them apart.
  const calls = {
    baseUrl: fake.baseUrl,
    limit: CALLERS,
    deadlineMs: 10_000,
    calls: CALLERS,
    parallel: CALLERS,
  };
  const others = fake.waitFor(() => fake.calls[0]?.outcome === 'broken').then(() => delay(40));
  await makeCalls({ ...calls, others, without });
  const firstMs = fake.calls[0]!.endedAtMs!;
  const returns = fake.calls
    .map(call => call.receivedAtMs)
    .filter(receivedMs => receivedMs > firstMs + WINDOW_MS);
  const most = Math.max(
    0,
    ...returns.map(start => returns.filter(at => at >= start && at < start + WINDOW_MS).length),
  );
  const breaches: string[] = [];
  if (returns.length < CALLERS)
    breaches.push(`only ${returns.length} of ${CALLERS} waited for the pause to end`);
  if (returns.some(at => at < firstMs + 1_000)) breaches.push('a call came back during the pause');
  if (most > CALLERS / 2) breaches.push(`${most} of ${returns.length} came back within ${WINDOW_MS} ms`);
  return { spreadMs: Math.max(...returns) - Math.min(...returns), breaches };
}
