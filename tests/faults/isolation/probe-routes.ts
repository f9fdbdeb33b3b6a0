import { createId } from '#kernel/ids.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Reply } from '#tests/support/open-test-api.ts';
import { comparable } from './comparable.ts';
import { keyOf, listProbes } from './list-probes.ts';
import type { Probe } from './list-probes.ts';
import type { Target } from './open-target.ts';
import { sendProbe, singular, unknownParameters } from './send-probe.ts';
import type { Tenancy } from './tenancy.ts';

export interface Findings {
  probes: number;
  /** One sentence each. */
  leaks: string[];
}

/** Every route, every place an id can stand: the other tenant's id must answer exactly like one that never was. */
export async function probeRoutes(target: Target, caller: Tenancy, victim: Tenancy): Promise<Findings> {
  const { probes, gaps } = listProbes(target.app.routeTable.list());
  const leaks = [...gaps];
  for (const probe of probes) {
    const unknown = unknownParameters(probe, caller);
    if (unknown.length > 0) leaks.push(`${describe(probe)}: no fixture for ${unknown.join(', ')}`);
    else leaks.push(...(await tryProbe(target, probe, caller, victim)));
  }
  return { probes: probes.length, leaks };
}

async function tryProbe(target: Target, probe: Probe, caller: Tenancy, victim: Tenancy): Promise<string[]> {
  const [value, nothing] = await valuesFor(probe, victim);
  if (value === undefined) return [`${describe(probe)}: the fixture has no second page`];
  const foreign = await sendProbe(probe, caller, value);
  await untilRunsEnd(target, caller);
  const missing = await sendProbe(probe, caller, nothing);
  await untilRunsEnd(target, caller);
  return judge(probe, foreign, missing, { victim, sent: value }).map(leak => `${describe(probe)}: ${leak}`);
}

/** The other tenant's id or cursor, and one that belongs to nobody. */
async function valuesFor(probe: Probe, victim: Tenancy): Promise<[string | undefined, string]> {
  if (probe.place === 'none') return ['', ''];
  if (probe.place !== 'cursor') return [victim.ids[singular(probe.name)], createId()];
  const { next_cursor: cursor } = (
    await sendProbe({ ...probe, place: 'query', name: 'limit' }, victim, '1')
  ).json<{ next_cursor?: string }>();
  return [cursor ?? undefined, 'bm9ib2R5J3M'];
}

function judge(
  { place }: Probe,
  foreign: Reply,
  missing: Reply,
  { victim, sent }: { victim: Tenancy; sent: string },
): string[] {
  const found: string[] = [];
  const [theirs, nobodys] = [comparable(foreign), comparable(missing)];
  if (theirs !== nobodys) found.push(`the other’s answers ${theirs}, nobody’s ${nobodys}`);
  if (foreign.body.includes(victim.marker)) found.push('shows the other’s words');
  const ids = Object.values(victim.ids).filter(id => id !== sent);
  if ([...ids, victim.tenantId, victim.userId].some(id => foreign.body.includes(id))) {
    found.push('shows the other’s ids');
  }
  if (foreign.statusCode >= 500) found.push(`answers ${foreign.statusCode}`);
  if (place === 'path' && foreign.statusCode !== 404) found.push(`answers ${foreign.statusCode}, not 404`);
  if (place === 'cursor' && foreign.statusCode !== 400) found.push(`answers ${foreign.statusCode}, not 400`);
  return found;
}

/** An answer that is still written would refuse the next question, and that is not what is asked here. */
async function untilRunsEnd({ context: { db } }: Target, { tenantId }: Tenancy): Promise<void> {
  const streaming = () =>
    withTransaction(db, { tenantId }, tx =>
      tx.selectFrom('runs').select('id').where('state', '=', 'streaming').execute(),
    );
  while ((await streaming()).length > 0);
}

const describe = ({ route, place, name }: Probe): string =>
  `${keyOf(route)} (${place} ${name})`.replace(' )', ')');
