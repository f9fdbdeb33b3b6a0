import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { ImportFault } from '../import-fault.ts';
import { readBatches } from '../read-batches.ts';
import type { ReadRequest } from '../read-batches.ts';
import { encodeMessage } from './message.ts';
import type { ParserMessage } from './message.ts';

// Entry of the child process: one request on standard input, messages on descriptor 3, then the end.
const request = JSON.parse(readFileSync(0, 'utf8')) as ReadRequest;
const output = new Socket({ fd: 3, readable: false, writable: true });
// Nobody listens any more.
output.on('error', () => process.exit(1));

// Waiting for each write keeps the child from running ahead of the database by more than the pipe holds.
const send = (message: ParserMessage): Promise<void> =>
  new Promise(resolve => output.write(encodeMessage(message), () => resolve()));

try {
  for await (const { head, rows } of readBatches(request)) await send({ kind: 'batch', head, rows });
} catch (error) {
  await send(asMessage(error));
}
process.exit(0);

function asMessage(error: unknown): ParserMessage {
  if (error instanceof ImportFault) {
    const { code, message, nextStep } = error;
    return { kind: 'fault', code, message, nextStep };
  }
  return { kind: 'crash', cause: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
