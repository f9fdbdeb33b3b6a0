import { Transform, pipeline } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';

/** What comes out of the last of the streams, each fed by the one before; ends with an error beyond `maxBytes`. */
export function capBytes(streams: (Readable | Duplex)[], maxBytes: number, tooLarge: () => Error): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(tooLarge());
      else done(null, chunk);
    },
  });
  // Whoever reads the counter hears of the error as well.
  pipeline([...streams, counter], () => undefined);
  return counter;
}
