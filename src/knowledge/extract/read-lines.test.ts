import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readLines } from './read-lines.ts';

test('lines come whole, wherever the stream was cut', async () => {
  const stream = new PassThrough();
  for (const chunk of ['{"a":', '1}\n{"b"', ':2}', '\n', '\nrest']) stream.write(chunk);
  stream.end();
  expect(await Array.fromAsync(readLines(stream))).toEqual(['{"a":1}', '{"b":2}', '', 'rest']);
});

test('a writer does not run ahead of a consumer that is slow', async () => {
  const stream = new PassThrough({ highWaterMark: 1_000 });
  const lines = readLines(stream);
  const line = `${'x'.repeat(99)}\n`;
  let written = 0;
  const write = (): void => {
    while (written < 1_000 && stream.writableLength < 1_000) {
      written += 1;
      stream.write(line);
    }
  };
  stream.on('drain', write);
  write();
  for (let read = 1; read <= 50; read++) {
    await lines.next();
    await setImmediate();
    expect(written).toBeLessThan(read + 60);
  }
});

test('a stream that is destroyed ends its lines', async () => {
  const stream = new PassThrough();
  const lines = readLines(stream);
  stream.write('one\n');
  expect(await lines.next()).toMatchObject({ value: 'one' });
  const next = lines.next();
  stream.destroy();
  expect(await next).toMatchObject({ done: true });
});
