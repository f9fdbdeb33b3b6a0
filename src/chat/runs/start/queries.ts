import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { findingScope } from '#knowledge/search/resolve-scope.ts';
import type { FoundScope } from '#knowledge/search/resolve-scope.ts';
import { lease } from '../queries.ts';
import type { NewRun } from '../queries.ts';
import { firstPart } from '../run-part.ts';

export interface QuestionToStore extends NewRun {
  userId: string;
  /** For a conversation that has none. */
  title: string;
  /** The conversation is made along with it. */
  isFirst: boolean;
}

export interface StoredQuestion extends FoundScope {
  has_conversation: boolean;
  /** False when another run of the conversation still writes, or the scope is not whole: then nothing was stored. */
  has_run: boolean;
}

/** The question, the empty answer, its run and the beginning of its log, all or nothing, as one statement. */
export function storeQuestion(question: QuestionToStore): RawBuilder<StoredQuestion> {
  const { tenantId, scope } = question;
  const asked = { tenantId, libraryIds: scope.library_ids, documentIds: scope.document_ids };
  const isEverything = asked.libraryIds.length === 0 && asked.documentIds.length === 0;
  const found = isEverything
    ? sql`select '{}'::uuid[] as library_ids, '[]'::jsonb as documents`
    : findingScope(asked);
  return sql<StoredQuestion>`
    with scope as materialized (select found.*, ${isWhole(asked)} as is_whole from (${found}) as found),
    conversation as (${conversationOf(question)}),
    run as (${runOf(question)}
      on conflict (tenant_id, conversation_id) where state = 'streaming' do nothing returning tenant_id, id),
    messages as (${messagesOf(question)}),
    parts as (insert into run_parts (tenant_id, run_id, seq, part)
      select run.tenant_id, run.id, 1, ${JSON.stringify(firstPart(question))}::json from run),
    titled as (${titleOf(question)})
    select scope.library_ids, scope.documents, exists (select from conversation) as has_conversation, exists (select from run) as has_run from scope`;
}

/** One that is there already is locked against a second question at the same time. */
function conversationOf({ tenantId, userId, conversationId, title, isFirst }: QuestionToStore) {
  return isFirst
    ? sql`insert into conversations (tenant_id, id, user_id, title)
        select ${tenantId}::uuid, ${conversationId}::uuid, ${userId}::uuid, ${title} from scope where is_whole
        returning id, title`
    : sql`select id, title from conversations where tenant_id = ${tenantId}::uuid and id = ${conversationId}::uuid
        and user_id = ${userId}::uuid for no key update`;
}

const runOf = ({ tenantId, runId, messageId, holder }: QuestionToStore) =>
  sql`insert into runs (tenant_id, id, conversation_id, message_id, holder, lease_expires_at, last_seq)
    select ${tenantId}::uuid, ${runId}::uuid, conversation.id, ${messageId}::uuid, ${holder}::uuid, ${lease}, 1
    from conversation, scope where is_whole`;

const messagesOf = ({
  tenantId,
  conversationId,
  userMessageId,
  messageId,
  question,
  scope,
}: QuestionToStore) =>
  sql`insert into messages (tenant_id, conversation_id, scope, id, role, text, status)
    select ${tenantId}::uuid, ${conversationId}::uuid, ${JSON.stringify(scope)}::jsonb, m.id, m.role, m.text, m.status
    from run, (values (${userMessageId}::uuid, 'user', ${question}::text, 'complete'),
      (${messageId}::uuid, 'assistant', '', 'streaming')) as m (id, role, text, status)`;

const titleOf = ({ tenantId, title, isFirst }: QuestionToStore) =>
  isFirst
    ? sql`select`
    : sql`update conversations c set title = ${title}, version = c.version + 1, updated_at = now()
        from run, conversation where c.tenant_id = ${tenantId}::uuid and c.id = conversation.id and conversation.title = ''`;

/** Whether all that is asked for was found: the rule of `checkScope`, which then says what is missing. */
function isWhole({ libraryIds, documentIds }: { libraryIds: string[]; documentIds: string[] }) {
  const countOf = (ids: string[]): number => new Set(ids.map(id => id.toLowerCase())).size;
  return sql`(${countOf(libraryIds)}::integer = 0 or cardinality(found.library_ids) >= ${countOf(libraryIds)}::integer)
    and (select count(*) from jsonb_to_recordset(found.documents) as d (library_id uuid)
      where d.library_id = any (found.library_ids)) >= ${countOf(documentIds)}::integer`;
}
