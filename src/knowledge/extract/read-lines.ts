import type { Readable } from 'node:stream';

/**
 * The lines of a stream as they are asked for: behind a slow consumer not more than a buffer of it is read, so that the
 * writer has to wait. (`node:readline` keeps up to 1,024 lines ready, which may be as many pages.) What ends the stream
 * too early ends the lines.
 */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  let parts: string[] = [];
  stream.setEncoding('utf8');
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const [first = '', ...others] = chunk.split('\n');
      parts.push(first);
      for (const next of others) {
        yield parts.join('');
        parts = [next];
      }
    }
  } catch (error) {
    // Destroyed by us, or broken by the death of the writer, whose exit tells why.
    if (!(error instanceof Error)) throw error;
  }
  const rest = parts.join('');
  if (rest !== '') yield rest;
}
