import { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { principalOf } from '../principal.ts';
import { apiKeyInput, apiKeySchema, newApiKeySchema, presentApiKey } from './api-key-schema.ts';
import { createApiKey } from './create-api-key.ts';
import { deleteApiKey } from './delete-api-key.ts';
import { getApiKey } from './get-api-key.ts';
import { listApiKeys } from './list-api-keys.ts';

const params = z.object({ api_key_id: pathId('API key') });
const config = { permission: 'keys:manage' };

export function apiKeyRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/api-keys',
    { config, schema: { querystring: pageQuery, response: { 200: pageSchema(apiKeySchema) } } },
    async request => {
      const page = agePageOf(request);
      const { tenantId } = principalOf(request);
      const rows = await listApiKeys(db, { tenantId, ...page });
      return pageOf(request, rows, { limit: page.limit, present: presentApiKey });
    },
  );

  app.post(
    '/api-keys',
    { config, schema: { body: apiKeyInput, response: { 201: newApiKeySchema } } },
    async (request, reply) => {
      const { name, scopes, expires_at: expiresAt } = request.body;
      const { tenantId, userId, scopes: mayGrant } = principalOf(request);
      const key = await createApiKey(db, { tenantId, userId, name, scopes, mayGrant, expiresAt });
      return reply.code(201).send({ ...presentApiKey(key), secret: key.secret });
    },
  );

  app.get(
    '/api-keys/:api_key_id',
    { config, schema: { params, response: { 200: apiKeySchema } } },
    async request => {
      const { tenantId } = principalOf(request);
      return presentApiKey(await getApiKey(db, { tenantId, id: request.params.api_key_id }));
    },
  );

  app.delete(
    '/api-keys/:api_key_id',
    { config, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      await deleteApiKey(db, { tenantId, id: request.params.api_key_id });
      return reply.code(204).send();
    },
  );
}
