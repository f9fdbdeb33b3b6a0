import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Attack } from './attack.ts';
import { sendRaw } from './send-raw.ts';
import type { RawRequest } from './send-raw.ts';

const CANARY = 'canary-9d41e7';

/** A failure as drivers and parsers make them: with what they were given in its text, and in that of its causes. */
export function plantLeakyFailure(app: HttpApp): void {
  app.get('/planted-failure', { config: { public: true } }, async () => {
    const inner = Object.assign(new Error(`Key (name)=(${CANARY}) already exists.`), { detail: CANARY });
    throw new Error(`Unexpected token in "${CANARY}"`, { cause: new TypeError(CANARY, { cause: inner }) });
  });
}

export const logCanaries: Attack = {
  name: 'whoever reads the log finds what people sent',
  control: 'log-allow-list',
  async run({ port, owner, lines }) {
    const key = { authorization: `Bearer ${owner.apiKey}` };
    const json = { ...key, 'content-type': 'application/json' };
    const requests: RawRequest[] = [
      { path: '/api/v1/session', headers: { authorization: `Bearer qk_${CANARY}` } },
      { path: '/api/v1/session', headers: { cookie: `__Host-quarry=${CANARY}` } },
      {
        path: '/api/v1/session',
        headers: { ...key, referer: CANARY, 'user-agent': CANARY, 'x-any': CANARY },
      },
      { path: `/api/v1/libraries?cursor=${CANARY}`, headers: key },
      { path: `/api/v1/documents/${CANARY}`, headers: key },
      { path: `/${CANARY}`, headers: {} },
      { path: `/%${CANARY}`, headers: {} },
      { path: '/planted-failure', headers: {} },
      ...[
        `{"name":"${CANARY}`,
        `{"${CANARY}":1}`,
        `{"name":{"a":"${CANARY}"}}`,
        `{"name":"\\u0000${CANARY}"}`,
      ].map(body => ({ method: 'POST', path: '/api/v1/libraries', headers: json, body })),
      { method: 'POST', path: '/api/v1/libraries', headers: json, body: JSON.stringify({ name: CANARY }) },
      { method: 'POST', path: '/api/v1/libraries', headers: json, body: JSON.stringify({ name: CANARY }) },
      { method: 'POST', path: '/api/v1/search', headers: json, body: JSON.stringify({ query: CANARY }) },
      { method: 'POST', path: '/api/v1/ask', headers: json, body: JSON.stringify({ text: CANARY }) },
      { method: 'POST', path: '/api/v1/session', headers: json, body: JSON.stringify({ token: CANARY }) },
    ];
    const before = lines.length;
    for (const each of requests) await sendRaw(port, each);
    const written = lines.slice(before);
    const breaches = written
      .filter(line => line.includes(CANARY))
      .map(line => `logged: ${line.slice(0, 160)}`);
    if (written.length < requests.length)
      breaches.push('less than a line for each request: nothing is known');
    return { tries: requests.length, breaches };
  },
};
