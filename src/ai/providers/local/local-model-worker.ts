import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { LOCAL_RUNTIME } from './local-runtime.ts';

/** What this thread is started with. */
export interface LocalModelData {
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
}

export type LocalReply =
  | { ready: true }
  | { broken: string; isMissing: boolean }
  | { id: number; dimensions: number; values: Float32Array }
  | { id: number; failure: string };

interface Extractor {
  (
    texts: string[],
    options: { pooling: 'mean'; normalize: boolean },
  ): Promise<{ dims: number[]; data: Float32Array }>;
}

interface Transformers {
  env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    cacheDir: string;
  };
  pipeline: (task: 'feature-extraction', model: string, options: object) => Promise<Extractor>;
}

const port = parentPort!;
const data = workerData as LocalModelData;

const extract = await open().catch((error: unknown) => {
  const { message, code } = error as NodeJS.ErrnoException;
  // The package itself, not one that it asks for.
  const isMissing = code === 'MODULE_NOT_FOUND' && message.includes(`'${LOCAL_RUNTIME}'`);
  port.postMessage({ broken: message, isMissing } satisfies LocalReply);
});
if (extract) {
  let queue = Promise.resolve();
  port.on('message', (request: LocalRequest) => {
    queue = queue.then(() => answer(extract, request));
  });
  port.postMessage({ ready: true } satisfies LocalReply);
}

async function open(): Promise<Extractor> {
  const file = createRequire(data.from).resolve(LOCAL_RUNTIME);
  const { env, pipeline } = (await import(pathToFileURL(file).href)) as Transformers;
  env.allowLocalModels = true;
  env.allowRemoteModels = data.download;
  env.localModelPath = data.folder;
  env.cacheDir = data.folder;
  return pipeline('feature-extraction', data.model, { dtype: 'fp32', device: 'cpu' });
}

async function answer(run: Extractor, { id, texts }: LocalRequest): Promise<void> {
  try {
    const { dims, data: all } = await run(texts, { pooling: 'mean', normalize: true });
    const values = Float32Array.from(all);
    const reply = { id, dimensions: dims.at(-1)!, values } satisfies LocalReply;
    port.postMessage(reply, [values.buffer]);
  } catch (error) {
    port.postMessage({ id, failure: (error as Error).message } satisfies LocalReply);
  }
}
