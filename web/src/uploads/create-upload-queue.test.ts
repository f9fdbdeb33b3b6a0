import { expect, test, vi } from 'vitest';
import { createUploadQueue } from './create-upload-queue.ts';
import type { UploadReply } from '#api/upload-document.ts';

/** A server whose replies come when the test says so. */
function createSlowServer() {
  const calls: { name: string; resolve: (reply: UploadReply) => void; reject: (error: Error) => void }[] = [];
  const send = (_library: string, file: File, { signal }: { signal: AbortSignal }) =>
    new Promise<UploadReply>((resolve, reject) => {
      calls.push({ name: file.name, resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return { calls, send };
}

const files = (...names: string[]) => names.map(name => new File(['x'], name));
const reply = (alreadyThere: boolean) => ({ document: { id: 'd' }, alreadyThere }) as UploadReply;

test('of five dropped files two travel at once and the rest wait', async () => {
  const server = createSlowServer();
  const queue = createUploadQueue({ send: server.send, onUploaded: () => undefined, maxAtOnce: 2 });
  queue.add('l', files('a', 'b', 'c', 'd', 'e'));
  expect(server.calls.map(call => call.name)).toEqual(['a', 'b']);
  server.calls[0]!.resolve(reply(false));
  await vi.waitFor(() => expect(server.calls.map(call => call.name)).toEqual(['a', 'b', 'c']));
  expect(queue.list().map(upload => upload.file.name)).toEqual(['b', 'c', 'd', 'e']);
});

test('a failed upload stays with its cause until it is retried', async () => {
  const server = createSlowServer();
  const queue = createUploadQueue({ send: server.send, onUploaded: () => undefined, maxAtOnce: 1 });
  queue.add('l', files('a'));
  server.calls[0]!.reject(new Error('too large'));
  await vi.waitFor(() => expect(queue.list()[0]?.state).toBe('failed'));
  expect(queue.list()[0]?.error?.message).toBe('too large');
  queue.retry(queue.list()[0]!.id);
  expect(server.calls).toHaveLength(2);
  expect(queue.list()[0]).toMatchObject({ state: 'uploading', error: null });
});

test('a cancelled upload disappears and makes room for the next', async () => {
  const server = createSlowServer();
  const queue = createUploadQueue({ send: server.send, onUploaded: () => undefined, maxAtOnce: 1 });
  queue.add('l', files('a', 'b'));
  queue.remove(queue.list()[0]!.id);
  await vi.waitFor(() => expect(server.calls.map(call => call.name)).toEqual(['a', 'b']));
  expect(queue.list().map(upload => upload.file.name)).toEqual(['b']);
});

test('a file that the library already holds is said to be there', async () => {
  const server = createSlowServer();
  const queue = createUploadQueue({ send: server.send, onUploaded: () => undefined, maxAtOnce: 1 });
  queue.add('l', files('a'));
  server.calls[0]!.resolve(reply(true));
  await vi.waitFor(() => expect(queue.list()[0]?.state).toBe('already-there'));
});

test('a paused upload gives its place to the next and goes on when asked to', async () => {
  const server = createSlowServer();
  const queue = createUploadQueue({ send: server.send, onUploaded: () => undefined, maxAtOnce: 1 });
  queue.add('l', files('a', 'b'));
  const [first] = queue.list();
  queue.pause(first!.id);
  await vi.waitFor(() => expect(server.calls.map(call => call.name)).toEqual(['a', 'b']));
  expect(queue.list().map(upload => upload.state)).toEqual(['paused', 'uploading']);
  server.calls[1]!.resolve(reply(false));
  await vi.waitFor(() => expect(queue.list()).toHaveLength(1));
  queue.retry(first!.id);
  await vi.waitFor(() => expect(server.calls.map(call => call.name)).toEqual(['a', 'b', 'a']));
});
