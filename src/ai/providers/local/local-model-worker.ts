import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { LOCAL_RUNTIME } from './local-runtime.ts';

/** `embed`: a vector of each text. `rerank`: how well each text answers the query. */
export type LocalTask = 'embed' | 'rerank';

/** What this thread is started with. */
export interface LocalModelData {
  task: LocalTask;
  /** Folder and name in it, or of the hub, such as `Xenova/multilingual-e5-small`. */
  model: string;
  folder: string;
  download: boolean;
  /** Where the package is looked for. */
  from: string;
}

export interface LocalRequest {
  id: number;
  texts: string[];
  /** To be read together with each text. */
  query?: string;
}

export type LocalReply =
  | { ready: true }
  | { broken: string; isMissing: boolean }
  | { id: number; dimensions: number; values: Float32Array }
  | { id: number; failure: string };

interface Tensor {
  dims: number[];
  data: Float32Array;
}

type Extractor = (texts: string[], options: { pooling: 'mean'; normalize: boolean }) => Promise<Tensor>;
type Tokenizer = (
  texts: string[],
  options: { text_pair: string[]; padding: boolean; truncation: boolean },
) => object;
type Classifier = (inputs: object) => Promise<{ logits: Tensor }>;

interface Loader<Loaded> {
  from_pretrained: (model: string, options?: object) => Promise<Loaded>;
}

interface Transformers {
  env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    cacheDir: string;
  };
  pipeline: (task: 'feature-extraction', model: string, options: object) => Promise<Extractor>;
  AutoTokenizer: Loader<Tokenizer>;
  AutoModelForSequenceClassification: Loader<Classifier>;
}

/** A row of numbers for each text. */
type Run = (request: LocalRequest) => Promise<Tensor>;

const PRECISION = { dtype: 'fp32', device: 'cpu' };

const port = parentPort!;
const data = workerData as LocalModelData;

const run = await open().catch((error: unknown) => {
  const { message, code } = error as NodeJS.ErrnoException;
  // The package itself, not one that it asks for.
  const isMissing = code === 'MODULE_NOT_FOUND' && message.includes(`'${LOCAL_RUNTIME}'`);
  port.postMessage({ broken: message, isMissing } satisfies LocalReply);
});
if (run) {
  let queue = Promise.resolve();
  port.on('message', (request: LocalRequest) => {
    queue = queue.then(() => answer(run, request));
  });
  port.postMessage({ ready: true } satisfies LocalReply);
}

async function open(): Promise<Run> {
  const file = createRequire(data.from).resolve(LOCAL_RUNTIME);
  const runtime = (await import(pathToFileURL(file).href)) as Transformers;
  const { env } = runtime;
  env.allowLocalModels = true;
  env.allowRemoteModels = data.download;
  env.localModelPath = data.folder;
  env.cacheDir = data.folder;
  return data.task === 'embed' ? openExtractor(runtime) : openClassifier(runtime);
}

async function openExtractor({ pipeline }: Transformers): Promise<Run> {
  const extract = await pipeline('feature-extraction', data.model, PRECISION);
  return ({ texts }) => extract(texts, { pooling: 'mean', normalize: true });
}

async function openClassifier(runtime: Transformers): Promise<Run> {
  const tokenize = await runtime.AutoTokenizer.from_pretrained(data.model);
  const classify = await runtime.AutoModelForSequenceClassification.from_pretrained(data.model, PRECISION);
  return async ({ texts, query = '' }) => {
    const pairs = { text_pair: texts, padding: true, truncation: true };
    return (
      await classify(
        tokenize(
          texts.map(() => query),
          pairs,
        ),
      )
    ).logits;
  };
}

async function answer(run: Run, request: LocalRequest): Promise<void> {
  const { id } = request;
  try {
    const { dims, data: all } = await run(request);
    const values = Float32Array.from(all);
    const reply = { id, dimensions: dims.at(-1)!, values } satisfies LocalReply;
    port.postMessage(reply, [values.buffer]);
  } catch (error) {
    port.postMessage({ id, failure: (error as Error).message } satisfies LocalReply);
  }
}
