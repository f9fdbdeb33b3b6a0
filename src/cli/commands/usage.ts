import { Command } from 'commander';
import { connect } from '../connect.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Meter {
  meter: 'credits' | 'pages';
  limit: number | null;
  used: number;
  reserved: number;
  resets_at: string;
}

interface Usage {
  period_start: string;
  meters: Meter[];
  kinds: {
    kind: string;
    model: string;
    records: number;
    tokens_in: number;
    tokens_out: number;
    pages: number;
    credits: number;
  }[];
}

interface Plan {
  id: string;
  name: string;
}

const MICRO = 1_000_000;

export function usageCommand(): Command {
  return new Command('usage')
    .description('show what was used in this period, and what the plan allows')
    .option('--csv', 'print all records as CSV instead')
    .action((options: { csv?: boolean }, command: Command) =>
      runCommand(command, context => (options.csv ? printRecords(context) : showUsage(context))),
    );
}

async function showUsage(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  const usage = await connection.client.get<Usage>('/usage');
  const plan = await connection.client.get<Plan>('/plan');
  context.output.result({ plan, ...usage });
  printUsage(context.output, plan, usage);
}

function printUsage(output: Output, plan: Plan, usage: Usage): void {
  output.line(`Plan: ${plan.name}. This period began on ${usage.period_start.slice(0, 10)}.`);
  for (const { meter, limit, used, reserved, resets_at: resetsAt } of usage.meters) {
    const amount = (value: number): string => formatAmount(meter, value);
    const of = limit === null ? 'no limit' : `of ${amount(limit)}, new on ${resetsAt.slice(0, 10)}`;
    const held = reserved > 0 ? `, ${amount(reserved)} reserved` : '';
    output.line(`${meter.padEnd(8)} ${amount(used)} used${held} (${of})`);
  }
  for (const each of usage.kinds) {
    const tokens = `${each.tokens_in} tokens in, ${each.tokens_out} out`;
    output.line(
      `  ${each.kind} · ${each.model}: ${each.records} ×, ${tokens}, ${each.pages} pages, ${formatAmount('credits', each.credits)} credits`,
    );
  }
}

const formatAmount = (meter: Meter['meter'], value: number): string =>
  meter === 'credits' ? (value / MICRO).toFixed(6) : String(value);

async function printRecords(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  for await (const text of connection.client.download('/usage/records.csv')) process.stdout.write(text);
}
