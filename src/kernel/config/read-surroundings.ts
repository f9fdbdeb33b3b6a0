import { missing } from './read-variable.ts';
import type { ConfigProblem } from './read-variable.ts';
import type { surroundings } from './surroundings.ts';

type Read = <K extends keyof typeof surroundings>(name: K) => (typeof surroundings)[K]['fallback'];

/** Where files lie, when not in the data folder. */
export interface Bucket {
  /** With the bucket's name as its path. */
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Where traces go. */
export interface Tracing {
  url: string;
  headers: Record<string, string>;
  serviceName: string;
  sampledShare: number;
}

/** A bucket without its key is a mistake that would show only at the first upload. */
export function readBucket(read: Read, problems: ConfigProblem[]): Bucket | undefined {
  const url = read('QUARRY_S3_URL');
  if (url === undefined) return undefined;
  const [accessKeyId, secretAccessKey] = [
    read('QUARRY_S3_ACCESS_KEY_ID'),
    read('QUARRY_S3_SECRET_ACCESS_KEY'),
  ];
  if (accessKeyId === undefined) problems.push(missing('QUARRY_S3_ACCESS_KEY_ID', 'QUARRY_S3_URL'));
  if (secretAccessKey === undefined) problems.push(missing('QUARRY_S3_SECRET_ACCESS_KEY', 'QUARRY_S3_URL'));
  return accessKeyId && secretAccessKey
    ? { url, region: read('QUARRY_S3_REGION'), accessKeyId, secretAccessKey }
    : undefined;
}

/** Headers as OpenTelemetry writes them: `name=value`, values percent-encoded, parted by commas. */
export function readTracing(read: Read): Tracing | undefined {
  const url = read('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (url === undefined) return undefined;
  const pairs = (read('OTEL_EXPORTER_OTLP_HEADERS') ?? '').split(',').filter(each => each.includes('='));
  const headers = Object.fromEntries(
    pairs.map(pair => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim(), decodeURIComponent(value.join('=').trim())];
    }),
  );
  const sampledShare = read('QUARRY_TRACES_PERCENT') / 100;
  return { url, headers, serviceName: read('OTEL_SERVICE_NAME'), sampledShare };
}
