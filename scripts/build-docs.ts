import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeOperations, describeSchemas, operationNames } from './docs/describe-operations.ts';
import { findBrokenLinks } from './docs/find-broken-links.ts';
import { findUnknownOperations } from './docs/find-unknown-operations.ts';
import { framePage } from './docs/frame-page.ts';
import type { MenuEntry } from './docs/frame-page.ts';
import { readApi } from './docs/read-api.ts';
import { renderMarkdown } from './docs/render-page.ts';

// Builds docs/ and the reference of the API into dist/docs, which any web server can serve and a browser opens as files;
// refuses broken links, and pages that name an operation that the API has not.

const OUT = 'dist/docs';
const GUIDE =
  'index quick-start concepts documents answers insights transcripts features connect operations kubernetes security'.split(
    ' ',
  );

interface Source {
  file: string;
  group: string;
  markdown: string;
}

const api = await readApi();
const sources = [...readGuide(), ...readOthers(), ...describeApi()];
const problems = [
  ...sources
    .filter(({ file }) => !file.startsWith('api/') && !file.startsWith('decisions/'))
    .flatMap(({ file, markdown }) =>
      findUnknownOperations(markdown, operationNames(api)).map(name => `${file}: ${name} is no operation`),
    ),
  ...build(),
];
for (const problem of problems) console.error(problem);
console.log(`${sources.length} pages in ${OUT}, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
// The program has been stopped; idle connections of fetch would keep the process.
process.exit();

function readGuide(): Source[] {
  return GUIDE.map(name => ({
    file: `guide/${name}.md`,
    group: 'Guide',
    markdown: read(`docs/guide/${name}.md`),
  }));
}

function readOthers(): Source[] {
  const files = globSync(['docs/*.md', 'docs/decisions/*.md']).toSorted();
  return files.map(file => ({
    file: file.replace('docs/', ''),
    group: file.includes('decisions') ? 'Decisions' : 'In depth',
    markdown: read(file),
  }));
}

function describeApi(): Source[] {
  const pages = [...describeOperations(api), ['schemas', describeSchemas(api)] as const];
  return pages.map(([name, markdown]) => ({ file: `api/${name}.md`, group: 'API', markdown }));
}

/** @returns what is wrong with what was built. */
function build(): string[] {
  rmSync(OUT, { recursive: true, force: true });
  const pages = sources.map(({ file, group, markdown }) => ({
    file: file.replace(/\.md$/, '.html'),
    group,
    page: renderMarkdown(markdown),
  }));
  const menu: MenuEntry[] = pages.map(({ file, group, page }) => ({
    file,
    group,
    title: page.title.replace(/^API: /, ''),
  }));
  for (const { file, page } of pages) write(file, framePage(page, { file, menu }));
  cpSync('docs/screens', path.join(OUT, 'screens'), { recursive: true });
  write('index.html', '<!doctype html><meta http-equiv="refresh" content="0; url=guide/index.html">');
  write('api/openapi.json', JSON.stringify(api, undefined, 1));
  return findBrokenLinks(OUT);
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(OUT, file)), { recursive: true });
  writeFileSync(path.join(OUT, file), text);
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
