import type { Attack } from './attack.ts';
import { sendRaw } from './send-raw.ts';

const GUESSES = 120;

/** The last of all: afterwards the server listens to no key from this address for a while. */
export const keyGuessing: Attack = {
  name: 'somebody tries keys, and says each time to come from elsewhere',
  control: 'guess-limit',
  async run({ port }) {
    const looks = new Map<string, number>();
    for (let n = 0; n < GUESSES; n++) {
      const key = `qk_${String(n).padStart(43, '0')}${'a'.repeat(7)}`;
      const { status, body } = await sendRaw(port, {
        path: '/api/v1/session',
        headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': `198.51.100.${n}` },
      });
      const told = { ...(JSON.parse(body) as object), request_id: '', next_step: '' };
      const look = `${status} ${JSON.stringify(told)}`;
      looks.set(look, (looks.get(look) ?? 0) + 1);
    }
    const kinds = [...looks.keys()].map(look => look.slice(0, 3));
    const breaches: string[] = [];
    if (kinds.includes('200')) breaches.push('a guessed key was taken');
    if (!kinds.includes('429')) breaches.push(`${GUESSES} guesses were looked up one by one`);
    if (kinds.filter(kind => kind === '401').length !== 1)
      breaches.push('wrong keys are refused in several ways');
    return { tries: GUESSES, breaches };
  },
};
