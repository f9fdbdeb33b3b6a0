import { expect, test } from 'vitest';
import { planDistribution } from './plan-distribution.ts';
import type { Table } from './plan-distribution.ts';

const unique = (name: string, ...columns: string[]) => ({ kind: 'unique' as const, name, columns });
const foreign = (references: string, ...columns: string[]) => ({
  kind: 'foreign' as const,
  name: `to_${references}`,
  columns,
  references,
});

const tables: Table[] = [
  {
    name: 'chunks',
    columns: ['tenant_id', 'id', 'document_id'],
    keys: [unique('chunks_pkey', 'tenant_id', 'id'), foreign('documents', 'tenant_id', 'document_id')],
  },
  {
    name: 'documents',
    columns: ['tenant_id', 'id'],
    keys: [unique('documents_pkey', 'tenant_id', 'id'), foreign('tenants', 'tenant_id')],
  },
  {
    name: 'sessions',
    columns: ['tenant_id', 'hash'],
    keys: [unique('s', 'hash'), foreign('users', 'user_id')],
  },
  { name: 'users', columns: ['tenant_id', 'id'], keys: [unique('users_pkey', 'tenant_id', 'id')] },
  { name: 'tenants', columns: ['id'], keys: [unique('tenants_pkey', 'id')] },
];
const wide = new Set(['sessions', 'tenants']);

test('parents come before what refers to them, and what a reference table needs stands on every node', () => {
  const plan = planDistribution(tables, wide);
  expect(plan).toEqual({
    reference: ['users', 'sessions', 'tenants'],
    distributed: ['documents', 'chunks'],
    breaches: [],
  });
});

test('a key that does not begin with the tenant, and a table without one, are told', () => {
  const planted = [
    ...tables,
    { name: 'links', columns: ['tenant_id', 'slug'], keys: [unique('links_by_slug', 'slug', 'tenant_id')] },
    { name: 'notes', columns: ['id'], keys: [unique('notes_pkey', 'id')] },
    { name: 'marks', columns: ['tenant_id', 'chunk_id'], keys: [foreign('chunks', 'chunk_id')] },
  ];
  expect(planDistribution(planted, wide).breaches).toEqual([
    'links: the key links_by_slug (slug, tenant_id) does not begin with tenant_id',
    'notes has no tenant_id',
    'marks: the key to_chunks (chunk_id) does not begin with tenant_id',
  ]);
});
