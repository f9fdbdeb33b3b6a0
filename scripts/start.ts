import { buildWeb } from './build-web.ts';

// One process from here on: a signal that reaches npm's child reaches the server.
await buildWeb();
process.argv.splice(2, 0, 'start');
// Not a literal, so that this script type-checks before and without the program it starts.
const main = new URL('../src/cli/main.ts', import.meta.url).href;
await import(main);
