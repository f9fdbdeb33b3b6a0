import { join } from 'node:path';
import { mkdir, rm } from 'node:fs/promises';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { DocumentFormat, ExtractedPage, ExtractionWarning } from '../extraction.ts';
import type { FlowBlock } from '../flow/flow-block.ts';
import { splitParts } from '../flow/split-parts.ts';
import { readDocument } from '../read-document.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { asPart } from './as-part.ts';
import { maxFiles, nestDeeper, outermost } from './nesting.ts';
import type { Nesting } from './nesting.ts';
import { openSpool } from './open-spool.ts';

/** A file inside a file. */
export interface ContainedFile {
  /** As its container calls it: shown as a title, never used as a path. */
  name: string;
  /** Puts the bytes at `path` and stops beyond `maxBytes`; @returns how many they are. */
  writeTo(path: string, maxBytes: number): Promise<number>;
}

export interface Container {
  format: DocumentFormat;
  title?: string;
  warnings?: ExtractionWarning[];
  /** What the container says itself, before its files. */
  blocks?: FlowBlock[];
  files: AsyncIterable<ContainedFile> | Iterable<ContainedFile>;
}

const maxWarnings = 100;

/**
 * Reads a document and the files in it as one document without pages: each file is a section under its name. Files
 * that cannot be read are told in warnings. Everything is read once and kept on disk until the parts are counted.
 */
export async function* readContainer(
  request: WorkerRequest,
  container: Container,
): AsyncGenerator<ExtractionEvent> {
  const reading = new ContainerReading(request, container);
  await using spool = await openSpool(reading.folder, request.limits.maxInflatedBytes);
  for await (const part of splitParts(container.blocks ?? [])) {
    if (part.text !== '') await spool.add(part);
  }
  for await (const page of reading.pagesOfFiles()) {
    const isFull = spool.pageCount >= request.limits.maxPages || !(await spool.add(page));
    if (!isFull) continue;
    reading.warn(cutShort());
    break;
  }
  if (spool.pageCount === 0) throw new ExtractionError('file-empty', { detail: reading.whyEmpty() });
  yield {
    type: 'document',
    document: {
      format: container.format,
      paged: false,
      pageCount: spool.pageCount,
      ...(container.title ? { title: container.title } : {}),
      warnings: reading.warnings,
    },
  };
  for await (const page of spool.pages(request.fromPage)) yield { type: 'page', page };
}

class ContainerReading {
  readonly folder: string;
  readonly warnings: ExtractionWarning[];
  readonly #request: WorkerRequest;
  readonly #container: Container;
  readonly #nesting: Nesting;

  constructor(request: WorkerRequest, container: Container) {
    const { scratchFolder, nesting } = request;
    if (scratchFolder === undefined) throw new Error('a container needs a folder to unpack into');
    this.#request = request;
    this.#container = container;
    this.#nesting = nestDeeper(nesting ?? outermost());
    // A name of our own: what files inside call themselves never becomes a path.
    this.folder = join(scratchFolder, `level-${this.#nesting.depth}`);
    this.warnings = [...(container.warnings ?? [])];
  }

  warn(warning: ExtractionWarning): void {
    if (this.warnings.length < maxWarnings) this.warnings.push(warning);
  }

  whyEmpty(): string {
    return this.warnings[0]?.message ?? 'It holds no text.';
  }

  async *pagesOfFiles(): AsyncGenerator<ExtractedPage> {
    const { spent } = this.#nesting;
    await mkdir(this.folder, { recursive: true });
    for await (const file of this.#container.files) {
      if (spent.files >= maxFiles) {
        this.warn(cutShort());
        return;
      }
      const path = join(this.folder, `${++spent.files}`);
      try {
        yield* this.#pagesOf(file, path);
      } finally {
        await rm(path, { force: true });
      }
    }
  }

  async *#pagesOf(file: ContainedFile, path: string): AsyncGenerator<ExtractedPage> {
    const { spent } = this.#nesting;
    const room = this.#request.limits.maxInflatedBytes - spent.bytes;
    try {
      spent.bytes += await file.writeTo(path, room);
      const request = { ...this.#request, path, fileName: file.name, fromPage: 1, nesting: this.#nesting };
      let isFirst = true;
      for await (const event of readDocument(request)) {
        if (event.type === 'document') this.#adopt(file, event.document.warnings);
        else {
          this.#adopt(file, event.page.warnings);
          yield asPart(event.page, isFirst ? file.name : undefined);
          isFirst = false;
        }
      }
    } catch (error) {
      this.warn(notRead(file, error));
    }
  }

  #adopt(file: ContainedFile, warnings: ExtractionWarning[]): void {
    for (const warning of warnings) this.warn({ ...warning, message: `${quote(file)}: ${warning.message}` });
  }
}

const maxNameCharacters = 120;

const quote = ({ name }: ContainedFile): string =>
  `“${name.length > maxNameCharacters ? `…${name.slice(-maxNameCharacters)}` : name}”`;

/** Why a file inside was left out. A parser's own words are for nobody. */
function notRead(file: ContainedFile, error: unknown): ExtractionWarning {
  const known =
    error instanceof ExtractionError ? error : new ExtractionError('file-damaged', { cause: error });
  return {
    code: 'contained-file-not-read',
    message: `${quote(file)} was left out: ${known.message}`,
    ...(known.nextStep ? { nextStep: known.nextStep } : {}),
  };
}

const cutShort = (): ExtractionWarning => ({
  code: 'text-truncated',
  message: 'The files inside are too many or too large to be read all; the last ones were left out.',
  nextStep: 'Upload the files in it one by one.',
});
