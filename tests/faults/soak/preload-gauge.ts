import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Loaded into each program of the proof before the program itself: on SIGUSR2 it says what it holds after a collection.

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: object) => Promise<void>;

process.on('SIGUSR2', () => void tell());

async function tell(): Promise<void> {
  // Twice: what was freed by finalizers goes with the second.
  for (let turn = 0; turn < 2; turn++) await collect({ type: 'major', execution: 'async' });
  const { heapUsed, external } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().length;
  process.stderr.write(`gauge ${JSON.stringify({ heapUsed, external, resources })}\n`);
}
