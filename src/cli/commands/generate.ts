import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { examples } from '#features/definitions/examples/examples.ts';
import { FRAMES_TYPE, writeFrames } from '#features/events/parse-events.ts';
import { writeAvroFile } from '#features/events/write-avro-file.ts';
import { corruptText } from '#features/generate/corrupt-bytes.ts';
import { framerOf } from '#features/generate/frame-events.ts';
import { generateDefaults, generateEvents } from '#features/generate/generate-events.ts';
import type { EventKind, GenerateOptions, GeneratedEvent } from '#features/generate/generate-events.ts';
import { systemClock } from '#kernel/clock.ts';
import type { ApiClient } from '../api-client.ts';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Options extends Omit<GenerateOptions, 'kind' | 'startMs'> {
  topic?: string;
  start?: string;
  out?: string;
  format: 'json' | 'avro';
  pace: boolean;
}

const BATCH = 1_000;
const LINES_TYPE = 'application/x-ndjson';

export function generateCommand(): Command {
  return new Command('generate')
    .description('send made-up events; the same seed makes the same events')
    .addArgument(new Argument('<kind>', 'what to make').choices(['transactions', 'clicks']))
    .option('-n, --count <number>', 'how many', wholeNumber, 10_000)
    .option('--seed <number>', 'decides all of them', wholeNumber, generateDefaults.seed)
    .option('--rate <number>', 'events in a second of their time', wholeNumber, generateDefaults.rate)
    .option('--entities <number>', 'cards or visitors', wholeNumber, generateDefaults.entities)
    .option('--fraud-share <share>', 'of the events, 0 to 1', share, generateDefaults.fraudShare)
    .addOption(
      new Option('--schema <version>', 'of the events').choices(['v1', 'v2', 'mixed']).default('mixed'),
    )
    .option('--late <share>', 'come up to four minutes late', share, 0)
    .option('--duplicate <share>', 'are sent again', share, 0)
    .option('--corrupt <share>', 'are broken', share, 0)
    .option('--topic <name>', 'where to; default: the kind')
    .option('--start <time>', 'time of the first event; default: so that the last one happens now')
    .option('--pace', 'send them at --rate instead of at once', false)
    .addOption(
      new Option('--format <name>', 'how they are sent: avro is binary, its schemas are registered first')
        .choices(['json', 'avro'])
        .default('json'),
    )
    .option('--out <file>', 'write them instead of sending them: .avro is a container file, else JSON Lines')
    .action((kind: GenerateOptions['kind'], options: Options, command: Command) =>
      runCommand(command, context => generate(context, { ...options, kind })),
    );
}

async function generate(
  context: CommandContext,
  options: Options & { kind: GenerateOptions['kind'] },
): Promise<void> {
  const spanMs = Math.ceil((options.count * 1000) / options.rate);
  const nowMs = systemClock.now().getTime();
  const startMs =
    options.start === undefined ? nowMs - (options.pace ? 0 : spanMs) : Date.parse(options.start);
  if (Number.isNaN(startMs))
    throw new InvalidArgumentError('--start must be a time, such as 2026-01-31T12:00Z.');
  const events = generateEvents({ ...options, startMs, maxLateMs: generateDefaults.maxLateMs });
  if (options.out !== undefined) return await writeFile(context, events, { ...options, out: options.out });
  const topic = options.topic ?? options.kind;
  await using connection = await connect(context);
  const write = await openWriter(connection.client, { ...options, topic });
  const began = systemClock.elapsedMs();
  let sent = 0;
  for (const batch of batchesOf(events, options.pace ? Math.max(1, Math.floor(options.rate / 20)) : BATCH)) {
    const { body, type } = write(batch);
    await connection.client.postBytes(`/topics/${topic}/events`, body, type);
    sent += batch.length;
    const aheadMs = (sent * 1000) / options.rate - (systemClock.elapsedMs() - began);
    if (options.pace && aheadMs > 0) await delay(aheadMs, undefined, { signal: context.signal });
  }
  const seconds = (systemClock.elapsedMs() - began) / 1000;
  context.output.line(`${sent} ${options.kind} sent to ${topic} in ${seconds.toFixed(1)} s`);
  context.output.result({ sent, topic, seconds });
}

type Writer = (batch: GeneratedEvent[]) => { body: Buffer<ArrayBuffer>; type: string };

async function openWriter(
  client: ApiClient,
  { kind, format, topic }: { kind: EventKind; format: Options['format']; topic: string },
): Promise<Writer> {
  if (format === 'json')
    return batch => ({ body: Buffer.from(batch.map(lineOf).join('\n')), type: LINES_TYPE });
  const ids: number[] = [];
  for (const schema of examples[kind].schemas) {
    const body = { schema: JSON.stringify(schema) };
    const route = `/registry/subjects/${encodeURIComponent(`${topic}-value`)}/versions`;
    ids.push((await client.post<{ id: number }>(route, body)).id);
  }
  const frame = framerOf(kind, [ids[0]!, ids[1]!]);
  return batch => ({ body: Buffer.from(writeFrames(batch.map(frame))), type: FRAMES_TYPE });
}

async function writeFile(
  { output }: CommandContext,
  events: Iterable<GeneratedEvent>,
  { kind, out, corrupt }: { kind: EventKind; out: string; corrupt: number },
): Promise<void> {
  const isContainer = path.extname(out) === '.avro';
  if (isContainer && corrupt > 0)
    throw new InvalidArgumentError(
      'A container file cannot hold broken events. Send them with --format avro, or write JSON Lines.',
    );
  const written = isContainer
    ? await writeAvroFile(out, examples[kind].schemas[1], valuesOf(events))
    : await writeLines(out, events);
  output.line(`${written} events written to ${out}`);
  output.result({ written, path: out });
}

async function writeLines(out: string, events: Iterable<GeneratedEvent>): Promise<number> {
  const file = createWriteStream(out);
  let written = 0;
  for (const event of events) {
    written++;
    if (!file.write(`${lineOf(event)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return written;
}

function* valuesOf(events: Iterable<GeneratedEvent>): Generator<object> {
  for (const { value } of events) yield value;
}

function lineOf({ value, isCorrupt }: GeneratedEvent): string {
  const text = JSON.stringify(value);
  return isCorrupt ? corruptText(text) : text;
}

function* batchesOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function share(text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a share from 0 to 1.');
}
