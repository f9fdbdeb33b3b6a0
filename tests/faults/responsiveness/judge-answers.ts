import type { Answer, Kind } from './workload.ts';

const BAR_P99_MS = 250;
const BAR_LOOP_P99_MS = 50;
const KINDS: Kind[] = ['livez', 'health', 'list', 'search'];

/** Every breach of the bars, one sentence each, and the figures. */
export function judgeAnswers(answers: Answer[]): {
  count: number;
  breaches: string[];
  figures: Record<string, string | number>;
} {
  const breaches: string[] = [];
  const figures: Record<string, string | number> = {};
  for (const kind of KINDS) {
    const p99 = quantile(
      answers.filter(answer => answer.kind === kind),
      0.99,
    );
    const bar = kind === 'livez' ? BAR_LOOP_P99_MS : BAR_P99_MS;
    figures[`${kind} p99 ms`] = p99.toFixed(1);
    if (p99 > bar) breaches.push(`${kind} took p99 ${p99.toFixed(1)} ms, and may take ${bar}`);
  }
  const failed = answers.filter(({ status }) => status === 0 || status >= 500);
  if (failed.length > 0) breaches.push(`${failed.length} requests were not answered or with 5xx`);
  const refused = answers.filter(({ status }) => status >= 300 && status < 500);
  if (refused.length > 0) breaches.push(`${refused.length} were refused, such as with ${refused[0]!.status}`);
  const late = answers.map(({ lateMs }) => ({ tookMs: lateMs }));
  figures['asker late p99 ms'] = quantile(late, 0.99).toFixed(1);
  return { count: answers.length, breaches, figures };
}

function quantile(answers: { tookMs: number }[], share: number): number {
  const times = answers.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Infinity;
}
