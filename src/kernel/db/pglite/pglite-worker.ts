import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

/** What the main thread sends: one batch of frontend protocol messages that ends in Sync or Query. */
export interface PgliteRequest {
  connection: number;
  bytes: Uint8Array;
}

export interface PgliteReply {
  connection: number;
  bytes: Uint8Array;
}

export interface PgliteWorkerData {
  /** Undefined keeps everything in memory. */
  dataFolder: string | undefined;
}

const port = parentPort!;
const { dataFolder } = workerData as PgliteWorkerData;

const database = await PGlite.create({ dataDir: dataFolder, extensions: { vector } });

let queue: Promise<void> = Promise.resolve();

port.on('message', (request: PgliteRequest | 'close') => {
  queue = queue.then(() => (request === 'close' ? close() : answer(request)));
});
port.postMessage('ready');

async function answer(request: PgliteRequest): Promise<void> {
  const reply = await database.execProtocolRaw(request.bytes);
  // The reply may be a view of the database's own memory: only a copy can be handed over.
  const bytes = new Uint8Array(reply);
  port.postMessage({ connection: request.connection, bytes } satisfies PgliteReply, [bytes.buffer]);
}

async function close(): Promise<void> {
  await database.close();
  port.close();
}
