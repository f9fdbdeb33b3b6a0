import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { AddressInfo } from 'node:net';
import { Agent, request as send } from 'undici';
import { openTarget } from '../isolation/open-target.ts';
import type { Target } from '../isolation/open-target.ts';
import { createTenancy } from '../isolation/tenancy.ts';
import type { Tenancy } from '../isolation/tenancy.ts';
import { createDraw } from './draw.ts';
import { createJudge, POOR_SCOPE } from './judge-reply.ts';
import type { FuzzReply, Judge } from './judge-reply.ts';
import { makeRequest } from './make-request.ts';
import type { FuzzRequest } from './make-request.ts';
import { findBrokenReferences, readOperations } from './read-operations.ts';
import type { OpenApi, Operation } from './read-operations.ts';

export interface FuzzFindings {
  requests: number;
  /** Operations that were reached, and those that answered at least one sound request with success. */
  operations: number;
  answered: number;
  breaches: string[];
}

const AT_ONCE = 8;
/** Deletes wear a tenant out; then a new one is made. */
const REQUESTS_PER_TENANT = 400;

/** Sends `count` requests to a whole program on a socket, each made from the program's own description of itself. */
export async function fuzzApi(options: {
  count: number;
  seed: number;
  /** Breaks a route on purpose, to see that it is found. */
  plant?: Parameters<typeof openTarget>[1];
}): Promise<FuzzFindings> {
  await using target = await openTarget('postgres', options.plant);
  using failures = watchFailures();
  await target.app.listen({ host: '127.0.0.1', port: 0 });
  const document = target.app.swagger() as unknown as OpenApi;
  const session = {
    target,
    document,
    operations: readOperations(document, target.app.routeTable.list()),
    judge: createJudge(document),
    failures,
  };
  const findings: Findings = {
    breaches: findBrokenReferences(document),
    reached: new Set(),
    answered: new Set(),
    requests: 0,
  };
  for (let done = 0; done < options.count; done += REQUESTS_PER_TENANT) {
    const count = Math.min(REQUESTS_PER_TENANT, options.count - done);
    await fuzzTenant({ ...session, count, seed: options.seed + done }, findings);
  }
  const { requests, reached, answered, breaches } = findings;
  return { requests, operations: reached.size, answered: answered.size, breaches };
}

interface Failures extends Disposable {
  /** Of a 5xx: what the server hid from its caller, to find it again. */
  reasonOf(reply: FuzzReply): string;
}

function watchFailures(): Failures {
  const reasons = new Map<string, string>();
  const note = (message: unknown): void => {
    const { request, error } = message as { request: { id: string }; error: Error };
    const [first, second] = (error.stack ?? String(error)).split('\n');
    reasons.set(request.id, `${first} ${second?.trim()}`);
  };
  subscribe('tracing:fastify.request.handler:error', note);
  return {
    reasonOf: ({ status, requestId }) =>
      status < 500 ? '' : ` because of ${reasons.get(requestId ?? '') ?? 'nothing that was seen'}`,
    [Symbol.dispose]: () => void unsubscribe('tracing:fastify.request.handler:error', note),
  };
}

interface Findings {
  requests: number;
  reached: Set<Operation>;
  answered: Set<Operation>;
  breaches: string[];
}

interface Round {
  target: Target;
  document: OpenApi;
  operations: Operation[];
  judge: Judge;
  failures: Failures;
  count: number;
  seed: number;
}

async function fuzzTenant(round: Round, findings: Findings): Promise<void> {
  const { target, document, operations } = round;
  const tenancy = await createTenancy(target, `fuzzed-${round.seed}`);
  const draw = createDraw(round.seed);
  const source = { draw, schemas: document.components.schemas, ids: tenancy.ids };
  const poorKey = await createPoorKey(tenancy);
  const planned = Array.from({ length: round.count }, () => {
    const operation = draw.oneOf(operations);
    return { operation, request: makeRequest(operation, source) };
  });
  await using agent = openAgent(target);
  const queue = planned.values();
  const sendNext = async (): Promise<void> => {
    for (const { operation, request } of queue) {
      const key = { 'no key': undefined, 'poor key': poorKey }[request.kind as 'no key' | 'poor key'];
      const keyed = request.kind === 'no key' || request.kind === 'poor key' ? key : tenancy.apiKey;
      const reply = await deliver(agent, request, keyed).catch((error: Error) => noReply(error));
      findings.requests++;
      findings.reached.add(operation);
      if (reply.status < 300) findings.answered.add(operation);
      const why = round.failures.reasonOf(reply);
      findings.breaches.push(...round.judge(operation, request, reply).map(breach => breach + why));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
}

/** A key that may do next to nothing. */
async function createPoorKey(tenancy: Tenancy): Promise<string> {
  const reply = await tenancy.call('POST', '/api-keys', { name: 'May do little', scopes: [POOR_SCOPE] });
  return reply.json<{ secret: string }>().secret;
}

interface OpenAgent extends AsyncDisposable {
  agent: Agent;
  origin: string;
}

function openAgent({ app }: Target): OpenAgent {
  const agent = new Agent({ connections: AT_ONCE * 2 });
  const { port } = app.server.address() as AddressInfo;
  return {
    agent,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

const noReply = (error: Error): FuzzReply => ({
  status: 0,
  contentType: error.message,
  body: Buffer.alloc(0),
});

/** Of an event stream only the head is read: it may have no end. */
async function deliver({ agent, origin }: OpenAgent, request: FuzzRequest, key?: string): Promise<FuzzReply> {
  const { statusCode, headers, body } = await send(origin + request.url, {
    dispatcher: agent,
    method: request.method as 'GET',
    headers: { ...request.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    body: request.body,
  });
  const contentType = String(headers['content-type'] ?? '');
  const head = { status: statusCode, contentType, requestId: String(headers['x-request-id']) };
  if (!contentType.startsWith('text/event-stream')) {
    return { ...head, body: Buffer.from(await body.arrayBuffer()) };
  }
  body.on('error', () => {}).destroy();
  return { ...head, body: Buffer.alloc(0) };
}
