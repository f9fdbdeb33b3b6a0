import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import type { Principal } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { findTopicEnds } from '../kafka/topic-ends.ts';
import type { Schemas } from '../schemas/open-schemas.ts';
import type { GroupScope } from '../tiles/queries.ts';
import { OWN_TOPICS } from './clean-events.ts';
import { changeEngine, deployGroup } from './deploy-group.ts';
import { brokersOf, flinkOf } from './stream-settings.ts';
import type { StreamSettings } from './stream-settings.ts';

export interface EngineDeps {
  db: Database;
  schemas: Schemas;
  streams: StreamSettings;
}

/**
 * Lets another engine compute a group from now on; all is computed anew from the beginning of its topic.
 * @returns Flink's job, if that is it @throws EngineMissing, FlinkRefused, InvalidInput
 */
export async function deployTo(
  scope: GroupScope & { topic: string },
  {
    engine,
    from,
    principal,
    ...deps
  }: EngineDeps & { engine: 'embedded' | 'kafka' | 'flink'; from?: string; principal: Principal },
): Promise<string | null> {
  const { db, streams } = deps;
  if (engine !== 'embedded' && scope.topic.startsWith(OWN_TOPICS))
    throw new InvalidInput(`Topics that begin with ${OWN_TOPICS} are Quarry’s own.`, {
      nextStep: 'Let the group read another topic.',
    });
  if (engine === 'flink') {
    const brokers = brokersOf(streams);
    const registry = await registryFor(principal, scope, deps);
    return await deployGroup(scope, { ...deps, ...flinkOf(streams), ...registry, brokers, from });
  }
  // A topic that is not there is told now, and not by a group that stands still.
  if (engine === 'kafka') await findTopicEnds(brokersOf(streams), scope.topic);
  await changeEngine(db, { ...scope, engine });
  return null;
}

/** Flink gets a key of its own, which may read what whoever deploys may read of features. */
async function registryFor(
  { tenantId, userId, scopes }: Principal,
  { name, version }: GroupScope,
  { db, streams }: EngineDeps,
): Promise<{ registryUrl: string; registryCredentials?: string }> {
  if (streams.schemaRegistryUrl !== undefined) return partsOf(streams.schemaRegistryUrl);
  const { secret } = await createApiKey(db, {
    tenantId,
    userId,
    name: `Flink: ${name}@${version}, ${createId().slice(-6)}`,
    scopes: ['features:read'],
    mayGrant: scopes,
  });
  return { registryUrl: streams.ownRegistryUrl, registryCredentials: `quarry:${secret}` };
}

function partsOf(registryUrl: string): { registryUrl: string; registryCredentials?: string } {
  const url = new URL(registryUrl);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = url.password = '';
  return { registryUrl: url.href, registryCredentials: credentials === ':' ? undefined : credentials };
}
