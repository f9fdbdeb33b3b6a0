import type { TranscriptRow } from './make-row.ts';

/** Rows as the database takes them, byte for byte: nobody between whoever made them and the database looks into it. */
export interface EncodedRows {
  /** A JSON array of all columns but the turns. */
  columns: Buffer;
  /** The turns of each row: an array of jsonb in PostgreSQL's binary format, which is parsed once instead of three times. */
  turns: Buffer;
}

const JSONB_OID = 3802;
const JSONB_VERSION = 1;
const ARRAY_HEADER_BYTES = 20;
const ELEMENT_HEADER_BYTES = 5;

export function encodeRows(rows: readonly TranscriptRow[]): EncodedRows {
  return {
    columns: Buffer.from(`[${rows.map(row => row.columns).join(',')}]`),
    turns: encodeJsonbArray(rows.map(row => row.turns)),
  };
}

function encodeJsonbArray(texts: readonly Buffer[]): Buffer {
  const size = texts.reduce((sum, text) => sum + ELEMENT_HEADER_BYTES + text.length, ARRAY_HEADER_BYTES);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  // One dimension, no nulls, of what, how many, counted from 1.
  for (const value of [1, 0, JSONB_OID, texts.length, 1]) at = bytes.writeInt32BE(value, at);
  for (const text of texts) {
    // The version counts as the first byte of the element.
    at = bytes.writeInt32BE(text.length + 1, at);
    at = bytes.writeUInt8(JSONB_VERSION, at);
    at += text.copy(bytes, at);
  }
  return bytes;
}
