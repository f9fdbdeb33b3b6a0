import type { FastifyReply } from 'fastify';
import { onceThrough } from '#kernel/http/once-through.ts';
import { TokenBuckets } from '#kernel/limits/token-buckets.ts';
import { TooManyRequests } from './too-many-requests.ts';

export interface TenantLimits {
  /** What a tenant may send each second for long, and four seconds' worth of it at once. */
  requestsPerSecond: number;
  /** Requests of a tenant at work at once in this process; event streams that are open do not count. */
  maxRequests: number;
}

const BURST_SECONDS = 4;

/** So that one tenant, however busy, leaves room for the others. Counts in the memory of this process. */
export class TenantGate {
  readonly #buckets: TokenBuckets;
  readonly #maxRequests: number;
  readonly #atWork = new Map<string, number>();

  constructor({ requestsPerSecond, maxRequests }: TenantLimits) {
    this.#buckets = new TokenBuckets({
      perSecond: requestsPerSecond,
      burst: requestsPerSecond * BURST_SECONDS,
    });
    this.#maxRequests = maxRequests;
  }

  /** Lets a request of this tenant in until its reply is through. @throws TooManyRequests */
  enter(tenantId: string, reply: FastifyReply): void {
    const { burst, perSecond } = this.#buckets;
    const waitMs = this.#buckets.take(tenantId);
    if (waitMs > 0)
      throw new TooManyRequests(
        'Your workspace sends more requests than it may.',
        { policy: 'tenant', burst, perSecond },
        waitMs,
      );
    const atWork = this.#atWork.get(tenantId) ?? 0;
    if (atWork >= this.#maxRequests)
      throw new TooManyRequests(
        'Your workspace has too many requests under way.',
        { policy: 'tenant-at-once', burst: this.#maxRequests },
        1_000,
      );
    this.#atWork.set(tenantId, atWork + 1);
    onceThrough(reply, () => this.#leave(tenantId));
  }

  #leave(tenantId: string): void {
    const others = this.#atWork.get(tenantId)! - 1;
    if (others === 0) this.#atWork.delete(tenantId);
    else this.#atWork.set(tenantId, others);
  }
}
