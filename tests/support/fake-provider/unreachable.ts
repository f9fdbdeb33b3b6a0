import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** An address where a provider should be, and what happens there is no HTTP. */
export interface Unreachable extends AsyncDisposable {
  baseUrl: string;
}

/** Nobody listens: the connection is refused at once. */
export async function findClosedPort(): Promise<Unreachable> {
  const server = createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return { baseUrl: `http://127.0.0.1:${port}/v1`, [Symbol.asyncDispose]: async () => {} };
}

/** Takes the connection and never says a word of TLS. */
export async function startMuteTls(): Promise<Unreachable> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  const port = await listen(server);
  return {
    baseUrl: `https://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Listens in a thread that never comes to accept: once its backlog is full, connecting takes for ever. */
export async function startFullBacklog(): Promise<Unreachable> {
  const worker = new Worker(DEAF_LISTENER, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  // A backlog of 1 holds 2 on Linux; the rest makes sure.
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await once(fillers[0]!, 'connect');
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}

const DEAF_LISTENER = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});`;

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
