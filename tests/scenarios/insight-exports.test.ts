import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ensureLibreOffice } from '../../scripts/ensure-libreoffice.ts';
import { extractFile } from '#tests/support/files/extract-file.ts';
import { ask, openInsightApi, reply, waitForInsight } from '#tests/support/open-insight-api.ts';
import type { InsightApi } from '#tests/support/open-insight-api.ts';

const TEXT = 'Everyone at Ashdown has 28 days of paid leave a year, besides public holidays.';
const THAI = 'พนักงานทุกคนมีวันลาพักร้อน 28 วันต่อปี ไม่รวมวันหยุดราชการ';

/** One ready insight of a kind, from one document with a page of English and one of Thai. */
async function generate(api: InsightApi, kind: string, answer: object): Promise<string> {
  const document = await api.index('Handbook', [TEXT, THAI]);
  api.provider.always(reply(answer));
  await using _worker = await api.work();
  const insight = await waitForInsight(api.user, await ask(api.user, { kind, document_ids: [document] }));
  expect(insight).toMatchObject({ status: 'ready' });
  return insight.id;
}

const fetchExport = (api: InsightApi, id: string, format: string) =>
  api.user.call('GET', `/insights/${id}/export?format=${format}`);

test('Markdown has its citations as footnotes, and no text becomes a link or markup', async () => {
  await using api = await openInsightApi();
  const id = await generate(api, 'summary', {
    title: 'Leave <b>',
    points: [
      'Leave is 28 days a year [1], see ![x](https://example.org/x.png).',
      'Leave is 30 days a year [1].',
    ],
  });
  const reply_ = await fetchExport(api, id, 'markdown');
  expect(reply_.headers['content-disposition']).toContain('.md"');
  expect(reply_.body).toContain('28 days a year [^1]');
  expect(reply_.body).toContain(`[^1]: Handbook, page 1: “${TEXT}”`);
  expect(reply_.body).not.toContain('![x](');
  expect(reply_.body).toContain('it says “28 days”');
});

test('the page to print has no script, escapes what it shows, and brings a style for paper', async () => {
  await using api = await openInsightApi();
  const id = await generate(api, 'summary', {
    title: 'Leave',
    points: ['<script>alert(1)</script> Leave is 30 days a year [1].'],
  });
  const page = await fetchExport(api, id, 'html');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.body).not.toContain('<script');
  expect(page.body).toContain('&lt;script&gt;');
  expect(page.body).toContain('@media print');
  expect(page.body).toContain('class="doubt unsupported"');
  expect(page.body).toContain('<a href="#source-1">1</a>');
});

test('a table of questions and answers holds no formula', async () => {
  await using api = await openInsightApi();
  const id = await generate(api, 'questions-and-answers', {
    title: 'Leave',
    pairs: [
      { question: '=HYPERLINK("https://example.org")', answer: 'Leave is 28 days, "paid" [1].' },
      { question: ' @SUM(1)', answer: '-2+3 [1]' },
    ],
  });
  const table = await fetchExport(api, id, 'csv');
  const lines = table.body.split('\r\n');
  expect(lines[0]).toBe('\ufeffsection,question,answer,sources,check');
  expect(lines[1]).toContain(`Leave,"'=HYPERLINK(""https://example.org"")","Leave is 28 days, ""paid""."`);
  expect(lines[1]).toContain('Handbook, page 1');
  expect(lines[2]).toContain("'@SUM(1),'-2+3");
});

test('what a kind is not exported as is refused with what it can be', async () => {
  await using api = await openInsightApi();
  const id = await generate(api, 'summary', { title: 'Leave', points: ['Leave is 28 days [1].'] });
  const refused = await fetchExport(api, id, 'pptx');
  expect(refused.json()).toMatchObject({ status: 400, code: 'unsupported-format' });
  expect(refused.json().next_step).toContain('markdown, html');
});

const slides = {
  title: 'Leave',
  slides: [
    { title: 'How much leave', bullets: ['Everyone has 28 days of paid leave a year [1].'] },
    { title: 'วันลา', bullets: ['พนักงานทุกคนมีวันลา 28 วันต่อปี [2].'] },
  ],
};

test('slides are native text that our own reader finds again, with the pages they rest on in the notes', async () => {
  await using api = await openInsightApi();
  const id = await generate(api, 'slides', slides);
  const deck = await fetchExport(api, id, 'pptx');
  expect(deck.headers['content-type']).toContain('presentationml');
  const { pages } = await extractFile('deck.pptx', deck.rawPayload);
  const text = pages.map(page => page.text).join('\n');
  expect(text).toContain('Everyone has 28 days of paid leave a year.');
  expect(text).toContain('พนักงานทุกคนมีวันลา 28 วันต่อปี');
  expect(text).toContain(`Handbook, page 1: “${TEXT}”`);
});

test('LibreOffice opens the slides and shows every title and bullet', { timeout: 600_000 }, async context => {
  const office = await ensureLibreOffice();
  if (office === undefined) {
    await context.annotate('not proven: no LibreOffice here, and none could be installed');
    return;
  }
  await using api = await openInsightApi();
  const id = await generate(api, 'slides', slides);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quarry-office-'));
  try {
    await writeFile(path.join(folder, 'deck.pptx'), (await fetchExport(api, id, 'pptx')).rawPayload);
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const args = [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, `${folder}/deck.pptx`];
    await promisify(execFile)(office, args);
    const { pages } = await extractFile('deck.pdf', await readFile(path.join(folder, 'deck.pdf')));
    expect(pages).toHaveLength(3);
    const shown = pages.map(page => page.text.replaceAll(/\s+/g, ' '));
    expect(shown[1]).toContain('How much leave');
    expect(shown[1]).toContain('Everyone has 28 days of paid leave a year.');
    expect(shown[2]).toContain('28');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
