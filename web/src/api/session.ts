import { request } from './request.ts';

export interface Session {
  user: { id: string; email: string; name: string };
  tenant: { id: string; name: string };
  role: 'owner' | 'member' | 'viewer';
  scopes: string[];
}

declare global {
  /** Asked for by before-the-page.js. */
  var quarrySession: Promise<Response> | undefined;
}

/** The first time it is the answer that was under way before the page. */
export function findSession(signal?: AbortSignal): Promise<Session> {
  const early = globalThis.quarrySession;
  globalThis.quarrySession = undefined;
  return request<Session>('/session', { signal, early });
}

/** Trades the token of a sign-in link for a cookie. A link works once: `link-used`, `link-expired`. */
export const openSession = (token: string) =>
  request<Session>('/session', { method: 'POST', body: { token } });

export const closeSession = () => request<void>('/session', { method: 'DELETE' });
