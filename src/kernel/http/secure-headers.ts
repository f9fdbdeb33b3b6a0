import helmet from '@fastify/helmet';
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
  });
}
