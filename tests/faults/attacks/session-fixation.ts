import { createSignInLink } from '#auth/sessions/create-sign-in-link.ts';
import { SESSION_COOKIE } from '#auth/sessions/session-cookie.ts';
import type { Attack } from './attack.ts';
import { sendRaw } from './send-raw.ts';
import { weaken } from './weaken.ts';

export const sessionFixation: Attack = {
  name: 'a session that the attacker knows becomes the victim’s',
  control: 'fresh-session',
  async run({ target, port, owner }, isControlled) {
    const planted = `${SESSION_COOKIE}=${'A'.repeat(43)}`;
    using _weak = isControlled
      ? undefined
      : weaken(target.app.server, {
          reply: headers => {
            if (headers['set-cookie'] !== undefined) headers['set-cookie'] = planted;
          },
        });
    const { token } = await createSignInLink(target.context.db, { ...owner, ttlMs: 60_000 });
    const signIn = { method: 'POST', path: '/api/v1/session', body: JSON.stringify({ token }) };
    const headers = { cookie: planted, 'content-type': 'application/json' };
    const signedIn = await sendRaw(port, { ...signIn, headers });
    const given = String(signedIn.headers['set-cookie'] ?? '');
    const breaches: string[] = [];
    if (given.startsWith(planted)) breaches.push('the planted session was kept');
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite', 'Path=/'])
      if (!given.includes(attribute)) breaches.push(`the cookie is not ${attribute}`);
    const ask = (cookie: string) => sendRaw(port, { path: '/api/v1/session', headers: { cookie } });
    if ((await ask(planted)).status === 200) breaches.push('the attacker is signed in');
    const again = await sendRaw(port, { ...signIn, headers });
    if (again.status < 400) breaches.push('the link worked twice');
    const own = given.split(';')[0]!;
    const end = { cookie: own, 'sec-fetch-site': 'same-origin' };
    await sendRaw(port, { method: 'DELETE', path: '/api/v1/session', headers: end });
    if ((await ask(own)).status === 200) breaches.push('a session that was ended still works');
    return { tries: 4, breaches };
  },
};
