import { Command, Option } from 'commander';
import type { ApiClient } from '../api-client.ts';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface DeployFlags {
  engine: string;
  from?: string;
}

interface EngineStatus {
  lag_events: number | null;
  job: {
    id: string;
    state: string;
    checkpoints: { completed: number; failed: number; last_path: string | null; last_at: string | null };
  } | null;
}

export const deployCommand = (): Command =>
  new Command('deploy')
    .description('let another engine compute a group, from the beginning of its topic')
    .argument('<group>', 'its name, or name@version')
    .addOption(
      new Option('--engine <name>', 'who computes it')
        .choices(['embedded', 'kafka', 'flink'])
        .makeOptionMandatory(),
    )
    .option('--from <path>', 'a checkpoint of Flink to go on from; default: the last')
    .action((group: string, flags: DeployFlags, self: Command) =>
      runCommand(self, context => deploy(context, group, flags)),
    );

async function deploy(context: CommandContext, group: string, body: DeployFlags): Promise<void> {
  await using connection = await connect(context);
  const path = `/feature-groups/${encodeURIComponent(group)}/deploy`;
  const done = await connection.client.post<{ engine: string; job_id: string | null }>(path, { ...body });
  context.output.result(done);
  context.output.line(`${group} is computed by ${done.engine}${done.job_id ? `, job ${done.job_id}` : ''}.`);
}

/** What only the engine knows; that it does not answer is said, and is no failure of the listing. */
export async function printEngine(
  { output }: CommandContext,
  client: ApiClient,
  { name, version }: { name: string; version: number },
): Promise<void> {
  const found = await client.get<EngineStatus>(`/feature-groups/${name}@${version}/engine`).catch(asSentence);
  if (typeof found === 'string') return output.line(`  ${found}`);
  const { lag_events: lag, job } = found;
  if (lag !== null) output.line(`  ${lag} events in Kafka to come`);
  if (job === null) return;
  const { completed, failed, last_at: lastAt, last_path: lastPath } = job.checkpoints;
  output.line(`  Flink's job ${job.id} is ${job.state.toLowerCase()}`);
  output.line(
    `  ${completed} checkpoints, ${failed} failed, the last ${lastAt ?? 'never'} ${lastPath ?? ''}`.trimEnd(),
  );
}

const asSentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
