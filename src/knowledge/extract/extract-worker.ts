import { readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { capText } from './cap-text.ts';
import { ExtractionError } from './extraction-error.ts';
import { onRecognised } from './ocr/announce-recognised.ts';
import { readDocument } from './read-document.ts';
import type { WorkerMessage, WorkerRequest } from './worker-message.ts';

// Entry of the child process: one request on standard input, messages on descriptor 3, then the end.
const request = JSON.parse(readFileSync(0, 'utf8')) as WorkerRequest;
const output = new Socket({ fd: 3, readable: false, writable: true });
output.on('error', () => {
  // Nobody listens any more, and perhaps nobody is left to clear up.
  if (request.scratchFolder !== undefined) rmSync(request.scratchFolder, { recursive: true, force: true });
  process.exit(1);
});

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

function toErrorMessage(error: unknown): WorkerMessage {
  if (error instanceof ExtractionError) {
    return { type: 'error', code: error.code, detail: error.detail, cause: describe(error.cause) };
  }
  return { type: 'error', code: 'file-damaged', cause: describe(error) };
}

function describe(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.stack : undefined;
}
