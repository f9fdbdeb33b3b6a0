import { Command } from 'commander';
import { apiKeyCommand } from './commands/api-key.ts';
import { askCommand } from './commands/ask.ts';
import { backupCommand } from './commands/backup.ts';
import { conversationsCommand } from './commands/conversations.ts';
import { deleteAccountCommand } from './commands/delete-account.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eventsCommand } from './commands/events.ts';
import { extractCommand } from './commands/extract.ts';
import { featuresCommand } from './commands/features.ts';
import { feedbackCommand } from './commands/feedback.ts';
import { generateCommand } from './commands/generate.ts';
import { ingestCommand } from './commands/ingest.ts';
import { jobsCommand } from './commands/jobs.ts';
import { mcpCommand } from './commands/mcp.ts';
import { migrateCommand } from './commands/migrate.ts';
import { migrateStoreCommand } from './commands/migrate-store.ts';
import { plansCommand } from './commands/plans.ts';
import { populateCommand } from './commands/populate.ts';
import { resetCommand } from './commands/reset.ts';
import { restoreCommand } from './commands/restore.ts';
import { retryCommand } from './commands/retry.ts';
import { searchCommand } from './commands/search.ts';
import { apiCommand, startCommand, streamCommand, workerCommand } from './commands/serve.ts';
import { signInLinkCommand } from './commands/sign-in-link.ts';
import { insightCommand } from './commands/insight.ts';
import { transcriptsCommand } from './commands/transcripts.ts';
import { usageCommand } from './commands/usage.ts';

const commands = [
  startCommand,
  ingestCommand,
  jobsCommand,
  retryCommand,
  askCommand,
  insightCommand,
  searchCommand,
  transcriptsCommand,
  conversationsCommand,
  featuresCommand,
  eventsCommand,
  generateCommand,
  feedbackCommand,
  usageCommand,
  plansCommand,
  extractCommand,
  mcpCommand,
  demoCommand,
  populateCommand,
  resetCommand,
  doctorCommand,
  signInLinkCommand,
  apiKeyCommand,
  deleteAccountCommand,
  apiCommand,
  workerCommand,
  streamCommand,
  migrateCommand,
  backupCommand,
  restoreCommand,
  migrateStoreCommand,
];

/** Reads the command line and does what it says. */
export async function runProgram(): Promise<void> {
  endQuietlyWithThePipe();
  await createProgram().parseAsync();
}

/** All commands with their arguments and options. */
export function createProgram(): Command {
  const program = new Command('quarry')
    .description('Ask your documents and get cited answers.')
    .option('--json', 'print one JSON value instead of text')
    .option('--verbose', 'show where an unexpected failure came from')
    .showHelpAfterError('Run `quarry --help` to see what there is.')
    .configureHelp({ showGlobalOptions: true });
  for (const command of commands) program.addCommand(command());
  return program;
}

/** `quarry … | head` closes the pipe when it has seen enough: that is no failure. */
function endQuietlyWithThePipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}
