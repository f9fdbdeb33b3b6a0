import { createId } from '#kernel/ids.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

/** Who else may in, and a link for a stranger: a member beside the owner, and a shared conversation. */
export async function createAccess(
  user: TestUser,
  { marker, conversationId }: { marker: string; conversationId: string },
): Promise<Record<string, string>> {
  const create = async (url: string, body: object) =>
    (await user.call('POST', url, body)).json<{ id: string }>().id;
  return {
    member_id: await create('/members', { email: `${createId()}@example.test`, name: marker }),
    share_id: await create('/shares', { conversation_id: conversationId }),
    target_id: conversationId,
    subject_id: conversationId,
  };
}
