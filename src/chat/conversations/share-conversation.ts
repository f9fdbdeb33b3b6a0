import { z } from 'zod';
import type { ShareKind } from '#auth/shares/share-kind.ts';
import type { Database } from '#kernel/db/database.ts';
import { presentSharedCitation, sharedCitationSchema } from '../citations/shared-citation.ts';
import { sentenceProofSchema } from '../proof/proof-schema.ts';
import type { CheckedMessage } from './check-messages.ts';
import { getConversation } from './get-conversation.ts';
import { listMessages } from './list-messages.ts';
import { presentMessage } from './message-schema.ts';

/** A stranger's page is one reply: of longer conversations it shows the beginning. */
const MAX_MESSAGES = 200;

const sharedMessage = z.object({
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  status: z.string(),
  answered_by: z.string().nullable(),
  model: z.string().nullable(),
  citations: z.array(sharedCitationSchema),
  proof: z
    .object({ judged_by: z.string(), note: z.string().nullable(), sentences: z.array(sentenceProofSchema) })
    .nullable(),
  created_at: z.string(),
});

const schema = z
  .object({ messages: z.array(sharedMessage), is_cut: z.boolean().describe('There are more messages.') })
  .meta({ id: 'SharedConversation' });

/** A conversation for whoever holds a link to it: its words and quotations, and no way to the documents themselves. */
export const shareConversation = (db: Database): ShareKind => ({
  kind: 'conversation',
  schema,
  async read({ id, ...owner }) {
    const { title } = await getConversation(db, { ...owner, id });
    const rows = await listMessages(db, { ...owner, conversationId: id, limit: MAX_MESSAGES });
    const messages = rows.slice(0, MAX_MESSAGES).map(presentShared);
    return { title, content: { messages, is_cut: rows.length > MAX_MESSAGES } };
  },
});

function presentShared(row: CheckedMessage): z.output<typeof sharedMessage> {
  const { role, text, status, answered_by, model, proof, created_at, citations } = presentMessage(row);
  return {
    role,
    text,
    status,
    answered_by,
    model,
    proof,
    created_at,
    citations: citations.map(presentSharedCitation),
  };
}
