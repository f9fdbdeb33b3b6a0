import { request } from './request.ts';

export interface Session {
  user: { id: string; email: string; name: string };
  tenant: { id: string; name: string };
  role: 'owner' | 'member' | 'viewer';
  scopes: string[];
}

export const findSession = (signal?: AbortSignal) => request<Session>('/session', { signal });

/** Trades the token of a sign-in link for a cookie. A link works once: `link-used`, `link-expired`. */
export const openSession = (token: string) =>
  request<Session>('/session', { method: 'POST', body: { token } });

export const closeSession = () => request<void>('/session', { method: 'DELETE' });
