import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Links of built pages that lead to no file, or to no anchor of one; each as `page: link`. */
export function findBrokenLinks(folder: string): string[] {
  const pages = globSync('**/*.html', { cwd: folder });
  return pages.flatMap(page => {
    const links = [...readFileSync(path.join(folder, page), 'utf8').matchAll(/ href="(?<target>[^"]+)"/g)];
    return links
      .map(match => match.groups!['target']!)
      .filter(link => !/^[a-z]+:/.test(link) && !leads(folder, page, link))
      .map(link => `${page}: ${link}`);
  });
}

function leads(folder: string, page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = path.join(folder, file === '' ? page : path.join(path.dirname(page), file));
  if (!existsSync(target)) return false;
  return anchor === undefined || readFileSync(target, 'utf8').includes(` id="${decodeURIComponent(anchor)}"`);
}
