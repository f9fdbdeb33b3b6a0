import type { OutgoingHttpHeader } from 'node:http';
import helmet from '@fastify/helmet';
import type { FastifyReply } from 'fastify';
import type { HttpApp } from './http-app.ts';

/** No foreign code, no inline code, no framing. Inline styles stay: components that place menus need them. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    scriptSrcAttr: ["'none'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    workerSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

export async function secureHeaders(app: HttpApp): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy,
    // Over plain HTTP browsers ignore it; over HTTPS it may not bind subdomains that are not ours.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    global: false,
  });
  // They are the same for every reply, and it would put them together anew for each.
  let headers: [name: string, value: OutgoingHttpHeader][] | undefined;
  app.addHook('onRequest', (_request, reply, done) => {
    headers ??= headersOf(reply);
    for (const [name, value] of headers) reply.raw.setHeader(name, value as string);
    done();
  });
}

/** What helmet sets. Nothing else stands on the raw reply yet. */
function headersOf(reply: FastifyReply): [name: string, value: OutgoingHttpHeader][] {
  void reply.helmet();
  return Object.entries(reply.raw.getHeaders()) as [string, OutgoingHttpHeader][];
}
