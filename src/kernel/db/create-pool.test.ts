import { Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { createPool } from './create-pool.ts';

test('who comes when thousands wait for a connection is refused at once', async () => {
  // A server that accepts and never says a word.
  const stream = () => {
    const silent = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    return Object.assign(silent, {
      connect: () => silent.emit('connect'),
      setNoDelay: () => silent,
      setKeepAlive: () => silent,
      ref: () => silent,
      unref: () => silent,
    });
  };
  const pool = createPool({ stream, maxConnections: 1, acquireTimeoutMs: 60_000 });
  const waiting = Array.from({ length: 2_001 }, () => pool.connect());
  void Promise.allSettled(waiting);
  onTestFinished(() => void pool.end());
  await expect(pool.connect()).rejects.toMatchObject({ code: 'overloaded', status: 503 });
  await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'overloaded' });
});
