import { BlockList, isIP } from 'node:net';

// IANA's special-purpose registries, and networks that only providers of a cloud use.
const refusedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of 2000::/3, which alone is routed; tunnels among them may lead anywhere. */
const refusedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];
const routedIpv6 = ['2000::/3'];
/** Where clouds tell any caller the machine's secrets: never allowed, whatever the operator allows. */
const metadata = [
  '169.254.169.254/32',
  '169.254.170.0/24',
  '168.63.129.16/32',
  '100.100.100.200/32',
  'fd00:ec2::/32',
];

const refused = makeList([...refusedIpv4, ...refusedIpv6]);
const routed = makeList(routedIpv6);
const secret = makeList(metadata);

/** Networks in CIDR notation. @throws TypeError naming the one that is none. */
export function makeList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address);
    const longest = family === 6 ? 128 : 32;
    const length = bits === undefined ? longest : Number(bits);
    if (family === 0 || !/^\d{1,3}$/.test(bits ?? '0') || length > longest)
      throw new TypeError(`“${network}” is no network`);
    list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** True when we may connect to this address: on the public internet, or in a network that the operator allows. */
export function isAllowedAddress(address: string, allowed: BlockList): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const embedded = family === 6 ? embeddedIpv4(address) : undefined;
  if (embedded !== undefined) return isAllowedAddress(embedded, allowed);
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  if (secret.check(address, kind)) return false;
  if (allowed.check(address, kind)) return true;
  return !refused.check(address, kind) && (family === 4 || routed.check(address, kind));
}

const mapped = makeList(['::ffff:0:0/96']);
const translated = makeList(['64:ff9b::/96']);

/** The IPv4 address that an IPv6 address stands for: mapped (RFC 4291), or translated by a gateway (NAT64, RFC 6052). */
function embeddedIpv4(address: string): string | undefined {
  if (!mapped.check(address, 'ipv6') && !translated.check(address, 'ipv6')) return undefined;
  const dotted = /\d+\.\d+\.\d+\.\d+$/.exec(address)?.[0];
  if (dotted !== undefined) return dotted;
  // Expanded by the URL parser to its shortest form, whose last two groups hold the 32 bits.
  const host = new URL(`http://[${address.split('%')[0]}]/`).hostname.slice(1, -1);
  const groups = host.endsWith('::') ? ['0', '0'] : host.split(':').slice(-2);
  const [high = 0, low = 0] = groups.map(group => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
