import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import avsc from 'avsc';

/** Writes events into an Avro container file of one schema, which says what the events lack. @returns how many */
export async function writeAvroFile(file: string, schema: object, values: Iterable<object>): Promise<number> {
  let written = 0;
  function* counted(): Generator<object> {
    for (const value of values) {
      written++;
      yield value;
    }
  }
  const encoder = new avsc.streams.BlockEncoder(schema as avsc.Schema, { codec: 'deflate' });
  await pipeline(Readable.from(counted()), encoder, createWriteStream(file));
  return written;
}
