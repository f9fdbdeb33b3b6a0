import { listPrograms } from './list-programs.ts';
import { runNode } from './run-command.ts';

const benches = listPrograms(['bench'], /^(?<name>[a-z0-9-]+)\.ts$/);
const [name = '', ...args] = process.argv.slice(2);
const file = benches.get(name);

if (file) {
  process.exitCode = await runNode([file, ...args]);
} else {
  console.error(name ? `There is no benchmark "${name}".` : 'Which benchmark?');
  console.error(
    `npm run bench -- NAME, where NAME is one of: ${[...benches.keys()].join(', ') || '(none yet)'}`,
  );
  process.exitCode = 2;
}
