import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildWeb } from './build-web.ts';
import { ensureChromium } from './ensure-chromium.ts';
import { runCommand } from './run-command.ts';

// The web app in real Chromium against the real program. `--screens` also renews the pictures in docs/screens.
const args = process.argv.slice(2);
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  QUARRY_TEST_BROWSER: '1',
  QUARRY_CHROMIUM: await ensureChromium(),
};

if (args.includes('--screens')) {
  const folder = fileURLToPath(new URL('../docs/screens', import.meta.url));
  mkdirSync(folder, { recursive: true });
  environment['QUARRY_SCREENS'] = folder;
}

await buildWeb();
process.exitCode = await runCommand(
  'vitest',
  ['run', '--project', 'browser*', ...args.filter(arg => arg !== '--screens')],
  { environment },
);
