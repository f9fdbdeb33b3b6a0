import type { Attack } from './attack.ts';
import { sendRaw } from './send-raw.ts';
import { weaken } from './weaken.ts';

const MARK = 'planted-by-attacker';
/** What proxies, caches and log readers would take for more than a name. */
const requestIds = [`${MARK}"; x=1`, `${MARK} <script>`, `${MARK}%0d%0aSet-Cookie: a=b`, MARK.repeat(20)];
const paths = [
  `/%0d%0aSet-Cookie:%20${MARK}=1`,
  `//evil.example/${MARK}`,
  `/api/v1/documents/%0d%0a${MARK}`,
  `/api/v1/search?q=%0d%0a${MARK}`,
];

export const headerInjection: Attack = {
  name: 'what a client sends becomes a header of the reply',
  control: 'own-headers',
  async run({ target, port, owner }, isControlled) {
    using _weak = isControlled
      ? undefined
      : weaken(target.app.server, {
          reply: (headers, request) => {
            headers['x-request-id'] = request.headers['x-request-id'] ?? '';
          },
        });
    const tries = [
      ...requestIds.map(id => ({ path: '/api/v1/session', headers: { 'x-request-id': id } })),
      ...paths.map(path => ({ path, headers: {} })),
      {
        method: 'POST',
        path: '/api/v1/uploads',
        headers: { host: `${MARK}.example`, 'tus-resumable': '1.0.0', 'upload-length': '1' },
      },
    ];
    const breaches: string[] = [];
    for (const each of tries) {
      const headers = { authorization: `Bearer ${owner.apiKey}`, ...each.headers } as Record<string, string>;
      const reply = await sendRaw(port, { ...each, headers });
      const planted = Object.entries(reply.headers).filter(([, value]) => String(value).includes(MARK));
      breaches.push(...planted.map(([name]) => `${each.path} was told back in ${name}`));
    }
    return { tries: tries.length, breaches };
  },
};
