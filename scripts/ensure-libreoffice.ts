import { existsSync } from 'node:fs';
import { runCommand } from './run-command.ts';

const PLACES = ['/usr/bin/soffice', '/usr/bin/libreoffice'];
const PACKAGES = ['libreoffice-impress', 'fonts-noto-core'];

/**
 * Path of a LibreOffice that opens slides, for tests: QUARRY_OFFICE, an installed one, else Debian's, installed now where
 * we may. Undefined where there is none: then say what is not proven.
 */
export async function ensureLibreOffice(): Promise<string | undefined> {
  const found = findLibreOffice();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await installLibreOffice();
  return findLibreOffice();
}

function findLibreOffice(): string | undefined {
  return process.env['QUARRY_OFFICE'] ?? PLACES.find(place => existsSync(place));
}

async function installLibreOffice(): Promise<void> {
  console.log(`Installing ${PACKAGES.join(', ')} …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Tests of both stores may ask at the same time.
  const lock = ['-o', 'DPkg::Lock::Timeout=300'];
  await runCommand('apt-get', ['update', '-qq', ...lock], { environment });
  const options = ['install', '-qq', '-y', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', ...lock];
  await runCommand('apt-get', [...options, ...PACKAGES], { environment });
}
