import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../db/database.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { createId } from '../ids.ts';
import { Claim, LEASE_MS } from './claim.ts';
import { InvalidKey, KeyReused, RequestInFlight } from './idempotency-errors.ts';
import { findClaim, insertClaim } from './queries.ts';
import type { ClaimRow, KeyOfRequest, StoredReply } from './queries.ts';

export interface ActOnceOptions<Body> {
  db: Database;
  tenantId: string;
  userId: string;
  /** What tells this request from others of its route: the parsed body, or the hash of an upload. */
  body: unknown;
  /**
   * Does the work and gives the reply's body; status and headers are set on `reply`. Undefined: it sent the reply itself,
   * as a stream. It calls `claim.finish(tx, id)` in the transaction of the effect.
   */
  act(claim: Claim | undefined): Promise<Body>;
  /** Answers a repetition whose first reply is not stored: from what the effect made. */
  replay(effectId: string | undefined): Promise<Body>;
  /** Whether a stored reply is what this repetition wants; else it is answered by `replay`. */
  takesStored?: boolean;
}

const KEPT_HEADERS = ['etag', 'location'];
const REPLAYED = 'idempotent-replayed';

/**
 * `Idempotency-Key`: a repetition of a request with its key is answered as the first one was and has no effect.
 * Without the header the work is simply done.
 * @throws InvalidKey, KeyReused (422), RequestInFlight (409)
 */
export async function actOnce<Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ActOnceOptions<Body>,
): Promise<Body> {
  const key = readKey(request);
  if (key === undefined) return options.act(undefined);
  const { db, tenantId, userId } = options;
  const fingerprint = fingerprintOf(request, options.body);
  const holder = createId();
  const keyOfRequest: KeyOfRequest = { tenantId, userId, key };
  const present = await withTransaction(db, { tenantId }, async tx =>
    (await insertClaim(tx, { ...keyOfRequest, fingerprint, holder, leaseMs: LEASE_MS }))
      ? undefined
      : ((await findClaim(tx, keyOfRequest)) ?? inFlight()),
  );
  if (present !== undefined) return replay(reply, options, judge(present, fingerprint));
  return actWith(request, reply, options, new Claim(db, { ...keyOfRequest, holder }));
}

async function actWith<Body>(
  request: FastifyRequest,
  reply: FastifyReply,
  options: ActOnceOptions<Body>,
  claim: Claim,
): Promise<Body> {
  using _kept = claim.keep();
  try {
    const body = await options.act(claim);
    if (body !== undefined) await keep(request, reply, claim, body);
    return body;
  } catch (error) {
    await abandon(request, claim);
    throw error;
  }
}

/** What cannot be given back, as to a database that is away, comes free when nobody keeps it any more. */
async function abandon(request: FastifyRequest, claim: Claim): Promise<void> {
  try {
    await claim.abandon();
  } catch (error) {
    request.log.warn({ err: error }, 'the key of a failed request was not given back');
  }
}

/** A reply that cannot be kept is still a reply: a repetition is then answered from what the effect made. */
async function keep(
  request: FastifyRequest,
  reply: FastifyReply,
  claim: Claim,
  body: unknown,
): Promise<void> {
  try {
    await claim.keepReply({ status: reply.statusCode, headers: keptHeaders(reply), body });
  } catch (error) {
    request.log.warn({ err: error }, 'the reply to a request with a key was not kept');
  }
}

async function replay<Body>(
  reply: FastifyReply,
  options: ActOnceOptions<Body>,
  present: ClaimRow,
): Promise<Body> {
  void reply.header(REPLAYED, 'true');
  const { reply: stored, effect_id: effectId } = present;
  if (stored === null || options.takesStored === false) return options.replay(effectId ?? undefined);
  void reply.code(stored.status).headers(stored.headers);
  return stored.body as Body;
}

function judge(present: ClaimRow, fingerprint: Buffer): ClaimRow {
  if (!present.fingerprint.equals(fingerprint)) throw new KeyReused();
  if (present.state === 'claimed') throw new RequestInFlight();
  return present;
}

function inFlight(): never {
  throw new RequestInFlight();
}

function readKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw new InvalidKey();
  return key;
}

/** The same body in another order of its fields is the same request. */
function fingerprintOf(request: FastifyRequest, body: unknown): Buffer {
  const path = request.url.split('?')[0];
  return createHash('sha256')
    .update(JSON.stringify([request.method, path, sorted(body)]))
    .digest();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}

function keptHeaders(reply: FastifyReply): StoredReply['headers'] {
  const kept = KEPT_HEADERS.flatMap(name => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return Object.fromEntries(kept);
}
