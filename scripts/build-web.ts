import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

const web = new URL('../web', import.meta.url).pathname;
const built = join(web, 'dist/index.html');

/** Builds the web app when it was never built or a source is younger than the build; otherwise costs a few milliseconds. */
export async function buildWeb(): Promise<void> {
  if (!existsSync(join(web, 'index.html')) || !isStale()) return;
  console.log('Building the web app …');
  const exitCode = await runCommand('vite', ['build', '--logLevel', 'warn'], { cwd: web });
  if (exitCode === 0) return;
  console.error(`The web app did not build: vite ended with ${exitCode}, see above.`);
  process.exit(1);
}

function isStale(): boolean {
  if (!existsSync(built)) return true;
  const builtAtMs = statSync(built).mtimeMs;
  return sourceFiles().some(file => statSync(file).mtimeMs > builtAtMs);
}

function sourceFiles(): string[] {
  return readdirSync(web, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !/\/(dist|node_modules)\//.test(file.slice(web.length)));
}

if (import.meta.main) await buildWeb();
