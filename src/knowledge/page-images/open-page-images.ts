import type { LocalFile } from '#kernel/blobs/blob-store.ts';
import { ByteCache } from './byte-cache.ts';
import type { RenderRequest } from './render-message.ts';
import { startRenderer } from './start-renderer.ts';
import type { FileRenderer } from './start-renderer.ts';

export interface PageImageRequest extends RenderRequest {
  /** Of the file's content, tenant included: equal keys share images. */
  key: string;
  openFile: () => Promise<LocalFile>;
  /** A picture that is a page of its own, no PDF. */
  isPicture?: boolean;
}

export interface PageImages extends AsyncDisposable {
  /** The page drawn as PNG or WebP, or the one that was drawn before. Throws `PageImageFailed`. */
  get(request: PageImageRequest): Promise<Buffer>;
}

const maxCacheBytes = 48 * 1024 * 1024;
const maxRenderers = 2;
// Whoever turns pages asks for the next one soon.
const idleMs = 20_000;

/** Draws pages lazily, each file in a process of its own that ends when nobody asks any more. */
export function openPageImages(): PageImages {
  const cache = new ByteCache(maxCacheBytes);
  const renderers = new Map<string, Promise<IdleRenderer>>();
  const close = async (key: string): Promise<void> => {
    const renderer = renderers.get(key);
    renderers.delete(key);
    const [opened] = await Promise.allSettled([renderer]);
    if (opened.status === 'fulfilled') await opened.value?.[Symbol.asyncDispose]();
  };
  const open = async ({ key, openFile, isPicture }: PageImageRequest): Promise<IdleRenderer> => {
    const known = renderers.get(key);
    if (known) return await known;
    const [oldest] = renderers.keys();
    if (oldest !== undefined && renderers.size >= maxRenderers) await close(oldest);
    const opened =
      renderers.get(key) ??
      openFile().then(
        file => new IdleRenderer(startRenderer(file.path, isPicture), file, () => void close(key)),
      );
    renderers.set(key, opened);
    return await opened;
  };
  return {
    async get(request) {
      const { key, number, dpi, format } = request;
      const imageKey = `${key} ${number} ${dpi} ${format}`;
      const known = cache.get(imageKey);
      if (known) return known;
      const [drawn] = await Promise.allSettled([
        open(request).then(renderer => renderer.render({ number, dpi, format })),
      ]);
      if (drawn.status === 'rejected') {
        await close(key);
        throw drawn.reason;
      }
      cache.set(imageKey, drawn.value);
      return drawn.value;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...renderers.keys()].map(close));
    },
  };
}

/** A renderer with the file it holds; asks to be closed when nothing was drawn for a while. */
class IdleRenderer implements AsyncDisposable {
  readonly #file: LocalFile;
  readonly #renderer: FileRenderer;
  readonly #timer: NodeJS.Timeout;

  constructor(renderer: FileRenderer, file: LocalFile, onIdle: () => void) {
    this.#file = file;
    this.#renderer = renderer;
    this.#timer = setTimeout(onIdle, idleMs).unref();
  }

  async render(request: RenderRequest): Promise<Buffer> {
    this.#timer.refresh();
    return await this.#renderer.render(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#renderer[Symbol.asyncDispose]();
    await this.#file[Symbol.asyncDispose]();
  }
}
