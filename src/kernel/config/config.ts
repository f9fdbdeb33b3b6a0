import path from 'node:path';
import { localEmbedding } from './local-embedding.ts';
import type { LocalEmbedding } from './local-embedding.ts';
import { AppError } from '../errors/app-error.ts';
import type { FaultPlan } from '../failpoints.ts';
import type { Environment } from './env.ts';
import { readBucket, readTracing } from './read-surroundings.ts';
import type { Bucket, Tracing } from './read-surroundings.ts';
import { missing, readVariable } from './read-variable.ts';
import type { ConfigProblem } from './read-variable.ts';
import { variables } from './variables.ts';

export interface ProviderConfig {
  baseUrl: string;
  apiKey?: string;
  model: string;
}

export interface EmbeddingConfig extends ProviderConfig {
  maxBatch: number;
  maxBatchTokens?: number;
}

export interface Config extends LocalEmbedding {
  /** Absolute. */
  dataFolder: string;
  database: {
    url?: string;
    ownerUrl?: string;
    readUrl?: string;
    maxStalenessMs?: number;
    poolSize: number;
    /** Of connections for jobs, apart from those for requests. */
    jobPoolSize: number;
  };
  /** Searches at work; 0: as many as there are processors. */
  searchConcurrency: number;
  http: {
    host: string;
    port: number;
    publicUrl?: string;
    trustedProxies?: readonly string[];
    /** Where a process without an API tells its metrics; undefined: nowhere. */
    metricsPort?: number;
  };
  /** What one process takes on; undefined: whatever comes. */
  load?: { maxRequests: number; maxLagMs: number; maxWaitMs: number };
  tenantLimits?: { requestsPerSecond: number; maxRequests: number };
  auditDays: number;
  /** Of live features. */
  eventLogDays: number;
  /** Where the command line finds a server that is not its own. */
  remote?: { url: string; apiKey?: string };
  /** Undefined: files lie in the data folder. */
  bucket?: Bucket;
  /** Undefined: nobody collects traces. */
  tracing?: Tracing;
  logLevel: 'auto' | 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Undefined: answers are quoted passages. */
  languageModel?: ProviderConfig;
  /** `model`: the language model judges each answer once more. */
  proof: 'rules' | 'model';
  /** Undefined: search is by keywords. */
  embeddingModel?: EmbeddingConfig;
  /** Undefined: hits stay as they were ranked. */
  reranker?: ProviderConfig & { style: 'documents' | 'texts' };
  /** A cross-encoder on this machine, in place of an endpoint. */
  localReranker?: LocalEmbedding['localEmbedding'];
  /** Undefined: talks are scored by the lexicon or the language model. */
  sentimentModel?: { model: string; folder: string; download: boolean; languages?: string[] };
  provider: { concurrency: number; timeoutMs: number };
  workerConcurrency: number;
  maxUploadBytes: number;
  extract: { timeoutMs: number; maxMemoryBytes: number; maxPages: number };
  /** Scans and pictures, by Tesseract's names. */
  ocr: { languages: readonly string[] };
  /** Documents that are an address. */
  fetch: { allow: readonly string[]; maxBytes: number; timeoutMs: number };
  /** Streams that outgrew this program. */
  streams: {
    kafkaBrokers?: readonly string[];
    flink?: { gatewayUrl: string; jobManagerUrl: string };
    schemaRegistryUrl?: string;
    redisUrl?: string;
  };
  /** Undefined outside of proofs. */
  failpoints?: FaultPlan;
}

export class InvalidConfig extends AppError {
  constructor(problems: ConfigProblem[]) {
    super(problems.map(describeProblem).join('\n'), {
      code: 'invalid-config',
      status: 500,
      nextStep: 'Correct the variable and start again.',
    });
  }
}

function describeProblem({ variable, given, allowed }: ConfigProblem): string {
  const was = given === undefined ? 'has a value that is not shown here' : `is “${given}”`;
  return `${variable} ${was}; it must be ${allowed}.`;
}

type Read = <K extends keyof typeof variables>(name: K) => (typeof variables)[K]['fallback'];

/**
 * The typed configuration of one process; reads nothing but its argument.
 * @throws InvalidConfig naming each bad variable, what it was and what it may be.
 */
export function makeConfig(environment: Environment): Config {
  const problems: ConfigProblem[] = [];
  const read = (name => readVariable(name, variables[name] as never, environment, problems)) as Read;
  const remoteUrl = read('QUARRY_URL');
  const config: Config = {
    dataFolder: path.resolve(read('QUARRY_DATA_DIR')),
    database: {
      url: read('DATABASE_URL'),
      ownerUrl: read('DATABASE_OWNER_URL'),
      readUrl: read('DATABASE_READ_URL'),
      maxStalenessMs: read('DATABASE_READ_STALENESS_MS'),
      poolSize: read('DATABASE_POOL_SIZE'),
      jobPoolSize: read('DATABASE_JOB_POOL_SIZE'),
    },
    searchConcurrency: read('QUARRY_SEARCH_CONCURRENCY'),
    ...readHttp(read),
    auditDays: read('QUARRY_AUDIT_DAYS'),
    eventLogDays: read('QUARRY_EVENT_LOG_DAYS'),
    remote: remoteUrl === undefined ? undefined : { url: remoteUrl, apiKey: read('QUARRY_API_KEY') },
    bucket: readBucket(read, problems),
    tracing: readTracing(read),
    logLevel: read('QUARRY_LOG_LEVEL'),
    languageModel: readProvider('QUARRY_LLM', read, problems),
    proof: read('QUARRY_PROOF') as Config['proof'],
    ...(readLocalEmbedding(read) ?? { embeddingModel: readEmbedding(read, problems) }),
    ...(readLocalReranker(read) ?? { reranker: readReranker(read, problems) }),
    sentimentModel: readSentimentModel(read),
    provider: {
      concurrency: read('QUARRY_PROVIDER_CONCURRENCY'),
      timeoutMs: read('QUARRY_PROVIDER_TIMEOUT_MS'),
    },
    workerConcurrency: read('QUARRY_WORKER_CONCURRENCY'),
    maxUploadBytes: read('QUARRY_MAX_UPLOAD_BYTES'),
    extract: {
      timeoutMs: read('QUARRY_EXTRACT_TIMEOUT_MS'),
      maxMemoryBytes: read('QUARRY_EXTRACT_MEMORY_BYTES'),
      maxPages: read('QUARRY_EXTRACT_MAX_PAGES'),
    },
    ocr: { languages: read('QUARRY_OCR_LANGUAGES') },
    fetch: {
      allow: read('QUARRY_FETCH_ALLOW'),
      maxBytes: read('QUARRY_FETCH_MAX_BYTES'),
      timeoutMs: read('QUARRY_FETCH_TIMEOUT_MS'),
    },
    streams: readStreams(read, problems),
    failpoints: read('QUARRY_FAILPOINTS'),
  };
  if (problems.length > 0) throw new InvalidConfig(problems);
  return config;
}

const readHttp = (read: Read): Pick<Config, 'http' | 'load' | 'tenantLimits'> => ({
  http: {
    host: read('QUARRY_HOST'),
    port: read('QUARRY_PORT'),
    publicUrl: read('QUARRY_PUBLIC_URL'),
    metricsPort: read('QUARRY_METRICS_PORT') || undefined,
    trustedProxies: read('QUARRY_TRUSTED_PROXIES'),
  },
  load: {
    maxRequests: read('QUARRY_MAX_REQUESTS'),
    maxLagMs: read('QUARRY_MAX_LAG_MS'),
    maxWaitMs: read('QUARRY_MAX_WAIT_MS'),
  },
  tenantLimits: {
    requestsPerSecond: read('QUARRY_TENANT_REQUESTS_PER_SECOND'),
    maxRequests: read('QUARRY_TENANT_MAX_REQUESTS'),
  },
});

/** Models that need no endpoint; undefined where one is named. */
const readLocalEmbedding = (read: Read): LocalEmbedding | undefined =>
  read('QUARRY_EMBEDDING_BASE_URL') === undefined
    ? localEmbedding(read('QUARRY_EMBEDDING_MODEL'), {
        ...readModelFolder(read),
      })
    : undefined;

const readModelFolder = (read: Read): { folder: string; download: boolean } => ({
  folder: read('QUARRY_MODEL_DIR') ?? path.join(read('QUARRY_DATA_DIR'), 'models'),
  download: read('QUARRY_MODEL_DOWNLOAD') === 'on',
});

function readSentimentModel(read: Read): Config['sentimentModel'] {
  const model = read('QUARRY_SENTIMENT_MODEL')?.replace(/^local\//, '');
  const languages = read('QUARRY_SENTIMENT_LANGUAGES')
    ?.split(',')
    .map(each => each.trim().toLowerCase());
  const { folder, download } = readModelFolder(read);
  return model === undefined ? undefined : { model, folder: path.resolve(folder), download, languages };
}

/** One of Flink's two addresses without the other is a mistake that would show only when somebody deploys. */
function readStreams(read: Read, problems: ConfigProblem[]): Config['streams'] {
  const [jobManagerUrl, gatewayUrl] = [read('QUARRY_FLINK_URL'), read('QUARRY_FLINK_GATEWAY_URL')];
  if (jobManagerUrl === undefined && gatewayUrl !== undefined)
    problems.push(missing('QUARRY_FLINK_URL', 'QUARRY_FLINK_GATEWAY_URL'));
  if (gatewayUrl === undefined && jobManagerUrl !== undefined)
    problems.push(missing('QUARRY_FLINK_GATEWAY_URL', 'QUARRY_FLINK_URL'));
  return {
    kafkaBrokers: read('QUARRY_KAFKA_BROKERS'),
    flink: jobManagerUrl && gatewayUrl ? { jobManagerUrl, gatewayUrl } : undefined,
    schemaRegistryUrl: read('QUARRY_SCHEMA_REGISTRY_URL'),
    redisUrl: read('QUARRY_REDIS_URL'),
  };
}

function readEmbedding(read: Read, problems: ConfigProblem[]): EmbeddingConfig | undefined {
  const provider = readProvider('QUARRY_EMBEDDING', read, problems);
  return (
    provider && {
      ...provider,
      maxBatch: read('QUARRY_EMBEDDING_BATCH'),
      maxBatchTokens: read('QUARRY_EMBEDDING_BATCH_TOKENS'),
    }
  );
}

function readLocalReranker(read: Read): Pick<Config, 'localReranker'> | undefined {
  if (read('QUARRY_RERANK_BASE_URL') !== undefined) return undefined;
  const local = localEmbedding(read('QUARRY_RERANK_MODEL'), readModelFolder(read))?.localEmbedding;
  return local && { localReranker: local };
}

function readReranker(read: Read, problems: ConfigProblem[]): Config['reranker'] {
  const provider = readProvider('QUARRY_RERANK', read, problems);
  return provider && { ...provider, style: read('QUARRY_RERANK_STYLE') as 'documents' | 'texts' };
}

/** An endpoint without a model, or the other way round, is a mistake that would otherwise look like keyless mode. */
function readProvider(
  prefix: 'QUARRY_LLM' | 'QUARRY_EMBEDDING' | 'QUARRY_RERANK',
  read: Read,
  problems: ConfigProblem[],
): ProviderConfig | undefined {
  const baseUrl = read(`${prefix}_BASE_URL`);
  const model = read(`${prefix}_MODEL`);
  if (baseUrl !== undefined && model !== undefined)
    return { baseUrl, model, apiKey: read(`${prefix}_API_KEY`) };
  if (baseUrl !== undefined) problems.push(missing(`${prefix}_MODEL`, `${prefix}_BASE_URL`));
  if (model !== undefined) problems.push(missing(`${prefix}_BASE_URL`, `${prefix}_MODEL`));
  return undefined;
}
