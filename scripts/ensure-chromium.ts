import { existsSync } from 'node:fs';
import { runCommand } from './run-command.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Chromium, and fonts that have the Thai and the symbols of the sample library. */
const PACKAGES = ['chromium', 'fonts-thai-tlwg', 'fonts-noto-core'];

/**
 * Path of a Chromium for tests: QUARRY_CHROMIUM, an installed one, else Debian's, installed now where we may.
 * @throws with what to install where we may not.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await installChromium();
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Error(`No Chromium was found. Install it, on Debian with: apt-get install ${PACKAGES.join(' ')}`);
}

function findChromium(): string | undefined {
  return process.env['QUARRY_CHROMIUM'] ?? PLACES.find(place => existsSync(place));
}

async function installChromium(): Promise<void> {
  console.log(`Installing ${PACKAGES.join(', ')} …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update', '-qq'], { environment });
  const options = ['install', '-qq', '-y', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0'];
  await runCommand('apt-get', [...options, ...PACKAGES], { environment });
}
