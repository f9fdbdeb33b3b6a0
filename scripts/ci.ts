import { parseArgs } from 'node:util';
import { steps as allSteps } from './ci-steps.ts';
import { runShown } from './run-shown.ts';

const { values } = parseArgs({ options: { except: { type: 'string', multiple: true, default: [] } } });
const steps = allSteps.filter(step => !values.except.includes(step.name));

// Every step runs even when an earlier one failed: one run shows everything there is to mend.
const results: { name: string; exitCode: number; seconds: number; lastLines: string }[] = [];
for (const [index, { name, command }] of steps.entries()) {
  console.log(`\n── ${index + 1}/${steps.length} ${name}: ${command.join(' ')}`);
  const startedMs = performance.now();
  const { exitCode, lastLines } = await runShown(command[0]!, command.slice(1));
  results.push({ name, exitCode, lastLines, seconds: (performance.now() - startedMs) / 1000 });
  if (exitCode === 130 || exitCode === 143) break;
}

// Who sees only the end of this must see why.
for (const { name, lastLines } of results.filter(result => result.exitCode !== 0)) {
  console.log(`\n── how ${name} failed\n${lastLines}`);
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
