import { Command, Option } from 'commander';
import { connect } from '../connect.ts';
import { listAll } from '../find-libraries.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Attempt {
  number: number;
  outcome: string | null;
  started_at: string;
  run_ms: number | null;
  waited: { queue_ms: number };
}

interface Job {
  id: string;
  state: string;
  document_id: string;
  document_title: string | null;
  document_status: string | null;
  cause: { message: string; next_step: string | null } | null;
  attempts: number;
  timeline: Attempt[];
}

const STATES = ['queued', 'running', 'dead'];

export function jobsCommand(): Command {
  return new Command('jobs')
    .description('list the jobs that wait, run or have given up')
    .addOption(new Option('-s, --state <state>', 'only these').choices(STATES))
    .action((options: { state?: string }, command: Command) =>
      runCommand(command, context =>
        listJobs(context, options.state === undefined ? STATES : [options.state]),
      ),
    );
}

async function listJobs(context: CommandContext, states: string[]): Promise<void> {
  await using connection = await connect(context);
  const jobs: Job[] = [];
  for (const state of states) jobs.push(...(await listAll<Job>(connection.client, '/jobs', { state })));
  context.output.result({ jobs });
  if (jobs.length === 0) context.output.line(`No jobs are ${states.join(' or ')}.`);
  for (const job of jobs) printJob(context.output, job);
}

function printJob(output: Output, job: Job): void {
  const { state, attempts, cause, document_id: id, document_title: title, document_status: status } = job;
  // A dead job's document may have been retried since.
  const now = state === 'dead' && status !== 'failed' ? `, the document is ${status ?? 'deleted'} now` : '';
  output.line(`${state.padEnd(8)}${title ?? 'a deleted document'}  (${id}, attempts: ${attempts}${now})`);
  if (cause !== null)
    output.line(`        ${cause.message}${cause.next_step ? ` → ${cause.next_step}` : ''}`);
  for (const attempt of job.timeline) output.line(`        ${describeAttempt(attempt)}`);
}

function describeAttempt({ number, outcome, started_at: startedAt, run_ms: runMs, waited }: Attempt): string {
  const ran = runMs === null ? '' : `, ran ${seconds(runMs)}`;
  return `${number}. ${startedAt}: ${outcome ?? 'running'}, waited ${seconds(waited.queue_ms)}${ran}`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
