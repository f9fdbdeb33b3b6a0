#!/usr/bin/env node
// Plain JavaScript on purpose: whatever Node the machine has must be able to read this file.
// The sources need Node 24 (TypeScript as it is), so an older Node hands over to the one that `npm ci` installed.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const main = new URL('../src/cli/main.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  process.argv[1] = fileURLToPath(main);
  await import(main.href);
} else {
  handOver(findBundledNode());
}

function findBundledNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    return fileURLToPath(new URL('bin/node', `file://${manifest}`));
  } catch {
    console.error(
      `Quarry needs Node 24 or newer; this is ${process.version}. Run "npm ci" in the project first.`,
    );
    process.exit(1);
  }
}

/** Runs Quarry in a child that shares our terminal; signals go in, the exit code or the ending signal comes out. */
function handOver(node) {
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', error => {
    console.error(`Quarry could not start ${node}: ${error.message}. Run "npm ci" in the project again.`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
