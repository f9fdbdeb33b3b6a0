import { currentTraceparent } from '../telemetry/trace.ts';

/** Beside the fields of the job's own schema, none of which begins so. */
const FIELD = '_traceparent';

/** Where traces are collected, a job takes along which one it belongs to. */
export function packTraced<Data extends object>(data: Data): Data {
  const traceparent = currentTraceparent();
  return traceparent === undefined ? data : { ...data, [FIELD]: traceparent };
}

/** Also where traces are not collected any more. */
export function unpackTraced(stored: unknown): { data: unknown; traceparent?: string } {
  if (typeof stored !== 'object' || stored === null || !(FIELD in stored)) return { data: stored };
  const { [FIELD]: traceparent, ...data } = stored;
  return { data, traceparent: String(traceparent) };
}
