import type { Database } from '#kernel/db/database.ts';
import { WakeUp } from '#kernel/jobs/wake-up.ts';

export interface Change {
  kind: string;
  id: string;
}

export interface Reader {
  tenantId: string;
  userId: string;
  scopes: readonly string[];
}

/** What one must be allowed to read to hear that it changed. */
const permissionsByKind = new Map([
  ['document', 'documents:read'],
  ['conversation', 'chat:read'],
  ['insight', 'insights:read'],
  ['import', 'transcripts:read'],
  ['scoring', 'transcripts:read'],
]);

/** Work that commits often is told of a few times a second. */
const GATHER_MS = 150;

/**
 * What changed, in bundles, until `signal` fires. Says which things changed and not how: whoever listens reads them
 * again, with their own rights. A notification can be lost with its connection, so listeners also look by themselves.
 */
export async function* followChanges(
  db: Database,
  reader: Reader,
  signal: AbortSignal,
): AsyncGenerator<Change[]> {
  const bell = new WakeUp();
  let gathered = new Map<string, Change>();
  await using _listening = await db.listen('quarry_change', payload => {
    const change = readChange(payload, reader);
    if (change === undefined) return;
    gathered.set(payload, change);
    if (gathered.size === 1) setTimeout(() => bell.ring(), GATHER_MS);
  });
  signal.addEventListener('abort', () => bell.ring(), { once: true });
  yield [];
  while (!signal.aborted) {
    await bell.wait();
    const changes = [...gathered.values()];
    gathered = new Map();
    if (changes.length > 0) yield changes;
  }
}

/** Undefined for what this reader must not hear of. */
function readChange(payload: string, { tenantId, userId, scopes }: Reader): Change | undefined {
  const [tenant, kind = '', id = '', owner = userId] = payload.split(' ');
  const permission = permissionsByKind.get(kind);
  if (tenant !== tenantId || owner !== userId) return undefined;
  return permission !== undefined && scopes.includes(permission) ? { kind, id } : undefined;
}
