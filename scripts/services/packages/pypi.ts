import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from '../run-quietly.ts';
import { downloadsFolder } from './downloads-folder.ts';
import { fillOnce } from './maven.ts';

const timeoutMs = 600_000;

/** Unpacks `prefix` of a wheel from PyPI (`name==version`) into a folder; nothing is installed and no Python code runs. */
export async function fetchWheel(requirement: string, prefix: string): Promise<string> {
  const folder = join(downloadsFolder(), requirement.replace('==', '-'));
  await fillOnce(folder, async into => {
    await run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', into, requirement]);
    const wheel = readdirSync(into).find(name => name.endsWith('.whl'));
    if (!wheel) throw new Error(`PyPI has no wheel of ${requirement} for this machine.`);
    await run('python3', ['-c', unpack, join(into, wheel), into, prefix]);
  });
  return folder;
}

const unpack = `
import os, sys, zipfile
wheel, into, prefix = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(prefix): archive.extract(name, into)
os.remove(wheel)
`;

async function run(command: string, args: string[]): Promise<void> {
  const { exitCode, output } = await runQuietly(command, args, { timeoutMs });
  if (exitCode !== 0) throw new Error(`${command} failed: ${output.split('\n').slice(-3).join(' ')}`);
}
