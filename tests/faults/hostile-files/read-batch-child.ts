import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import path from 'node:path';
import { openChunker } from '#knowledge/chunk/open-chunker.ts';
import { capText } from '#knowledge/extract/cap-text.ts';
import { ExtractionError } from '#knowledge/extract/extraction-error.ts';
import type { ExtractedPage } from '#knowledge/extract/extraction.ts';
import { readDocument } from '#knowledge/extract/read-document.ts';
import type { BatchMessage, BatchRequest, Ending } from './batch-message.ts';

// The reader's process, for many files one after the other: starting one for each would take most of the time.
const request = JSON.parse(readFileSync(0, 'utf8')) as BatchRequest;
// As the reader does: promises that parsers forget fail unseen.
process.on('unhandledRejection', () => undefined);
const output = new Socket({ fd: 3, readable: false, writable: true });
const send = (message: BatchMessage): Promise<void> =>
  new Promise(resolve => output.write(`${JSON.stringify(message)}\n`, () => resolve()));

for (const [index, file] of request.files.entries()) {
  await send({ type: 'started', index });
  const scratchFolder = path.join(request.scratchFolder, String(index));
  await mkdir(scratchFolder);
  const ending = await read({ ...request, ...file, scratchFolder, fromPage: 1 });
  await rm(scratchFolder, { recursive: true, force: true });
  await send({ type: 'ended', index, ending });
}
process.exit(0);

async function read(file: Parameters<typeof readDocument>[0]): Promise<Ending> {
  const ending = { state: 'read' as const, warnings: 0, pages: 0, problems: [] as string[] };
  const pages: ExtractedPage[] = [];
  try {
    for await (const event of capText(readDocument(file), request.limits.maxTextCharacters)) {
      if (event.type === 'document') {
        ending.warnings += event.document.warnings.length;
        continue;
      }
      ending.pages++;
      ending.warnings += event.page.warnings.length;
      pages.push(event.page);
      await misbehave(event.page.text);
    }
  } catch (error) {
    return { state: 'failed', code: error instanceof ExtractionError ? error.code : 'file-damaged' };
  }
  return { ...ending, problems: findProblems(pages) };
}

function findProblems(pages: ExtractedPage[]): string[] {
  const problems = pages.some(page => page.text.includes(request.secretWords))
    ? ['it shows the secret file']
    : [];
  const chunker = openChunker();
  const texts = new Map(pages.map(page => [page.number, page.text]));
  for (const chunk of [...pages.flatMap(page => chunker.add(page)), ...chunker.end()]) {
    const rebuilt = chunk.spans.map(([page, start, end]) => texts.get(page)!.slice(start, end)).join('\n');
    if (rebuilt !== chunk.text) problems.push('a chunk is not what its spans say');
  }
  return problems;
}

async function misbehave(text: string): Promise<void> {
  const [url] = /http:\/\/127[^\s"]+/.exec(text) ?? [];
  if (request.sabotage === 'fetch' && url) await fetch(url);
  const [, name] = /^(\S*canary\.txt)$/m.exec(text) ?? [];
  if (request.sabotage === 'folder' && name?.startsWith('/')) writeFileSync(name, 'caught');
}
