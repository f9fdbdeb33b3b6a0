import type { SendOptions } from '#api/send-file.ts';

export interface Upload {
  id: string;
  /** Where to: the id of a library, say. */
  target: string;
  file: File;
  state: 'waiting' | 'uploading' | 'paused' | 'failed' | 'already-there';
  sentFraction: number;
  error: Error | null;
}

interface Uploaded {
  /** What was sent was there before; nothing new was stored. */
  alreadyThere: boolean;
}

interface QueueOptions<Reply extends Uploaded> {
  send: (target: string, file: File, options: SendOptions) => Promise<Reply>;
  onUploaded: (reply: Reply) => void;
  maxAtOnce: number;
}

export interface UploadQueue {
  list: () => Upload[];
  subscribe: (listener: () => void) => () => void;
  add: (target: string, files: File[]) => void;
  /** Keeps what was sent; others move up meanwhile. */
  pause: (id: string) => void;
  /** Goes on with one that was paused, or tries one that failed again. */
  retry: (id: string) => void;
  remove: (id: string) => void;
}

/**
 * Sends files a few at a time and remembers each until it has arrived. It lives outside the components, so that
 * walking through the app interrupts nothing. An upload that failed stays until it is retried or dismissed.
 */
export function createUploadQueue<Reply extends Uploaded>({
  send,
  onUploaded,
  maxAtOnce,
}: QueueOptions<Reply>): UploadQueue {
  let uploads: Upload[] = [];
  const listeners = new Set<() => void>();
  const controllers = new Map<string, AbortController>();

  const publish = (next: Upload[]) => {
    uploads = next;
    for (const listener of listeners) listener();
  };
  const change = (id: string, changes: Partial<Upload>) =>
    publish(uploads.map(upload => (upload.id === id ? { ...upload, ...changes } : upload)));
  const remove = (id: string) => {
    controllers.get(id)?.abort(new DOMException('The upload was cancelled.', 'AbortError'));
    publish(uploads.filter(upload => upload.id !== id));
  };

  const fill = () => {
    const waiting = uploads.find(upload => upload.state === 'waiting');
    if (!waiting || controllers.size >= maxAtOnce) return;
    void start(waiting);
    fill();
  };
  const start = async ({ id, target, file }: Upload) => {
    const controller = new AbortController();
    controllers.set(id, controller);
    change(id, { state: 'uploading', error: null });
    const onProgress = (sentFraction: number) => change(id, { sentFraction });
    try {
      const reply = await send(target, file, { onProgress, signal: controller.signal });
      onUploaded(reply);
      if (reply.alreadyThere) change(id, { state: 'already-there' });
      else publish(uploads.filter(upload => upload.id !== id));
    } catch (error) {
      if (!controller.signal.aborted) change(id, { state: 'failed', error: error as Error });
    } finally {
      // One that was paused and resumed meanwhile has a controller of its own.
      if (controllers.get(id) === controller) controllers.delete(id);
      fill();
    }
  };

  return {
    list: () => uploads,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    add: (target: string, files: File[]) => {
      publish([...files.map(file => toUpload(target, file)), ...uploads]);
      fill();
    },
    pause: (id: string) => {
      change(id, { state: 'paused' });
      controllers.get(id)?.abort('paused');
    },
    retry: (id: string) => {
      change(id, { state: 'waiting' });
      fill();
    },
    remove,
  };
}

function toUpload(target: string, file: File): Upload {
  return {
    id: crypto.randomUUID(),
    target,
    file,
    state: 'waiting',
    sentFraction: 0,
    error: null,
  };
}
