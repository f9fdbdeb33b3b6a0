import type { EncodedRows } from '../../encode-rows.ts';
import type { BatchHead } from '../read-batches.ts';

/** What the child answers on descriptor 3. The batch that is the last says so; a fault or a crash ends it, too. */
export type ParserMessage =
  | { kind: 'batch'; head: BatchHead; rows: EncodedRows }
  | { kind: 'fault'; code: string; message: string; nextStep: string }
  | { kind: 'crash'; cause: string };

const HEADER_BYTES = 12;
const NO_ROWS: EncodedRows = { columns: Buffer.alloc(0), turns: Buffer.alloc(0) };

/** Three lengths, then a small JSON text, then the rows, which the reader need not parse. */
export function encodeMessage(message: ParserMessage): Buffer {
  const { rows, ...head } = { rows: NO_ROWS, ...message };
  const parts = [Buffer.from(JSON.stringify(head)), rows.columns, rows.turns];
  const header = Buffer.alloc(HEADER_BYTES);
  for (const [index, part] of parts.entries()) header.writeUInt32BE(part.length, index * 4);
  return Buffer.concat([header, ...parts]);
}

/** The messages of a byte stream; bytes are taken from it no faster than messages are. */
export async function* decodeMessages(stream: AsyncIterable<Buffer>): AsyncGenerator<ParserMessage> {
  let parts: Buffer[] = [];
  let size = 0;
  let wanted = HEADER_BYTES;
  for await (const chunk of stream) {
    parts.push(chunk);
    size += chunk.length;
    while (size >= wanted) {
      const bytes = Buffer.concat(parts);
      wanted = lengthsOf(bytes).reduce((sum, length) => sum + length, HEADER_BYTES);
      parts = [bytes];
      if (size < wanted) break;
      yield decode(bytes.subarray(0, wanted));
      parts = [bytes.subarray(wanted)];
      size -= wanted;
      wanted = HEADER_BYTES;
    }
  }
}

const lengthsOf = (bytes: Buffer): number[] => [0, 4, 8].map(at => bytes.readUInt32BE(at));

function decode(bytes: Buffer): ParserMessage {
  const [headBytes, columnBytes] = lengthsOf(bytes) as [number, number];
  const columnsAt = HEADER_BYTES + headBytes;
  const turnsAt = columnsAt + columnBytes;
  const head = JSON.parse(bytes.toString('utf8', HEADER_BYTES, columnsAt)) as object;
  const rows = { columns: bytes.subarray(columnsAt, turnsAt), turns: bytes.subarray(turnsAt) };
  return { ...head, rows } as ParserMessage;
}
