import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import avsc from 'avsc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transactionsV1, transactionsV2 } from '../definitions/examples/card-payments.ts';
import { generateDefaults, generateEvents } from '../generate/generate-events.ts';
import { readAvroFile } from './read-avro-file.ts';
import { writeAvroFile } from './write-avro-file.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'quarry-test-avro-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (file: string): Promise<unknown[]> => {
  const values: unknown[] = [];
  for await (const line of readAvroFile(file)) values.push(JSON.parse(line));
  return values;
};

test('a container file gives its events in order, as JSON', async () => {
  const options = {
    ...generateDefaults,
    kind: 'transactions',
    schema: 'v1',
    count: 500,
    startMs: 1e12,
  } as const;
  const values = [...generateEvents(options)].map(({ value }) => value);
  const file = path.join(folder, 'payments.avro');
  const encoder = new avsc.streams.BlockEncoder(avsc.Type.forSchema(transactionsV1 as avsc.Schema));
  const written = once(encoder.pipe(createWriteStream(file)), 'finish');
  for (const value of values) encoder.write(value);
  encoder.end();
  await written;
  expect(await read(file)).toEqual(values);
});

test('what is no container file is refused by its name', async () => {
  const file = path.join(folder, 'wrong.avro');
  await writeFile(file, 'this is no Avro');
  await expect(read(file)).rejects.toThrow(/wrong\.avro is no readable Avro container file/);
});

test('what is written into a container file is read from it, with the defaults of what was left out', async () => {
  const options = { ...generateDefaults, kind: 'transactions', count: 3_000, startMs: 1e12 } as const;
  const made = [...generateEvents(options)].map(({ value }) => value);
  const file = path.join(folder, 'mixed.avro');
  expect(await writeAvroFile(file, transactionsV2, made)).toBe(3_000);
  const found = await read(file);
  expect(found).toHaveLength(3_000);
  expect(found[2_999]).toMatchObject(made[2_999]!);
  expect(found.every(each => 'channel' in (each as object))).toBe(true);
});
