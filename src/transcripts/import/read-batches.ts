import { encodeRows } from '../encode-rows.ts';
import type { EncodedRows } from '../encode-rows.ts';
import type { TranscriptRow } from '../make-row.ts';
import { openFramer, detectFormat } from './framing/detect-format.ts';
import type { TextFormat } from './framing/detect-format.ts';
import type { Frame, FramePosition } from './framing/frame.ts';
import { KEPT_RAW_BYTES } from './framing/frame.ts';
import { ImportFault } from './import-fault.ts';
import { readItem } from './read-item.ts';
import type { Reason } from './reason.ts';
import { TextReader } from './read-text.ts';

export interface ImportPosition extends FramePosition {
  format: TextFormat;
}

export interface ReadRequest {
  path: string;
  fileName: string;
  /** Where in a JSON object the array lies; undefined: found by looking. */
  arrayPath?: string[];
  from?: ImportPosition;
}

/** What was set aside, for the database: `raw` in base64. */
export interface Reject extends Reason {
  byte_start: number;
  byte_end: number;
  number: number;
  raw: string;
}

/** What is written in one transaction. */
export interface BatchHead {
  /** The months that its conversations began in, by any instant of each. */
  months: string[];
  accepted: number;
  rejects: Reject[];
  position: ImportPosition;
  bytesRead: number;
  firstAt?: string;
  lastAt?: string;
  isLast: boolean;
  cutAt?: number;
}

export interface Batch {
  head: BatchHead;
  rows: EncodedRows;
}

const MAX_BATCH_CHARACTERS = 512 * 1024;
const MAX_BATCH_ITEMS = 500;
const MAX_BATCH_REJECTS = 100;

/** Reads a file of conversations from a position on, batch by batch. @throws ImportFault */
export async function* readBatches(request: ReadRequest): AsyncGenerator<Batch> {
  const text = new TextReader(request.path);
  const chunks = text.read(request.from?.offset)[Symbol.asyncIterator]();
  let next = await chunks.next();
  const format =
    request.from?.format ??
    detectFormat(next.done ? Buffer.alloc(0) : next.value, {
      path: request.arrayPath,
      fileName: request.fileName,
    });
  const framer = openFramer(format, request.from);
  let batch = new BatchBuilder();
  const take = (isLast: boolean, cutAt?: number): Batch => {
    const position = { format, ...framer.position };
    const taken = batch.build({ position, bytesRead: text.bytesRead, isLast, cutAt });
    batch = new BatchBuilder();
    return taken;
  };
  for (; !next.done; next = await chunks.next()) {
    for (const frame of framer.push(next.value)) batch.add(frame);
    if (batch.isFull) yield take(false);
  }
  const end = framer.end();
  for (const frame of end.frames) batch.add(frame);
  if ('found' in framer && framer.found === false && !text.cut) throw arrayMissing(format);
  const isCut = text.cut || !end.complete || batch.lastIsCut;
  yield take(true, isCut ? end.at : undefined);
}

class BatchBuilder {
  lastIsCut = false;
  readonly #rows: TranscriptRow[] = [];
  readonly #rejects: Reject[] = [];
  readonly #months = new Map<string, string>();
  #characters = 0;
  #firstAt: string | undefined;
  #lastAt: string | undefined;

  get isFull(): boolean {
    return (
      this.#characters >= MAX_BATCH_CHARACTERS ||
      this.#rows.length >= MAX_BATCH_ITEMS ||
      this.#rejects.length >= MAX_BATCH_REJECTS
    );
  }

  add(frame: Frame): void {
    this.lastIsCut = frame.fault === 'cut';
    const read = readItem(frame);
    if ('reason' in read) return this.#reject(frame, read.reason);
    const { created_at: at, columns, turns } = read.row;
    this.#rows.push(read.row);
    this.#characters += columns.length + turns.length;
    this.#months.set(at.slice(0, 7), at);
    if (this.#firstAt === undefined || at < this.#firstAt) this.#firstAt = at;
    if (this.#lastAt === undefined || at > this.#lastAt) this.#lastAt = at;
  }

  #reject(frame: Frame, reason: Reason): void {
    const raw = (frame.bytes ?? frame.head)!.subarray(0, KEPT_RAW_BYTES).toString('base64');
    const { start: byte_start, end: byte_end, number } = frame;
    this.#rejects.push({ ...reason, byte_start, byte_end, number, raw });
    this.#characters += raw.length;
  }

  build(rest: Pick<BatchHead, 'position' | 'bytesRead' | 'isLast' | 'cutAt'>): Batch {
    const head: BatchHead = {
      months: [...this.#months.values()],
      accepted: this.#rows.length,
      rejects: this.#rejects,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      ...rest,
    };
    return { head, rows: encodeRows(this.#rows) };
  }
}

const arrayMissing = (format: TextFormat): ImportFault =>
  new ImportFault(
    'no-array',
    format.kind === 'array' && format.path.length > 0
      ? `The file has no array under “${format.path.join('.')}”.`
      : 'The file is neither a JSON array nor JSON Lines.',
    'Send an array, JSON Lines, or name the array with ?path=, such as ?path=data.transcripts.',
  );
