import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;

/** The programs of some folders by the name people call them, which the pattern captures as `name`. */
export function listPrograms(folders: string[], pattern: RegExp): Map<string, string> {
  const programs = new Map<string, string>();
  for (const folder of folders.filter(folder => existsSync(join(root, folder)))) {
    for (const file of readdirSync(join(root, folder)).sort()) {
      const name = pattern.exec(file)?.groups?.['name'];
      if (name && !file.endsWith('.test.ts')) programs.set(name, join(root, folder, file));
    }
  }
  return programs;
}
