import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { QUESTION } from './tenancy.ts';

const transcriptFixture = {
  external_id: 'new',
  started_at: '2026-01-02T03:04:05.000Z',
  turns: [{ speaker: 'agent', text: 'A new turn.' }],
};

/** What a route that changes something is sent; null: no body. A route that is missing here fails the proof. */
export const requestBodies: Record<string, object | null> = {
  'DELETE /api/v1/session': null,
  'POST /api/v1/sign-in-links': null,
  'POST /api/v1/members': { email: 'new@example.test' },
  'PATCH /api/v1/members/:member_id': { role: 'viewer' },
  'DELETE /api/v1/members/:member_id': null,
  'POST /api/v1/members/:member_id/sign-in-links': null,
  'POST /api/v1/shares': {},
  'DELETE /api/v1/shares/:share_id': null,
  // With its name the caller itself would be gone.
  'POST /api/v1/workspace/deletion': { name: 'not its name' },
  // With the right address the caller itself would be gone.
  'POST /api/v1/account/deletion': { email: 'not-theirs@example.test' },
  'POST /api/v1/providers/test': null,
  'POST /api/v1/api-keys': { name: 'A new key', scopes: ['libraries:read'] },
  'DELETE /api/v1/api-keys/:api_key_id': null,
  'POST /api/v1/libraries': { name: 'A new library' },
  'POST /api/v1/libraries/samples': null,
  'PATCH /api/v1/libraries/:library_id': { metadata: { changed: true } },
  'DELETE /api/v1/libraries/:library_id': null,
  'POST /api/v1/libraries/:library_id/documents': { title: 'New', text: 'A new text.' },
  'PATCH /api/v1/documents/:document_id': { title: 'Changed' },
  'DELETE /api/v1/documents/:document_id': null,
  'POST /api/v1/documents/:document_id/restore': null,
  'DELETE /api/v1/trash/documents/:document_id': null,
  'POST /api/v1/documents/:document_id/cancel': null,
  'POST /api/v1/documents/:document_id/retry': null,
  'POST /api/v1/documents/:document_id/chunks': { text: 'A new chunk.' },
  'PATCH /api/v1/chunks/:chunk_id': { text: 'A changed chunk.' },
  'DELETE /api/v1/chunks/:chunk_id': null,
  'POST /api/v1/search': { query: QUESTION },
  'POST /api/v1/conversations': { title: 'A new conversation' },
  'PATCH /api/v1/conversations/:conversation_id': { title: 'Changed' },
  'DELETE /api/v1/conversations/:conversation_id': null,
  'POST /api/v1/conversations/:conversation_id/restore': null,
  'DELETE /api/v1/trash/conversations/:conversation_id': null,
  'PUT /api/v1/messages/:message_id/feedback': { rating: 'down', comment: 'A new comment.' },
  'DELETE /api/v1/messages/:message_id/feedback': null,
  'PUT /api/v1/messages/:message_id/citations/:number/report': { comment: 'A new comment.' },
  'DELETE /api/v1/messages/:message_id/citations/:number/report': null,
  'POST /api/v1/conversations/:conversation_id/messages': { text: QUESTION },
  'POST /api/v1/ask': { text: QUESTION },
  'POST /api/v1/runs/:run_id/cancel': null,
  'POST /api/v1/runs/:run_id/continue': null,
  'POST /api/v1/uploads': null,
  'PATCH /api/v1/uploads/:upload_id': null,
  'DELETE /api/v1/uploads/:upload_id': null,
  'POST /api/v1/transcripts': transcriptFixture,
  // Sent as JSON, it is a file with one conversation.
  'POST /api/v1/transcripts/import': [transcriptFixture],
  'POST /api/v1/transcripts/imports/:import_id/cancel': null,
  'POST /api/v1/transcripts/imports/:import_id/resume': null,
  'POST /api/v1/transcripts/sources': {},
  'POST /api/v1/feature-sources': {},
  'POST /api/v1/transcripts/scorings': { since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' },
  'POST /api/v1/transcripts/scorings/:scoring_id/cancel': null,
  'POST /api/v1/insights': { kind: 'summary' },
  'DELETE /api/v1/insights/:insight_id': null,
  'POST /api/v1/insights/:insight_id/cancel': null,
  'POST /api/v1/insights/:insight_id/retry': null,
  'POST /api/v1/insights/:insight_id/duplicate': null,
  'POST /api/v1/insights/:insight_id/regenerate': null,
  'POST /api/v1/insights/:insight_id/restore': null,
  'DELETE /api/v1/trash/insights/:insight_id': null,
  'POST /api/v1/insight-kinds': { name: 'A new kind', base: 'summary', instructions: 'Be brief.' },
  'PATCH /api/v1/insight-kinds/:insight_kind_id': { instructions: 'Be briefer.' },
  'DELETE /api/v1/insight-kinds/:insight_kind_id': null,
  'POST /api/v1/topics': { name: 'a-new-topic' },
  'POST /api/v1/topics/:topic/events': { events: [{ value: { card_id: 'card-1' } }] },
  'POST /api/v1/topics/:topic/dead-letters/replay': null,
  'POST /api/v1/feature-groups/plan': { groups: [cardPayments] },
  'POST /api/v1/feature-groups/apply': { groups: [cardPayments] },
  'POST /api/v1/feature-groups/:view/backfill': null,
  'POST /api/v1/feature-groups/:view/deploy': { engine: 'embedded' },
  'DELETE /api/v1/feature-groups/:view': null,
  'POST /api/v1/features/:view': { entities: ['card-1'] },
  'POST /api/v1/features/:view/training-set': {
    mode: 'as-of-event',
    labels: [{ entity: 'card-1', at: '2026-01-02T03:04:05.000Z' }],
  },
  'POST /v1/chat/completions': { messages: [{ role: 'user', content: QUESTION }] },
  'POST /v1/embeddings': { input: QUESTION },
  'POST /v1/vector_stores/:vector_store_id/search': { query: QUESTION },
  // What its tools take is probed in tests/scenarios/mcp-client.test.ts.
  'POST /mcp': { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  'DELETE /mcp': null,
};

/** Path parameters that name no row by id. */
export const plainParameters: Record<string, string> = { number: '1', entity: 'card-1' };

/** Routes anyone may call; a further one under /api/v1, /v1 or /mcp fails the proof until it stands here. */
export const publicRoutes = new Set([
  'POST /api/v1/session',
  'POST /api/v1/shares/open',
  'POST /api/v1/deletions/open',
]);

/** Streams without an end, which no probe can wait for; tests/scenarios/updates.test.ts reads them as another tenant. */
export const endlessRoutes = new Set(['GET /api/v1/updates']);
