import { brokers, secret, text, url, wholeNumber } from './variable-kinds.ts';

const POSTGRES = ['postgres:', 'postgresql:'];
const HTTP = ['http:', 'https:'];

/** What stands around the program, where something does: collectors of traces, replicas, stores of files and features. */
export const surroundings = {
  DATABASE_READ_URL: secret(
    url({
      fallback: undefined,
      protocols: POSTGRES,
      meaning:
        'Streaming replica of DATABASE_URL, for search and lists; never for sign-in, limits and credits.',
    }),
  ),
  DATABASE_READ_STALENESS_MS: wholeNumber({
    fallback: 5_000,
    min: 100,
    max: 600_000,
    meaning: 'A replica that may lag behind by more is not read from.',
  }),
  QUARRY_S3_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning:
      'S3-compatible bucket for files, with its name as the path; without it they lie in the data folder.',
  }),
  QUARRY_S3_REGION: text({
    fallback: 'auto',
    meaning: 'Region of the bucket, as its requests are signed for.',
  }),
  QUARRY_S3_ACCESS_KEY_ID: secret(
    text<string | undefined>({
      fallback: undefined,
      meaning: 'Who may read, write and delete in the bucket.',
    }),
  ),
  QUARRY_S3_SECRET_ACCESS_KEY: secret(
    text<string | undefined>({ fallback: undefined, meaning: 'The secret of that key.' }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: url({
    fallback: undefined,
    protocols: HTTP,
    meaning:
      'OTLP collector that takes traces over HTTP, such as http://localhost:4318; without it none are made.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    text<string | undefined>({
      fallback: undefined,
      meaning: 'What the collector asks for, such as authorization=Bearer%20…, parted by commas.',
    }),
  ),
  OTEL_SERVICE_NAME: text({ fallback: 'quarry', meaning: 'What this process is called in traces.' }),
  QUARRY_TRACES_PERCENT: wholeNumber({
    fallback: 100,
    min: 0,
    max: 100,
    meaning: 'Of the traces that begin here, how many of a hundred are kept.',
  }),
  QUARRY_KAFKA_BROKERS: brokers({
    fallback: undefined,
    meaning: 'Kafka that groups of live features may read from instead of the embedded log.',
  }),
  QUARRY_SCHEMA_REGISTRY_URL: secret(
    url({
      fallback: undefined,
      protocols: HTTP,
      meaning:
        'Schema registry with the interface of Confluent’s, for all tenants; default: the one at /registry.',
    }),
  ),
  QUARRY_FLINK_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'JobManager of the Flink that computes groups which are deployed to it.',
  }),
  QUARRY_FLINK_GATEWAY_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'Its SQL gateway.',
  }),
  QUARRY_REDIS_URL: secret(
    url({
      fallback: undefined,
      protocols: ['redis:', 'rediss:'],
      meaning: 'Redis that live features are served from; default: the database.',
    }),
  ),
};
