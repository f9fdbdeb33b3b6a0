import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createSignInLink } from '#auth/sessions/create-sign-in-link.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { signUp } from '#tests/support/open-test-api.ts';
import { openTarget } from '../isolation/open-target.ts';
import type { AttackStage } from './attack.ts';
import { plantLeakyFailure } from './log-canaries.ts';
import { plantOpenFolder } from './path-traversal.ts';
import { sendRaw } from './send-raw.ts';
import { impatience } from './slow-clients.ts';

/** The program as it is served, less the control that `without` names where that is one of its settings. */
export async function openAttackStage(without?: string): Promise<AttackStage & AsyncDisposable> {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const logger =
    without === 'log-allow-list'
      ? pino({ level: 'debug' }, { write })
      : createLogger({ level: 'debug', pretty: false, write });
  const target = await openTarget(
    'postgres',
    app => {
      plantLeakyFailure(app);
      if (without === 'closed-folders') plantOpenFolder(app);
    },
    {
      logger,
      patience: without === 'patience' ? { ...impatience, everyMs: 3_600_000 } : impatience,
      trustedProxies: without === 'guess-limit' ? ['127.0.0.0/8'] : [],
    },
  );
  await target.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = target.app.server.address() as AddressInfo;
  const owner = await signUp(target.app, target.context.db, 'victim');
  const { token } = await createSignInLink(target.context.db, { ...owner, ttlMs: 60_000 });
  const signedIn = await sendRaw(port, {
    method: 'POST',
    path: '/api/v1/session',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!;
  return {
    target,
    url: `http://127.0.0.1:${port}`,
    port,
    owner,
    cookie,
    lines,
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  };
}
