import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attack, AttackStage } from './attack.ts';
import { sendRaw } from './send-raw.ts';

const SOCKETS = 40;
/** The server of these attacks looks four times in a second, and has seen enough after three looks. */
export const impatience = { everyMs: 250, minBytes: 1_000, intervals: 3 };
const ENOUGH_MS = 10_000;

export const slowClients: Attack = {
  name: 'bodies that come a byte at a time hold every place of the server',
  control: 'patience',
  async run(stage) {
    const trickles = Array.from({ length: SOCKETS }, () => trickle(stage));
    // Somebody else meanwhile.
    const { status } = await sendRaw(stage.port, { path: '/livez' });
    const held = (await Promise.all(trickles)).filter(ended => !ended).length;
    const breaches = status === 200 ? [] : [`somebody else meanwhile got ${status}`];
    if (held > 0) breaches.push(`${held} of ${SOCKETS} connections were held for ${ENOUGH_MS / 1000} s`);
    return { tries: SOCKETS, breaches };
  },
};

/** True when the server ended it. */
async function trickle({ port, owner }: AttackStage): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const ended = new AbortController();
  socket.on('close', () => ended.abort()).on('error', () => ended.abort());
  socket.resume();
  socket.write(
    `POST /api/v1/libraries HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${owner.apiKey}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{',
  );
  const drops = setInterval(() => socket.write(' '), 100);
  const [outcome] = await Promise.allSettled([delay(ENOUGH_MS, undefined, { signal: ended.signal })]);
  clearInterval(drops);
  socket.destroy();
  return outcome.status === 'rejected';
}
