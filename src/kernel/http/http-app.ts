import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { CursorSigner } from './cursor.ts';
import type { EventStreams } from './event-streams.ts';
import type { RouteTable } from './route-table.ts';

/** Where a room hangs its routes: Fastify, with parameters, bodies and replies typed by their zod schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call this route: the caller's credential must carry it. */
    permission?: string;
    /** The API key may also come as the password of HTTP's basic authentication. */
    acceptsBasic?: true;
    /** Anyone may call this route. A route with neither this nor a permission refuses to start. */
    public?: true;
    /** Answered also while the server refuses others because it has too much to do. */
    urgent?: true;
    /** Takes a secret from whoever calls: too many wrong ones from one address are refused unread. */
    guessable?: true;
    /** What the audit log says of a read, such as `conversation.exported`; changes are seen by the database. */
    audits?: string;
    /** Media types of a reply that no schema describes: files and event streams. */
    sends?: readonly string[];
  }

  interface FastifyInstance {
    cursors: CursorSigner;
    eventStreams: EventStreams;
    routeTable: RouteTable;
  }

  interface FastifyRequest {
    /** Whose request this is, once its credential was accepted. Cursors are bound to it. */
    tenantId: string | null;
  }
}
