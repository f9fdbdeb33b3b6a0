import { parseFaultPlan } from '../failpoints.ts';
import type { FaultPlan } from '../failpoints.ts';
import { surroundings } from './surroundings.ts';
import { languages, networks, oneOf, secret, text, url, wholeNumber } from './variable-kinds.ts';

const MiB = 1024 ** 2;
const HTTP = ['http:', 'https:'];
const POSTGRES = ['postgres:', 'postgresql:'];

/** Every variable Quarry reads, with its default and its meaning; `.env.example` is made from it. */
export const variables = {
  QUARRY_DATA_DIR: text({
    fallback: '.quarry',
    meaning: 'Folder for the embedded database and uploaded files.',
  }),
  DATABASE_URL: secret(
    url({
      fallback: undefined,
      protocols: POSTGRES,
      meaning: 'PostgreSQL with pgvector; without it the embedded database is used.',
    }),
  ),
  DATABASE_OWNER_URL: secret(
    url({
      fallback: undefined,
      protocols: POSTGRES,
      meaning: 'Same database as its owner, for `quarry migrate` only.',
    }),
  ),
  DATABASE_POOL_SIZE: wholeNumber({
    fallback: 10,
    min: 2,
    max: 200,
    meaning: 'PostgreSQL connections of one process for requests.',
  }),
  DATABASE_JOB_POOL_SIZE: wholeNumber({
    fallback: 6,
    min: 2,
    max: 200,
    meaning: 'Those of its own that its jobs have besides, where it works any off.',
  }),
  QUARRY_SEARCH_CONCURRENCY: wholeNumber({
    fallback: 0,
    min: 0,
    max: 200,
    meaning:
      'Searches at work in one process, at most half of them one tenant’s; 0: two for each processor of this machine.',
  }),
  QUARRY_HOST: text({ fallback: '127.0.0.1', meaning: 'Address to listen on.' }),
  QUARRY_PORT: wholeNumber({
    fallback: 8008,
    min: 0,
    max: 65_535,
    meaning: 'Port to listen on; 0 takes a free one.',
  }),
  QUARRY_METRICS_PORT: wholeNumber({
    fallback: 0,
    min: 0,
    max: 65_535,
    meaning:
      'Port of QUARRY_HOST for /metrics and /livez of a worker or stream process; 0: none. An api has its own.',
  }),
  QUARRY_PUBLIC_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'Address people reach it by, for links; default http://HOST:PORT.',
  }),
  QUARRY_TRUSTED_PROXIES: networks({
    fallback: [],
    meaning: 'Networks of proxies in front of this server, whose X-Forwarded-For is believed.',
  }),
  QUARRY_MAX_REQUESTS: wholeNumber({
    fallback: 1_000,
    min: 1,
    max: 100_000,
    meaning: 'Requests at work in one process; more are refused with 503 at once.',
  }),
  QUARRY_MAX_LAG_MS: wholeNumber({
    fallback: 1_000,
    min: 10,
    max: 60_000,
    meaning: 'How late the event loop may be, again and again, before requests are refused with 503.',
  }),
  QUARRY_MAX_WAIT_MS: wholeNumber({
    fallback: 250,
    min: 10,
    max: 60_000,
    meaning:
      'What requests at work may wait for their turn, before more are refused with 503; 32 are always let in.',
  }),
  QUARRY_TENANT_REQUESTS_PER_SECOND: wholeNumber({
    fallback: 1_000,
    min: 1,
    max: 1_000_000,
    meaning: 'What one tenant may send to one process for long; four seconds of it at once.',
  }),
  QUARRY_TENANT_MAX_REQUESTS: wholeNumber({
    fallback: 600,
    min: 1,
    max: 100_000,
    meaning: 'Requests of one tenant at work in one process; more are refused with 429.',
  }),
  QUARRY_AUDIT_DAYS: wholeNumber({
    fallback: 365,
    min: 30,
    max: 36_500,
    meaning: 'How long the audit log remembers.',
  }),
  QUARRY_URL: url({
    fallback: undefined,
    protocols: HTTP,
    meaning: 'Server the command line talks to; default: the one on the data folder, else one of its own.',
  }),
  QUARRY_API_KEY: secret(
    text<string | undefined>({ fallback: undefined, meaning: 'API key for QUARRY_URL.' }),
  ),
  ...surroundings,
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
  QUARRY_LLM_API_KEY: secret(
    text<string | undefined>({
      fallback: undefined,
      meaning: 'Its key, where it needs one.',
    }),
  ),
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
  QUARRY_EMBEDDING_API_KEY: secret(
    text<string | undefined>({
      fallback: undefined,
      meaning: 'Its key, where it needs one.',
    }),
  ),
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
  QUARRY_RERANK_API_KEY: secret(text<string | undefined>({ fallback: undefined, meaning: 'Its key.' })),
  QUARRY_RERANK_MODEL: text<string | undefined>({
    fallback: undefined,
    meaning:
      'Its model; without an endpoint local/NAME, an ONNX cross-encoder in the folder of local models.',
  }),
  QUARRY_RERANK_STYLE: oneOf({
    fallback: 'documents',
    values: ['documents', 'texts'],
    meaning:
      'What it calls the passages: documents (Cohere, Jina, vLLM) or texts (Text Embeddings Inference).',
  }),
  QUARRY_SENTIMENT_MODEL: text<string | undefined>({
    fallback: undefined,
    meaning:
      'ONNX classifier in the folder of local models that tells how talks sound; besides it there are vader and the language model.',
  }),
  QUARRY_SENTIMENT_LANGUAGES: text<string | undefined>({
    fallback: undefined,
    meaning: 'Languages it knows, as ISO 639-1 parted by commas, such as en,th; all if it is not set.',
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
  QUARRY_OCR_LANGUAGES: languages({
    fallback: ['eng', 'tha'],
    meaning: 'Languages of scans and pictures, the usual one first; others than eng and tha need Tesseract.',
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
  QUARRY_EVENT_LOG_DAYS: wholeNumber({
    fallback: 36_500,
    // Longer than tiles are kept, so that a group can always be computed anew.
    min: 8,
    max: 36_500,
    meaning: 'How long events are kept that every group of live features has read.',
  }),
  QUARRY_FAILPOINTS: {
    fallback: undefined as FaultPlan | undefined,
    parse: parseFaultPlan,
    allowed: 'left out; proofs set it to break this process on purpose',
    meaning: 'For proofs alone: where this process kills, freezes or hangs itself.',
  },
};
