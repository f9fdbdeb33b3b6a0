import { request } from './request.ts';
import type { Page } from './request.ts';

export interface ApiKey {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

export type Role = 'owner' | 'member' | 'viewer';

export interface Member {
  id: string;
  email: string;
  name: string;
  role: Role;
  created_at: string;
  last_seen_at: string | null;
}

export interface ProviderCheck {
  name: string;
  status: 'ok' | 'note' | 'problem';
  detail: string;
  next_step: string | null;
}

export const listApiKeys = (signal?: AbortSignal) =>
  request<Page<ApiKey>>('/api-keys', { query: { limit: 200 }, signal });

/** The secret is in this reply and never again. */
export const createApiKey = (key: { name: string; scopes?: string[]; expires_at?: string }) =>
  request<ApiKey & { secret: string }>('/api-keys', { method: 'POST', body: key });

export const deleteApiKey = (id: string) => request<void>(`/api-keys/${id}`, { method: 'DELETE' });

export const listMembers = (signal?: AbortSignal) =>
  request<Page<Member>>('/members', { query: { limit: 200 }, signal });

export const inviteMember = (member: { email: string; name: string; role: Role }) =>
  request<Member & { token: string }>('/members', { method: 'POST', body: member });

export const changeRole = (id: string, role: Role) =>
  request<Member>(`/members/${id}`, { method: 'PATCH', body: { role } });

export const removeMember = (id: string) => request<void>(`/members/${id}`, { method: 'DELETE' });

export const createMemberLink = (id: string) =>
  request<{ token: string }>(`/members/${id}/sign-in-links`, { method: 'POST' });

export const testProviders = () => request<{ items: ProviderCheck[] }>('/providers/test', { method: 'POST' });
