import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { readAvroFile } from '#features/events/read-avro-file.ts';
import { connect } from '../connect.ts';
import { listAll } from '../find-libraries.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

const BATCH = 1_000;

interface DeadLetter {
  partition: number;
  offset: number;
  group: string | null;
  reason: string;
  message: string;
  replayed_at: string | null;
}

export function eventsCommand(): Command {
  const command = new Command('events').description('events and what became of those that are none');
  command
    .command('send')
    .description('send the events of a file: JSON Lines, or an Avro container file (.avro)')
    .argument('<topic>')
    .argument('<file>')
    .action((topic: string, file: string, _options: object, self: Command) =>
      runCommand(self, context => sendFile(context, topic, file)),
    );
  command
    .command('topics')
    .description('list the topics')
    .action((_options: object, self: Command) => runCommand(self, listTopics));
  for (const [name, description] of [
    ['dead-letters', 'list what could not be read, and why'],
    ['late-events', 'list what came too late to be counted'],
  ] as const)
    command
      .command(name)
      .description(description)
      .argument('<topic>')
      .action((topic: string, _options: object, self: Command) =>
        runCommand(self, context => listRejects(context, topic, name)),
      );
  command
    .command('replay')
    .description('send what could not be read once more')
    .argument('<topic>')
    .action((topic: string, _options: object, self: Command) =>
      runCommand(self, context => replay(context, topic)),
    );
  return command;
}

async function sendFile(context: CommandContext, topic: string, file: string): Promise<void> {
  await using connection = await connect(context);
  const lines = path.extname(file) === '.avro' ? readAvroFile(file) : readLines(file);
  let sent = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const body = Buffer.from(batch.join('\n'));
    await connection.client.postBytes(`/topics/${topic}/events`, body, 'application/x-ndjson');
    sent += batch.length;
    batch = [];
  };
  for await (const line of lines) {
    if (line.trim() === '') continue;
    batch.push(line);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  context.output.line(`${sent} events sent to ${topic}`);
  context.output.result({ sent, topic });
}

const readLines = (file: string): AsyncIterable<string> => createInterface({ input: createReadStream(file) });

async function listTopics(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  const { items } = await connection.client.get<{
    items: { name: string; partitions: number; events: number }[];
  }>('/topics');
  context.output.result({ topics: items });
  if (items.length === 0) context.output.line('There are no topics. `quarry features apply` makes them.');
  for (const { name, partitions, events } of items)
    context.output.line(`${name}  ${events} events in ${partitions} partitions`);
}

async function listRejects(context: CommandContext, topic: string, kind: string): Promise<void> {
  await using connection = await connect(context);
  const items = await listAll<DeadLetter>(connection.client, `/topics/${topic}/${kind}`, {});
  context.output.result({ items });
  if (items.length === 0) context.output.line('None.');
  for (const { partition, offset, group, reason, message, replayed_at: replayedAt } of items) {
    const whose = group === null ? '' : ` (${group})`;
    const again = replayedAt === null ? '' : `, sent again ${replayedAt}`;
    context.output.line(`${partition}/${offset}${whose}  ${reason}: ${message}${again}`);
  }
}

async function replay(context: CommandContext, topic: string): Promise<void> {
  await using connection = await connect(context);
  const done = await connection.client.post<{ replayed: number }>(`/topics/${topic}/dead-letters/replay`, {});
  context.output.line(`${done.replayed} dead letters sent again`);
  context.output.result(done);
}
