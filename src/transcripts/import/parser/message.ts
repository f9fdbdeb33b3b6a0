import type { BatchHead } from '../read-batches.ts';

/** What the child answers on descriptor 3. The batch that is the last says so; a fault or a crash ends it, too. */
export type ParserMessage =
  | { kind: 'batch'; head: BatchHead; rows: Buffer }
  | { kind: 'fault'; code: string; message: string; nextStep: string }
  | { kind: 'crash'; cause: string };

const HEADER_BYTES = 8;
const NO_ROWS = Buffer.alloc(0);

/** Two lengths, then a small JSON text, then the rows, which the reader need not parse. */
export function encodeMessage(message: ParserMessage): Buffer {
  const { rows, ...head } = { rows: NO_ROWS, ...message };
  const headBytes = Buffer.from(JSON.stringify(head));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(headBytes.length, 0);
  header.writeUInt32BE(rows.length, 4);
  return Buffer.concat([header, headBytes, rows]);
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
      wanted = lengthOf(bytes);
      parts = [bytes];
      if (size < wanted) break;
      yield decode(bytes.subarray(0, wanted));
      parts = [bytes.subarray(wanted)];
      size -= wanted;
      wanted = HEADER_BYTES;
    }
  }
}

const lengthOf = (bytes: Buffer): number => HEADER_BYTES + bytes.readUInt32BE(0) + bytes.readUInt32BE(4);

function decode(bytes: Buffer): ParserMessage {
  const rowsAt = HEADER_BYTES + bytes.readUInt32BE(0);
  const head = JSON.parse(bytes.toString('utf8', HEADER_BYTES, rowsAt)) as object;
  return { ...head, rows: bytes.subarray(rowsAt) } as ParserMessage;
}
