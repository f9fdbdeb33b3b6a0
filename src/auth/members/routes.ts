import { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { principalOf } from '../principal.ts';
import { changeRole, removeMember } from './change-member.ts';
import { createMemberLink, inviteMember } from './invite-member.ts';
import { memberChange, memberInput, memberSchema, presentMember } from './member-schema.ts';
import { listMemberRows } from './queries.ts';

const config = { permission: 'members:manage' };
const params = z.object({ member_id: pathId('member') });
const link = {
  token: z.string().describe('Goes behind `/sign-in#token=` of the web app; works once, for a day.'),
};

export function memberRoutes(app: HttpApp, { db }: { db: Database }): void {
  mountCollection(app, db);
  mountItem(app, db);
}

function mountCollection(app: HttpApp, db: Database): void {
  app.get(
    '/members',
    { config, schema: { querystring: pageQuery, response: { 200: pageSchema(memberSchema) } } },
    async request => {
      const page = agePageOf(request);
      const rows = await withTransaction(db, principalOf(request), tx => listMemberRows(tx, page));
      return pageOf(request, rows, { limit: page.limit, present: presentMember });
    },
  );

  app.post(
    '/members',
    {
      config,
      schema: { body: memberInput, response: { 201: memberSchema.extend(link).meta({ id: 'NewMember' }) } },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const member = await inviteMember(db, { tenantId, ...request.body });
      return reply.code(201).send({ ...presentMember(member), token: member.token });
    },
  );
}

function mountItem(app: HttpApp, db: Database): void {
  app.patch(
    '/members/:member_id',
    { config, schema: { params, body: memberChange, response: { 200: memberSchema } } },
    async request => {
      const { tenantId } = principalOf(request);
      const { role } = request.body;
      return presentMember(await changeRole(db, { tenantId, id: request.params.member_id, role }));
    },
  );

  app.delete(
    '/members/:member_id',
    { config, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      await removeMember(db, { tenantId, id: request.params.member_id });
      return reply.code(204).send();
    },
  );

  app.post(
    '/members/:member_id/sign-in-links',
    { config, schema: { params, response: { 201: z.object(link) } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      return reply.code(201).send(await createMemberLink(db, { tenantId, id: request.params.member_id }));
    },
  );
}
