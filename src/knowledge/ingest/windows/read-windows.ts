import { failpoint } from '#kernel/failpoints.ts';
import { openChunker } from '#knowledge/chunk/open-chunker.ts';
import type { ChunkDraft } from '#knowledge/chunk/chunk-draft.ts';
import type { ExtractionEvent } from '#knowledge/extract/extract-document.ts';
import type { ExtractedDocument, ExtractedPage } from '#knowledge/extract/extraction.ts';

/** Some pages and the chunks they completed: what one transaction commits, and what a retry need not do again. */
export interface Window {
  pages: ExtractedPage[];
  chunks: ChunkDraft[];
  /** How the chunker goes on behind these pages. */
  chunkerState: string;
  /** Number of the last page so far. */
  pagesDone: number;
  isLast: boolean;
}

export interface WindowOptions {
  events: AsyncIterable<ExtractionEvent>;
  /** Where an earlier attempt stopped. */
  resume: { pagesDone: number; chunkerState?: string };
  /** Told once, before any page. */
  onDocument(document: ExtractedDocument): void | Promise<void>;
}

const MAX_PAGES = 32;
/** As many as are indexed as one segment and embedded by one call; a page that holds more still goes whole. */
const FULL_CHUNKS = 90;
const MAX_CHARACTERS = 400_000;

/** Cuts pages into chunks and gathers both into windows, so that memory does not grow with the document. */
export async function* readWindows(options: WindowOptions): AsyncGenerator<Window> {
  const { pagesDone, chunkerState } = options.resume;
  const chunker = openChunker({ state: chunkerState });
  const gathered = new Gathered(pagesDone);
  for await (const event of options.events) {
    if (event.type === 'document') {
      await options.onDocument(event.document);
      continue;
    }
    await failpoint('mid-extract');
    gathered.add(event.page, chunker.add(event.page));
    if (gathered.isFull) yield gathered.take({ chunkerState: chunker.state(), isLast: false });
  }
  gathered.addChunks(chunker.end());
  yield gathered.take({ chunkerState: chunker.state(), isLast: true });
}

class Gathered {
  #pages: ExtractedPage[] = [];
  #chunks: ChunkDraft[] = [];
  #characters = 0;
  #pagesDone: number;

  constructor(pagesDone: number) {
    this.#pagesDone = pagesDone;
  }

  get isFull(): boolean {
    return (
      this.#pages.length >= MAX_PAGES ||
      this.#chunks.length >= FULL_CHUNKS ||
      this.#characters >= MAX_CHARACTERS
    );
  }

  add(page: ExtractedPage, chunks: ChunkDraft[]): void {
    this.#pages.push(page);
    this.#pagesDone = page.number;
    this.#characters += page.text.length;
    this.addChunks(chunks);
  }

  addChunks(chunks: ChunkDraft[]): void {
    for (const chunk of chunks) this.#chunks.push(chunk);
  }

  take(rest: { chunkerState: string; isLast: boolean }): Window {
    const window = { pages: this.#pages, chunks: this.#chunks, pagesDone: this.#pagesDone, ...rest };
    this.#pages = [];
    this.#chunks = [];
    this.#characters = 0;
    return window;
  }
}
