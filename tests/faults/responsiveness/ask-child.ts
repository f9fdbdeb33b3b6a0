import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { workloadOf } from './workload.ts';
import type { Answer, AskOptions } from './workload.ts';

// Asks a server from a process of its own, at a steady pace whether or not earlier answers came, until it is told to stop.

const options = JSON.parse(process.argv[2]!) as AskOptions;
const agent = new Agent({ keepAlive: true, maxSockets: 200 });
const answers: Answer[] = [];
const open = new Set<Promise<void>>();
let stopped = false;
process.on('message', () => (stopped = true));
process.on('disconnect', () => process.exit(1));

const startedMs = performance.now();
for (let n = 0; !stopped; n++) {
  const due = startedMs + n * options.everyMs;
  const early = due - performance.now();
  if (early > 0) await delay(early);
  const asking = ask(n, due).finally(() => open.delete(asking));
  open.add(asking);
}
await Promise.all(open);
process.send!(answers, () => process.exit(0));

/** From the moment when it was due: a client that is held up itself must not hide what others would have waited. */
async function ask(n: number, dueMs: number): Promise<void> {
  const { kind, method, path, body } = workloadOf(n);
  const sentMs = performance.now();
  const status = await new Promise<number>(resolve => {
    const asked = request(
      options.url + path,
      {
        method,
        agent,
        headers: {
          authorization: `Bearer ${options.apiKey}`,
          ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
      },
      reply => {
        reply.resume();
        reply.on('end', () => resolve(reply.statusCode!));
        reply.on('error', () => resolve(0));
      },
    );
    asked.on('error', () => resolve(0));
    asked.end(body);
  });
  answers.push({ kind, status, tookMs: performance.now() - dueMs, lateMs: sentMs - dueMs });
}
