import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pdfjsEngine } from './pdfjs-engine.ts';
import type { PdfPage } from './pdf-engine.ts';

const guide = fileURLToPath(new URL('../../../../samples/library/ferry-guide-th.pdf', import.meta.url));

async function readFirstPage(path: string): Promise<PdfPage> {
  await using pdf = await pdfjsEngine.open(path, 1);
  for await (const page of pdf.pages()) return page;
  throw new Error('The file has no page.');
}

test('words of a Thai line stand where they are drawn: marks above and below its letters take no room', async () => {
  const { words } = await readFirstPage(guide);
  const minutes = words.find(({ text }) => text === 'นาที')!;
  // As Poppler measures it.
  expect(Math.abs(minutes.x - 134.3)).toBeLessThan(5);
  expect(Math.abs(minutes.x + minutes.width - 155.6)).toBeLessThan(5);
});
