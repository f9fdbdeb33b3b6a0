import type { FastifyRequest } from 'fastify';
import { Unauthenticated } from '#kernel/errors/common-errors.ts';
import type { Permission, Role } from './permissions.ts';

/** Who a request speaks for. The tenant comes from here and never from the request. */
export interface Principal {
  tenantId: string;
  userId: string;
  role: Role;
  /** What this credential may do: never more than the role. */
  scopes: readonly Permission[];
  credential: { kind: 'session' | 'api-key'; id: string };
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** @throws Unauthenticated on a public route that nobody signed in to. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Unauthenticated();
  return request.principal;
}
