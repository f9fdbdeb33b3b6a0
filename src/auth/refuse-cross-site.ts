import type { FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors/app-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

class CrossSite extends AppError {
  constructor() {
    super('This change was not sent by the page of this server.', {
      code: 'cross-site',
      status: 403,
      nextStep: 'Do it on the page itself, or send an API key instead of the cookie.',
    });
  }
}

/**
 * A browser adds the cookie to whatever any site makes it send, so a change needs proof that our own page sent it.
 * @throws CrossSite, also when nothing tells where it comes from.
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (SAFE_METHODS.has(request.method)) return;
  if (originOf(request) !== 'own') throw new CrossSite();
}

/** For signing in, which needs no cookie: programs may do it, foreign pages may not. */
export async function refuseForeignOrigin(request: FastifyRequest): Promise<void> {
  if (originOf(request) === 'foreign') throw new CrossSite();
}

/** Browsers set both headers themselves and let no page change them (Fetch Metadata; Origin, RFC 6454). */
function originOf(request: FastifyRequest): 'own' | 'foreign' | 'unknown' {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'own' : 'foreign';
  const { origin } = request.headers;
  if (origin === undefined) return 'unknown';
  return URL.parse(origin)?.host === request.headers.host ? 'own' : 'foreign';
}
