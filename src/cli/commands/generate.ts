import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { corruptText } from '#features/generate/corrupt-bytes.ts';
import { generateDefaults, generateEvents } from '#features/generate/generate-events.ts';
import type { GenerateOptions, GeneratedEvent } from '#features/generate/generate-events.ts';
import { systemClock } from '#kernel/clock.ts';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Options extends Omit<GenerateOptions, 'kind' | 'startMs'> {
  topic?: string;
  start?: string;
  out?: string;
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
    .option('--out <file>', 'write them as JSON Lines instead of sending them')
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
  if (options.out !== undefined) return await writeFile(context, events, options.out);
  const topic = options.topic ?? options.kind;
  await using connection = await connect(context);
  const began = systemClock.elapsedMs();
  let sent = 0;
  for (const batch of batchesOf(events, options.pace ? Math.max(1, Math.floor(options.rate / 20)) : BATCH)) {
    const body = Buffer.from(batch.map(lineOf).join('\n'));
    await connection.client.postBytes(`/topics/${topic}/events`, body, LINES_TYPE);
    sent += batch.length;
    const aheadMs = (sent * 1000) / options.rate - (systemClock.elapsedMs() - began);
    if (options.pace && aheadMs > 0) await delay(aheadMs, undefined, { signal: context.signal });
  }
  const seconds = (systemClock.elapsedMs() - began) / 1000;
  context.output.line(`${sent} ${options.kind} sent to ${topic} in ${seconds.toFixed(1)} s`);
  context.output.result({ sent, topic, seconds });
}

async function writeFile(
  { output }: CommandContext,
  events: Iterable<GeneratedEvent>,
  path: string,
): Promise<void> {
  const file = createWriteStream(path);
  let written = 0;
  for (const event of events) {
    written++;
    if (!file.write(`${lineOf(event)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  output.line(`${written} events written to ${path}`);
  output.result({ written, path });
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
