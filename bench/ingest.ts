import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeLargePdf } from '../samples/make/make-large-pdf.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { watchMemory } from '#tests/support/measure/watch-memory.ts';

// From the first byte uploaded to the last document ready to be asked, through the real server on the embedded
// database; beside it `pdftotext` on the same PDFs, which reads them and does nothing more.

const SAMPLES = new URL('../samples/library/', import.meta.url).pathname;
const LARGE_PAGES = 300;
const MB = 1e6;

interface Ingested {
  pages: number;
  bytes: number;
  seconds: number;
}

interface Document {
  id: string;
  status: string;
  page_count: number | null;
}

const folder = await mkdtemp(path.join(tmpdir(), 'quarry-bench-ingest-'));
try {
  await run();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const samples = (await readdir(SAMPLES)).map(name => path.join(SAMPLES, name));
  const large = path.join(folder, 'register.pdf');
  await makeLargePdf({ path: large, pages: LARGE_PAGES });
  await using quarry = await startQuarry({
    environment: { QUARRY_DATA_DIR: path.join(folder, 'data'), QUARRY_LOG_LEVEL: 'error' },
  });
  using memory = watchMemory(quarry.process.pid!);
  await ingest(quarry, 'warm-up', samples);
  const rows = [];
  for (const [name, files] of [
    ['sample library', samples],
    [`${LARGE_PAGES}-page PDF`, [large]],
  ] as const) {
    const ours = await ingest(quarry, name, files);
    const theirs = await pdftotext(files.filter(file => file.endsWith('.pdf')));
    rows.push(describe(name, ours, theirs));
  }
  console.table(rows);
  const peak = `${Math.round(memory.peakBytes() / MB)} MB peak`;
  console.log(
    `ingest: ${rows.map(row => `${row.input} ${row['pages/s']} pages/s, ${row['MB/s']} MB/s, ${row['time ratio to pdftotext']} × the time of pdftotext`).join('; ')}; ${peak} (server, database and reader)`,
  );
}

function describe(input: string, ours: Ingested, theirs: Ingested) {
  const perPage = ours.seconds / ours.pages;
  const theirsPerPage = theirs.seconds / theirs.pages;
  return {
    input,
    pages: ours.pages,
    seconds: ours.seconds.toFixed(2),
    'pages/s': (ours.pages / ours.seconds).toFixed(1),
    'MB/s': (ours.bytes / MB / ours.seconds).toFixed(2),
    'pdftotext pages/s': (theirs.pages / theirs.seconds).toFixed(1),
    'time ratio to pdftotext': (perPage / theirsPerPage).toFixed(1),
  };
}

async function ingest({ client }: RunningQuarry, name: string, files: readonly string[]): Promise<Ingested> {
  const library = await client.post<{ id: string }>('/libraries', { name });
  const startedMs = performance.now();
  const uploads = await Promise.all(
    files.map(file => client.upload<Document>(`/libraries/${library.id}/documents`, file)),
  );
  const documents = await Promise.all(uploads.map(each => untilReady(client, each)));
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    pages: documents.reduce((sum, each) => sum + (each.page_count ?? 0), 0),
    bytes: await sizeOf(files),
    seconds,
  };
}

async function untilReady(client: RunningQuarry['client'], document: Document): Promise<Document> {
  while (!['ready', 'failed', 'cancelled'].includes(document.status)) {
    await delay(25);
    document = await client.get<Document>(`/documents/${document.id}`);
  }
  if (document.status !== 'ready') throw new Error(`a document ended ${document.status}`);
  return document;
}

async function pdftotext(files: readonly string[]): Promise<Ingested> {
  const startedMs = performance.now();
  let pages = 0;
  for (const file of files) {
    const { stdout } = await promisify(execFile)('pdftotext', [file, '-'], { maxBuffer: 1e9 }).catch(explain);
    pages += stdout.split('\f').length - 1;
  }
  return { pages, bytes: await sizeOf(files), seconds: (performance.now() - startedMs) / 1000 };
}

function explain(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOENT') throw new Error('pdftotext is missing: install the package poppler-utils.');
  throw error;
}

async function sizeOf(files: readonly string[]): Promise<number> {
  const stats = await Promise.all(files.map(file => stat(file)));
  return stats.reduce((sum, each) => sum + each.size, 0);
}
