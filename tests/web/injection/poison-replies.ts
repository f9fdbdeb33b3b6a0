import type { Page, Route } from 'playwright-core';
import type { Payload } from './payloads.ts';

const id = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

export const poisonedChat = id(1);
const asked = '2026-01-02T03:04:05.000Z';

/**
 * Makes the server's replies say the worst it could ever have stored: each payload is a question, an answer with its proof,
 * a quotation, a document's title and page, and the title and the found place of a conversation.
 */
export async function poisonReplies(page: Page, payloads: Payload[]): Promise<void> {
  const reply = (body: unknown) => (route: Route) => route.fulfill({ json: body as object });
  const list = (items: unknown[]) => reply({ items, next_cursor: null });
  await page.route(`**/conversations/${poisonedChat}/messages*`, list(payloads.flatMap(exchange)));
  await page.route(`**/conversations/${poisonedChat}`, reply(conversation(payloads[0]!, 0)));
  await page.route('**/api/v1/conversations?*', list(payloads.map(conversation)));
  await page.route('**/trash/conversations?*', list(payloads.map(deleted)));
  await page.route(`**/documents/${id(2)}`, reply(document(payloads)));
  await page.route(`**/documents/${id(2)}/pages/*`, route => {
    const number = Number(/pages\/(\d+)/.exec(route.request().url())![1]);
    return reply(pageOf(payloads, number))(route);
  });
}

const conversation = ({ text }: Payload, index: number) => ({
  id: index === 0 ? poisonedChat : id(100_000 + index),
  title: text.slice(0, 200),
  version: 1,
  created_at: asked,
  updated_at: asked,
  match: { message_id: id(1000 + index), role: 'assistant', text },
});

const deleted = (payload: Payload, index: number) => ({
  ...conversation(payload, index),
  deleted_at: asked,
  removed_at: asked,
});

const document = (payloads: Payload[]) => ({
  id: id(2),
  title: payloads[0]!.text,
  file_name: 'poisoned.md',
  library_id: id(4),
  media_type: 'text/markdown',
  byte_size: 1,
  format: 'markdown',
  paged: true,
  progress: null,
  failure: null,
  version: 1,
  status: 'ready',
  page_count: payloads.length,
  chunk_count: 1,
  warnings: [],
  created_at: asked,
});

const pageOf = (payloads: Payload[], number: number) => ({
  document_id: id(2),
  number,
  text: payloads.map(each => each.text).join('\n\n'),
  size: null,
  words: [],
  blocks: [],
  warnings: [{ code: 'x', message: payloads[0]!.text }],
});

const common = {
  conversation_id: poisonedChat,
  status: 'complete',
  run_id: null,
  scope: { library_ids: [], document_ids: [] },
  citations: [],
  proof: null,
  answered_by: null,
  model: null,
  failure: null,
  feedback: null,
  created_at: asked,
};

/** A question, an answer to it, and one that failed. */
const exchange = (payload: Payload, index: number): object[] => [
  { ...common, id: id(500_000 + index), role: 'user', text: payload.text },
  answer(payload, index),
  {
    ...common,
    id: id(900_000 + index),
    role: 'assistant',
    text: '',
    status: 'failed',
    failure: { code: 'x', message: payload.text, next_step: payload.text },
  },
];

function answer({ text }: Payload, index: number): object {
  const problems = [{ code: 'name', message: text }];
  const sentence = {
    start: 0,
    end: text.length,
    verdict: 'unsupported',
    cites: [1],
    problems,
    quotation: null,
  };
  return {
    ...common,
    id: id(1000 + index),
    role: 'assistant',
    text: `${text}\n\nSo it is [1].`,
    answered_by: 'model',
    model: text,
    citations: [citation(text, index)],
    proof: { judged_by: 'rules', note: text, sentences: [sentence] },
  };
}

const citation = (text: string, index: number): object => ({
  index: 1,
  chunk_id: id(3),
  document_id: id(2),
  document_title: text,
  paged: true,
  page_start: 1 + index,
  page_end: 1 + index,
  headings: [text],
  spans: [],
  quote: text,
  state: 'lost',
  reported: null,
});
