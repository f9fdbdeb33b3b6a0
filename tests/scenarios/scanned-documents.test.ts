import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerPart } from '#chat/answer/answer-part.ts';
import { answerQuestion } from '#chat/answer/answer-question.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { makeScan } from '#tests/support/files/make-scan.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

let api: DocumentApi;
let worker: JobRunner;
let ada: TestUser;

beforeAll(async () => {
  api = await openDocumentApi({ maxUploadBytes: 20 * 1024 ** 2 });
  worker = await api.work();
  ada = await api.signUp('ada');
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const minutes = [
  'Minutes of the harbour committee',
  '',
  'The committee met on 3 March at the old customs house.',
  'The repair of the east pier lantern cost 4,870 euros.',
  'A new ferry timetable starts on the first of May.',
];
const notice = [
  'ประกาศของท่าเรือปากธาร',
  '',
  'ค่าจอดรถยนต์ที่ท่าเรือวันละ 80 บาท',
  'ผู้โดยสารควรมาถึงท่าเรือก่อนเวลาเรือออก 20 นาที',
];

const ask = (text: string): Promise<AnswerPart[]> =>
  Array.fromAsync(
    answerQuestion(
      { db: api.db },
      { tenantId: ada.tenantId, text, libraryIds: [], documentIds: [], history: [] },
      new AbortController().signal,
    ),
  );

test('questions are answered from scanned sheets, in English and Thai, cited by page', async () => {
  const { id: libraryId } = (await ada.call('POST', '/libraries', { name: 'Scans' })).json();
  const bytes = await makeScan([minutes, notice]);
  const reply = await upload(ada, libraryId, { name: 'scan.pdf', bytes, type: 'application/pdf' });
  const ready = await waitForDocument(ada, reply.json().id);
  expect(ready).toMatchObject({
    status: 'ready',
    warnings: [
      { code: 'ocr-used', page: 1 },
      { code: 'ocr-used', page: 2 },
    ],
    warning_summary: [{ code: 'ocr-used', count: 2, pages: [1, 2], next_step: expect.any(String) }],
  });
  const page = (await ada.call('GET', `/documents/${ready.id}/pages/1`)).json();
  expect(page.words[0]).toHaveLength(7);

  const english = await ask('What did the repair of the lantern cost?');
  expect(textOf(english)).toContain('4,870 euros');
  expect(citedPagesOf(english)).toContain(1);
  const thai = await ask('ค่าจอดรถยนต์ที่ท่าเรือวันละกี่บาท');
  expect(textOf(thai)).toContain('80 บาท');
  expect(citedPagesOf(thai)).toContain(2);
});

const textOf = (parts: AnswerPart[]): string =>
  parts.map(part => (part.type === 'text-delta' ? part.text : '')).join('');

const citedPagesOf = (parts: AnswerPart[]): (number | null)[] =>
  parts.flatMap(part => (part.type === 'citation' ? [part.page_start] : []));
