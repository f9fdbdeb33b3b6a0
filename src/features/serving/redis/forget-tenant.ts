import type { Redis } from 'ioredis';

/** Every key of a tenant, whatever group it was of. @returns how many there were. */
export async function forgetTenant(redis: Redis, tenantId: string): Promise<number> {
  let count = 0;
  const match = `quarry:${tenantId}/*`;
  for await (const keys of redis.scanStream({ match, count: 1_000 }) as AsyncIterable<string[]>)
    if (keys.length > 0) count += await redis.unlink(...keys);
  return count;
}
