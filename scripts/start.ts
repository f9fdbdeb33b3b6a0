import { buildWeb } from './build-web.ts';

await buildWeb();
stopWithNpm();
process.argv.splice(2, 0, 'start');
await import('../src/cli/main.ts');

/**
 * Between npm and us stands a shell. SIGTERM to npm ends that shell and does not reach us (Ctrl-C does), so losing our
 * parent means: somebody stopped `npm start`.
 */
function stopWithNpm(): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
