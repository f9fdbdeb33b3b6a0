import type { Proof } from '#tests/support/proof.ts';
import type { Attack } from './attacks/attack.ts';
import { bombs } from './attacks/bombs.ts';
import { crossSite } from './attacks/cross-site.ts';
import { exfiltration } from './attacks/exfiltration.ts';
import { headerInjection } from './attacks/header-injection.ts';
import { keyGuessing } from './attacks/key-guessing.ts';
import { logCanaries } from './attacks/log-canaries.ts';
import { openAttackStage } from './attacks/open-attack-stage.ts';
import { pathTraversal } from './attacks/path-traversal.ts';
import { serverSideRequests } from './attacks/server-side-requests.ts';
import { sessionFixation } from './attacks/session-fixation.ts';
import { slowClients } from './attacks/slow-clients.ts';
import { storedScripts } from './attacks/stored-scripts.ts';

/** In this order: the last one makes the server deaf for this address. */
const attacks: Attack[] = [
  crossSite,
  storedScripts,
  serverSideRequests,
  pathTraversal,
  bombs,
  slowClients,
  sessionFixation,
  exfiltration,
  headerInjection,
  logCanaries,
  keyGuessing,
];

/** `--without CONTROL` takes one control away: its attack must then be seen to succeed. */
export const proof: Proof = {
  claim: 'each of the attacks on the list meets its control and gets nothing',
  trials: attacks.length,
  store: 'postgres',
  async run({ without, report }) {
    if (without !== undefined && !attacks.some(attack => attack.control === without))
      throw new Error(`no such control; there are ${attacks.map(each => each.control).join(', ')}`);
    await using stage = await openAttackStage(without);
    const breaches: string[] = [];
    let tries = 0;
    // Without a control only its own attack is of interest.
    for (const attack of attacks.filter(each => without === undefined || each.control === without)) {
      const found = await attack.run(stage, attack.control !== without);
      tries += found.tries;
      breaches.push(...found.breaches.map(breach => `${attack.name}: ${breach}`));
      report(`${attack.control.padEnd(16)} ${found.tries} tries, ${found.breaches.length} got through`);
    }
    return { trials: attacks.length, faults: tries, lost: 0, doubled: 0, breaches };
  },
};
