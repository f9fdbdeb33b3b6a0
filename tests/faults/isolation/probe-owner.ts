import { listProbes, keyOf } from './list-probes.ts';
import type { Probe } from './list-probes.ts';
import type { Target } from './open-target.ts';
import type { Findings } from './probe-routes.ts';
import { sendProbe, unknownParameters } from './send-probe.ts';
import type { Tenancy } from './tenancy.ts';

/**
 * The other half of the proof: the owner is answered, with the same ids in the same places. Without it a route that
 * answers 404 to everyone would pass. Deletes come last, and what lies deepest first.
 */
export async function probeOwner(target: Target, owner: Tenancy): Promise<Findings> {
  const probes = listProbes(target.app.routeTable.list())
    .probes.filter(probe => probe.place === 'path' && unknownParameters(probe, owner).length === 0)
    .toSorted((a, b) => rank(a) - rank(b));
  const leaks: string[] = [];
  for (const probe of probes) {
    const { statusCode } = await sendProbe(probe, owner, owner.ids[probe.name]!);
    if (statusCode < 400 || statusCode === 409) continue;
    leaks.push(`${keyOf(probe.route)}: answers its owner ${statusCode}, so its probe proves nothing`);
  }
  return { probes: probes.length, leaks };
}

const depth = ['chunk_id', 'message_id', 'document_id', 'conversation_id', 'library_id'];

const rank = ({ route, name }: Probe): number =>
  route.method === 'DELETE' ? 1 + Math.max(0, depth.indexOf(name)) : 0;
