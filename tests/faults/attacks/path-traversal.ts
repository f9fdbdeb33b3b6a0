import { readFile } from 'node:fs/promises';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Attack } from './attack.ts';
import { sendRaw } from './send-raw.ts';

const ups = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..%252f', '....//'];
const places = ['/', '/assets/', '/api/v1/documents/', '/api/v1/uploads/', '/planted/'];
const targets = ['etc/passwd', 'package.json'];

/** A route that joins what it is given to a folder, as one is quickly written. */
export function plantOpenFolder(app: HttpApp): void {
  app.get('/planted/*', { config: { public: true } }, async request => {
    const { '*': name = '' } = request.params as { '*'?: string };
    return readFile(`web/${decodeURIComponent(name)}`, 'utf8');
  });
}

export const pathTraversal: Attack = {
  name: 'a path leads out of the folder that is served',
  control: 'closed-folders',
  async run({ port, owner }) {
    const breaches: string[] = [];
    let tries = 0;
    for (const place of places)
      for (const up of ups)
        for (const depth of [1, 2, 8])
          for (const target of targets) {
            tries += 1;
            const path = place + up.repeat(depth) + target;
            const headers = { authorization: `Bearer ${owner.apiKey}` };
            const { body } = await sendRaw(port, { path, headers });
            if (body.includes('root:') || body.includes('"quarry"')) breaches.push(`${path} was read`);
          }
    return { tries, breaches };
  },
};
