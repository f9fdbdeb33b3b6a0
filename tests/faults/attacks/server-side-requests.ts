import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeList } from '#knowledge/fetch/address-rules.ts';
import { fetchSource } from '#knowledge/fetch/fetch-source.ts';
import { startWebSite } from '#tests/support/start-web-site.ts';
import type { Attack } from './attack.ts';

/** Stands for what only the inside of a network reaches. */
async function openInside() {
  let reached = 0;
  const server = createServer((_request, response) => {
    reached += 1;
    response.end('the secret of the inside');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.2', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    reached: () => reached,
    [Symbol.asyncDispose]: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}

/** 127.0.0.2 in every way that some parser takes for it, and the ways round a check of the name alone. */
const spellings = (port: number): string[] => [
  `http://127.0.0.2:${port}/`,
  `http://2130706434:${port}/`,
  `http://0x7f000002:${port}/`,
  `http://0177.0.0.2:${port}/`,
  `http://127.2:${port}/`,
  `http://[::ffff:127.0.0.2]:${port}/`,
  `http://[::ffff:7f00:2]:${port}/`,
  `http://inside.example:${port}/`,
  `http://rebinding.example:${port}/`,
  `http://user@127.0.0.2:${port}/`,
  `http://site.example@127.0.0.2:${port}/`,
];

export const serverSideRequests: Attack = {
  name: 'an address makes the server fetch what only the server can reach',
  control: 'address-rules',
  async run(_stage, isControlled) {
    await using inside = await openInside();
    await using site = await startWebSite({
      '/redirect': (_, response) =>
        response.writeHead(302, { location: `http://127.0.0.2:${inside.port}/` }).end(),
      '/redirect-by-name': (_, response) =>
        response.writeHead(302, { location: `http://inside.example:${inside.port}/` }).end(),
    });
    let asked = 0;
    const resolve = async (hostname: string) => {
      // Judged as one address, connected to as another: the second answer comes when the connection is made.
      const address =
        { 'site.example': '127.0.0.1', 'inside.example': '127.0.0.2' }[hostname] ??
        (hostname === 'rebinding.example' ? (asked++ === 0 ? '127.0.0.1' : '127.0.0.2') : hostname);
      return [{ address: address.replaceAll(/[[\]]/g, ''), family: address.includes(':') ? 6 : 4 }];
    };
    const allowed = makeList([isControlled ? '127.0.0.1/32' : '127.0.0.0/8']);
    const settings = { allowed, maxBytes: 10_000, timeoutMs: 3_000, resolve };
    const addresses = [
      ...spellings(inside.port),
      `http://site.example:${site.port}/redirect`,
      `http://site.example:${site.port}/redirect-by-name`,
      'file:///etc/passwd',
      'gopher://127.0.0.2/',
    ];
    const breaches: string[] = [];
    for (const address of addresses) {
      const before = inside.reached();
      const { signal } = new AbortController();
      const take = async ({ body }: { body: AsyncIterable<unknown> }) => Array.fromAsync(body);
      const [outcome] = await Promise.allSettled([fetchSource(address, { ...settings, signal }, take)]);
      if (outcome.status === 'fulfilled' || inside.reached() > before)
        breaches.push(`${address.replace(/:\d{4,5}/, '')} was fetched`);
    }
    if (site.requests.length < 2) breaches.push('the redirects were never met, so nothing is known of them');
    return { tries: addresses.length, breaches };
  },
};
