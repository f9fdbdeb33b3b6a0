import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { capText } from './cap-text.ts';
import { ExtractionError } from './extraction-error.ts';
import { onRecognised } from './ocr/announce-recognised.ts';
import { readDocument } from './read-document.ts';
import type { WorkerMessage, WorkerRequest } from './worker-message.ts';

// Entry of the child process: one request on standard input, messages on descriptor 3, then the end.
const input = createInterface({ input: process.stdin });
const [line] = (await once(input, 'line')) as [string];
const request = JSON.parse(line) as WorkerRequest;
const output = new Socket({ fd: 3, readable: false, writable: true });
// Standard input stays open as long as whoever asked lives: a reader must not go on for nobody.
input.on('close', leave);
output.on('error', leave);
// Parsers leave promises behind that fail unseen; what matters to the file fails where it is awaited.
process.on('unhandledRejection', () => undefined);

// Waiting for each write keeps the child from running ahead of a slow consumer by more than the pipe holds.
const send = (message: WorkerMessage): Promise<void> =>
  new Promise(resolve => output.write(`${JSON.stringify(message)}\n`, () => resolve()));
onRecognised(elapsedMs => void send({ type: 'recognised', elapsedMs }));

try {
  for await (const event of capText(readDocument(request), request.limits.maxTextCharacters)) {
    await send(event);
  }
  await send({ type: 'end' });
} catch (error) {
  await send(toErrorMessage(error));
}
// Parsers may leave timers or threads behind; nothing of theirs may keep the process alive.
process.exit(0);

/** Nobody listens any more, and perhaps nobody is left to clear up. */
function leave(): void {
  if (request.scratchFolder !== undefined) rmSync(request.scratchFolder, { recursive: true, force: true });
  process.exit(1);
}

function toErrorMessage(error: unknown): WorkerMessage {
  if (error instanceof ExtractionError) {
    return { type: 'error', code: error.code, detail: error.detail, cause: describe(error.cause) };
  }
  return { type: 'error', code: 'file-damaged', cause: describe(error) };
}

function describe(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.stack : undefined;
}
