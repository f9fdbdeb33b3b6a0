import { parseArgs } from 'node:util';
import { steps as allSteps } from './ci-steps.ts';
import { runCommand } from './run-command.ts';

const { values } = parseArgs({ options: { except: { type: 'string', multiple: true, default: [] } } });
const steps = allSteps.filter(step => !values.except.includes(step.name));

// Every step runs even when an earlier one failed: one run shows everything there is to mend.
const results: { name: string; exitCode: number; seconds: number }[] = [];
for (const [index, { name, command }] of steps.entries()) {
  console.log(`\n── ${index + 1}/${steps.length} ${name}: ${command.join(' ')}`);
  const startedMs = performance.now();
  const exitCode = await runCommand(command[0]!, command.slice(1));
  results.push({ name, exitCode, seconds: (performance.now() - startedMs) / 1000 });
  if (exitCode === 130 || exitCode === 143) break;
}

console.log('\n── summary');
for (const { name, exitCode, seconds } of results) {
  console.log(
    `${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(24)} ${seconds.toFixed(1).padStart(7)} s`,
  );
}
const failed = results.filter(result => result.exitCode !== 0).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && results.length === steps.length ? 0 : 1;
