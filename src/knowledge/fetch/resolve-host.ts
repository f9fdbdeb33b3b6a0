import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import type { BlockList } from 'node:net';
import { isAllowedAddress } from './address-rules.ts';
import { SourceRefused, SourceUnavailable } from './source-errors.ts';

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const resolveBySystem: Resolve = hostname => lookup(hostname, { all: true, verbatim: true });

/**
 * All addresses of a host, each of them judged: one that may not be connected to refuses the host, so that it is not
 * chance that decides. @throws SourceRefused, SourceUnavailable
 */
export async function resolveHost(
  hostname: string,
  { allowed, resolve = resolveBySystem }: { allowed: BlockList; resolve?: Resolve },
): Promise<LookupAddress[]> {
  const addresses = await resolve(hostname).catch((cause: unknown) => {
    throw new SourceUnavailable(`The name ${hostname} could not be resolved.`, { cause });
  });
  if (addresses.length === 0) throw new SourceUnavailable(`The name ${hostname} has no address.`);
  // What it resolves to is not told: that would map the inside of a network.
  if (!addresses.every(({ address }) => isAllowedAddress(address, allowed)))
    throw new SourceRefused('The address leads into a private network, which is not fetched from.', {
      code: 'source-address-refused',
    });
  return addresses;
}
