import { describeError } from './describe-error.ts';

/** All that a line may hold; what is not here does not reach the log, whoever passes it. */
const plainFields = new Set([
  'abort',
  'attempt',
  'attempts',
  'code',
  'complete',
  'dead_job_id',
  'document_id',
  'duration_ms',
  'duty',
  'group',
  'import_id',
  'insight_id',
  'job',
  'job_id',
  'key',
  'method',
  'name',
  'provider',
  'removed',
  'request_id',
  'revived',
  'route',
  'run_id',
  'scoring_id',
  'span_id',
  'status',
  'tenant_id',
  'trace_id',
]);

const MAX_LENGTH = 200;

/** The fields of a line of the log that may be shown, each in the form that holds nobody's words. */
export function loggedFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => allowed(name, value)));
}

function allowed(name: string, value: unknown): [string, unknown][] {
  if (name === 'err' || name === 'cause') return [[name, describeError(value)]];
  if (name === 'verdict') return [[name, kindOf(value)]];
  if (!plainFields.has(name)) return [];
  if (name === 'job' && typeof value === 'object') return [[name, idOf(value)]];
  if (name === 'provider') return [[name, URL.parse(String(value))?.host ?? 'not shown']];
  if (typeof value === 'string') return [[name, value.slice(0, MAX_LENGTH)]];
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
}

const kindOf = (verdict: unknown): unknown => (verdict as { kind?: unknown } | undefined)?.kind;
const idOf = (job: unknown): unknown => (job as { id?: unknown } | null)?.id;
