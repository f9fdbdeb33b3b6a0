import type { Attack } from './attack.ts';
import { sendRaw } from './send-raw.ts';
import { weaken } from './weaken.ts';

/** What browsers send along when a page elsewhere makes them post. */
const foreign: Record<string, string>[] = [
  { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'same-site', origin: 'https://evil.example' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  {},
];
/** The kinds that a plain form can send, and the one that it cannot. */
const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];

export const crossSite: Attack = {
  name: 'a page elsewhere posts with the cookie of whoever looks at it',
  control: 'origin-check',
  async run({ target, port, cookie }, isControlled) {
    using _weak = isControlled
      ? undefined
      : weaken(target.app.server, { request: headers => (headers['sec-fetch-site'] = 'same-origin') });
    const breaches: string[] = [];
    for (const [index, headers] of foreign.entries())
      for (const type of types) {
        const { status } = await sendRaw(port, {
          method: 'POST',
          path: '/api/v1/libraries',
          headers: { ...headers, cookie, 'content-type': type },
          body: JSON.stringify({ name: `Planted ${index} ${type}` }),
        });
        if (status < 400) breaches.push(`a library was made by ${JSON.stringify(headers)} as ${type}`);
      }
    const own = await sendRaw(port, {
      method: 'POST',
      path: '/api/v1/libraries',
      headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Our own' }),
    });
    if (own.status !== 201) breaches.push(`our own page is refused with ${own.status}`);
    return { tries: foreign.length * types.length, breaches };
  },
};
