import { runCommand } from './run-command.ts';

// vitest refuses options it does not know, so our one flag is taken out here and handed on by the environment.
const args = process.argv.slice(2);
const withoutPostgres =
  args.includes('--without-postgres') || process.env['QUARRY_TEST_WITHOUT_POSTGRES'] === '1';
const environment = { ...process.env, QUARRY_TEST_WITHOUT_POSTGRES: withoutPostgres ? '1' : '0' };

// While one file waits for its database, another computes.
const workers = args.some(arg => arg.startsWith('--maxWorkers')) ? [] : ['--maxWorkers', '2'];
const handedOn = args.filter(arg => arg !== '--without-postgres');

process.exitCode = await runCommand('vitest', ['run', ...workers, ...handedOn], { environment });

if (withoutPostgres) {
  console.log('NOT PROVEN, because PostgreSQL was left out on request:');
  console.log('  - that the scenarios hold on PostgreSQL (they ran on PGlite only)');
  console.log(
    '  - that concurrent requests and workers are safe (tests/races; PGlite runs one statement at a time)',
  );
  console.log('  - that the program works as a database role that owns nothing');
}
