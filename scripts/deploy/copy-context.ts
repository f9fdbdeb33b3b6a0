import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What an engine would be sent: the files that git knows or would take, less those of `.dockerignore`. */
export function copyContext(source: string, target: string): void {
  const isIgnored = readIgnored(path.join(source, '.dockerignore'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: source,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  for (const file of new Set(listed.split('\0'))) {
    if (file === '' || isIgnored(file) || !existsSync(path.join(source, file))) continue;
    mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    cpSync(path.join(source, file), path.join(target, file));
  }
}

function readIgnored(file: string): (path: string) => boolean {
  const patterns = readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'));
  return name => patterns.some(pattern => path.matchesGlob(name, pattern) || name.startsWith(`${pattern}/`));
}
