import { RememberedPrincipals } from '#auth/remembered-principals.ts';
import { createSecret, hashSecret } from '#auth/secrets.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { deleteWorkspaceJob } from './delete-workspace-job.ts';
import { deleteCredentials, findTenantName, insertDeletion } from './queries.ts';

/**
 * Shuts a workspace and begins to delete it. @returns the secret of the receipt, the only way to it from then on.
 * @throws InvalidInput when `name` is not the workspace's.
 */
export async function requestDeletion(
  { db, jobs }: { db: Database; jobs: JobQueue },
  { tenantId, name }: { tenantId: string; name: string },
): Promise<string> {
  const [id, secret] = [createId(), createSecret()];
  await withTransaction(db, { tenantId, settings: { 'app.erasing': 'on' } }, async tx => {
    if ((await findTenantName(tx)) !== name) throw new NotItsName();
    await insertDeletion(tx, { id, secretHash: hashSecret(secret), tenantId });
    await deleteCredentials(tx);
    await jobs.enqueue(tx, deleteWorkspaceJob, { deletionId: id }, { id });
  });
  RememberedPrincipals.of(db).forget();
  return secret;
}

class NotItsName extends InvalidInput {
  constructor() {
    super('This is not the name of your workspace.', {
      fields: [{ path: 'body.name', message: 'must be the name of the workspace' }],
      nextStep: 'Read it at /api/v1/session and send it exactly.',
    });
  }
}
