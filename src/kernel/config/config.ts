import path from 'node:path';
import { localEmbedding } from './local-embedding.ts';
import type { LocalEmbedding } from './local-embedding.ts';
import { AppError } from '../errors/app-error.ts';
import { parseFaultPlan } from '../failpoints.ts';
import type { FaultPlan } from '../failpoints.ts';
import type { Environment } from './env.ts';
import { networks, oneOf, readVariable, text, url, wholeNumber } from './variables.ts';
import type { ConfigProblem } from './variables.ts';

const MiB = 1024 ** 2;
const HTTP = ['http:', 'https:'];
const POSTGRES = ['postgres:', 'postgresql:'];

/** Every variable Quarry reads, with its default and its meaning. */
export const variables = {
  QUARRY_DATA_DIR: text({
    fallback: '.quarry',
    meaning: 'Folder for the embedded database and uploaded files.',
  }),
  DATABASE_URL: url({
    fallback: undefined,
    protocols: POSTGRES,
    meaning: 'PostgreSQL with pgvector; without it the embedded database is used.',
  }),
  DATABASE_OWNER_URL: url({
    fallback: undefined,
    protocols: POSTGRES,
    meaning: 'Same database as its owner, for `quarry migrate` only.',
  }),
  DATABASE_POOL_SIZE: wholeNumber({
    fallback: 10,
    min: 2,
    max: 200,
    meaning: 'PostgreSQL connections of one process.',
  }),
  QUARRY_HOST: text({ fallback: '127.0.0.1', meaning: 'Address to listen on.' }),
  QUARRY_PORT: wholeNumber({
    fallback: 8008,
    min: 0,
    max: 65_535,
    meaning: 'Port to listen on; 0 takes a free one.',
  }),
  QUARRY_PUBLIC_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'Address people reach it by, for links; default http://HOST:PORT.',
  }),
  QUARRY_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'Server the command line talks to; default: the one on the data folder, else one of its own.',
  }),
  QUARRY_API_KEY: text<string | undefined>({ fallback: undefined, meaning: 'API key for QUARRY_URL.' }),
  QUARRY_LOG_LEVEL: oneOf({
    fallback: 'auto',
    values: ['auto', 'silent', 'error', 'warn', 'info', 'debug'],
    meaning: 'How much is logged; auto is warn on a terminal and info elsewhere.',
  }),
  QUARRY_LLM_BASE_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'OpenAI-compatible endpoint that writes answers, such as https://api.openai.com/v1.',
  }),
  QUARRY_LLM_API_KEY: text<string | undefined>({
    fallback: undefined,
    meaning: 'Its key, where it needs one.',
  }),
  QUARRY_LLM_MODEL: text<string | undefined>({ fallback: undefined, meaning: 'Its model.' }),
  QUARRY_PROOF: oneOf({
    fallback: 'rules',
    values: ['rules', 'model'],
    meaning: 'Who checks what the sentences of an answer rest on: words and numbers alone, or the model too.',
  }),
  QUARRY_EMBEDDING_BASE_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'OpenAI-compatible endpoint that makes embeddings.',
  }),
  QUARRY_EMBEDDING_API_KEY: text<string | undefined>({
    fallback: undefined,
    meaning: 'Its key, where it needs one.',
  }),
  QUARRY_EMBEDDING_MODEL: text<string | undefined>({
    fallback: undefined,
    meaning:
      'Its model; without an endpoint builtin/hash-ngram-v1, which compares spelling, or local/NAME, an ONNX model on this machine.',
  }),
  QUARRY_MODEL_DIR: text<string | undefined>({
    fallback: undefined,
    meaning: 'Folder of local models; models/ in QUARRY_DATA_DIR if it is not set.',
  }),
  QUARRY_MODEL_DOWNLOAD: oneOf({
    fallback: 'off',
    values: ['on', 'off'],
    meaning: 'Whether a local model that is not in its folder may be fetched from the Hugging Face hub.',
  }),
  QUARRY_EMBEDDING_BATCH: wholeNumber({
    fallback: 100,
    min: 1,
    max: 2048,
    meaning: 'Texts in one embedding call, at most.',
  }),
  QUARRY_EMBEDDING_BATCH_TOKENS: wholeNumber({
    fallback: 100_000,
    min: 100,
    max: 10_000_000,
    meaning: 'Tokens in one embedding call, at most (estimated).',
  }),
  QUARRY_RERANK_BASE_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'Endpoint with /rerank, which reads the best hits of a search again and puts them in order.',
  }),
  QUARRY_RERANK_API_KEY: text<string | undefined>({ fallback: undefined, meaning: 'Its key.' }),
  QUARRY_RERANK_MODEL: text<string | undefined>({ fallback: undefined, meaning: 'Its model.' }),
  QUARRY_RERANK_STYLE: oneOf({
    fallback: 'documents',
    values: ['documents', 'texts'],
    meaning:
      'What it calls the passages: documents (Cohere, Jina, vLLM) or texts (Text Embeddings Inference).',
  }),
  QUARRY_PROVIDER_CONCURRENCY: wholeNumber({
    fallback: 2,
    min: 1,
    max: 1_000,
    meaning: 'Calls to one provider at the same time.',
  }),
  QUARRY_PROVIDER_TIMEOUT_MS: wholeNumber({
    fallback: 60_000,
    min: 1_000,
    max: 600_000,
    meaning: 'Deadline of one provider call, waiting included.',
  }),
  QUARRY_WORKER_CONCURRENCY: wholeNumber({
    fallback: 2,
    min: 1,
    max: 64,
    meaning: 'Documents one worker process ingests at the same time.',
  }),
  QUARRY_MAX_UPLOAD_BYTES: wholeNumber({
    fallback: 200 * MiB,
    min: 1,
    max: 10_000 * MiB,
    meaning: 'Largest file accepted.',
  }),
  QUARRY_EXTRACT_TIMEOUT_MS: wholeNumber({
    fallback: 600_000,
    min: 1_000,
    max: 86_400_000,
    meaning: 'Time to read one file, at most.',
  }),
  QUARRY_EXTRACT_MEMORY_BYTES: wholeNumber({
    fallback: 1024 * MiB,
    min: 128 * MiB,
    max: 64 * 1024 * MiB,
    meaning: 'Memory of the process that reads one file, at most.',
  }),
  QUARRY_EXTRACT_MAX_PAGES: wholeNumber({
    fallback: 5_000,
    min: 1,
    max: 100_000,
    meaning: 'Pages of one file, at most.',
  }),
  QUARRY_FETCH_ALLOW: networks({
    fallback: [],
    meaning: 'Networks that documents may be fetched from besides the internet, such as 10.0.0.0/8,fd00::/8.',
  }),
  QUARRY_FETCH_MAX_BYTES: wholeNumber({
    fallback: 50 * MiB,
    min: 1,
    max: 10_000 * MiB,
    meaning: 'Largest document that is fetched from an address.',
  }),
  QUARRY_FETCH_TIMEOUT_MS: wholeNumber({
    fallback: 60_000,
    min: 1_000,
    max: 3_600_000,
    meaning: 'Time to fetch a document from an address, redirects included.',
  }),
  QUARRY_FAILPOINTS: {
    fallback: undefined as FaultPlan | undefined,
    parse: parseFaultPlan,
    allowed: 'left out; proofs set it to break this process on purpose',
    meaning: 'For proofs alone: where this process kills, freezes or hangs itself.',
  },
};

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
  database: { url?: string; ownerUrl?: string; poolSize: number };
  http: { host: string; port: number; publicUrl?: string };
  /** Where the command line finds a server that is not its own. */
  remote?: { url: string; apiKey?: string };
  logLevel: 'auto' | 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Undefined: answers are quoted passages. */
  languageModel?: ProviderConfig;
  /** `model`: the language model judges each answer once more. */
  proof: 'rules' | 'model';
  /** Undefined: search is by keywords. */
  embeddingModel?: EmbeddingConfig;
  /** Undefined: hits stay as they were ranked. */
  reranker?: ProviderConfig & { style: 'documents' | 'texts' };
  provider: { concurrency: number; timeoutMs: number };
  workerConcurrency: number;
  maxUploadBytes: number;
  extract: { timeoutMs: number; maxMemoryBytes: number; maxPages: number };
  /** Documents that are an address. */
  fetch: { allow: readonly string[]; maxBytes: number; timeoutMs: number };
  /** Undefined outside of proofs. */
  failpoints?: FaultPlan;
}

export class InvalidConfig extends AppError {
  constructor(problems: ConfigProblem[]) {
    const lines = problems.map(each => `${each.variable} is “${each.given}”; it must be ${each.allowed}.`);
    super(lines.join('\n'), {
      code: 'invalid-config',
      status: 500,
      nextStep: 'Correct the variable and start again.',
    });
  }
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
      poolSize: read('DATABASE_POOL_SIZE'),
    },
    http: { host: read('QUARRY_HOST'), port: read('QUARRY_PORT'), publicUrl: read('QUARRY_PUBLIC_URL') },
    remote: remoteUrl === undefined ? undefined : { url: remoteUrl, apiKey: read('QUARRY_API_KEY') },
    logLevel: read('QUARRY_LOG_LEVEL'),
    languageModel: readProvider('QUARRY_LLM', read, problems),
    proof: read('QUARRY_PROOF') as Config['proof'],
    ...(readLocalEmbedding(read) ?? { embeddingModel: readEmbedding(read, problems) }),
    reranker: readReranker(read, problems),
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
    fetch: {
      allow: read('QUARRY_FETCH_ALLOW'),
      maxBytes: read('QUARRY_FETCH_MAX_BYTES'),
      timeoutMs: read('QUARRY_FETCH_TIMEOUT_MS'),
    },
    failpoints: read('QUARRY_FAILPOINTS'),
  };
  if (problems.length > 0) throw new InvalidConfig(problems);
  return config;
}

/** Models that need no endpoint; undefined where one is named. */
const readLocalEmbedding = (read: Read): LocalEmbedding | undefined =>
  read('QUARRY_EMBEDDING_BASE_URL') === undefined
    ? localEmbedding(read('QUARRY_EMBEDDING_MODEL'), {
        folder: read('QUARRY_MODEL_DIR') ?? path.join(read('QUARRY_DATA_DIR'), 'models'),
        download: read('QUARRY_MODEL_DOWNLOAD') === 'on',
      })
    : undefined;

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

const missing = (variable: string, other: string): ConfigProblem => ({
  variable,
  given: '',
  allowed: `set when ${other} is`,
});
