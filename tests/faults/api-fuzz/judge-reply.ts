import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { SELF } from '#auth/permissions.ts';
import { PROBLEM_TYPE } from '#kernel/http/problem.ts';
import type { FuzzRequest } from './make-request.ts';
import { keyOf } from './read-operations.ts';
import type { OpenApi, Operation } from './read-operations.ts';

export interface FuzzReply {
  status: number;
  contentType: string;
  requestId?: string;
  /** Empty for an event stream, of which only the head is read. */
  body: Buffer;
}

export type Judge = (operation: Operation, request: FuzzRequest, reply: FuzzReply) => string[];

/** All that the poor key may do. */
export const POOR_SCOPE = 'usage:read';

const JSON_TYPE = /^application\/(?:[\w.]+\+)?json(?:;|$)/;

/** What is wrong with a reply, one sentence each; the description is the measure. */
export function createJudge(document: OpenApi): Judge {
  const matches = createMatcher(document);
  return (operation, request, reply) => {
    if (reply.status === 0) return [`${keyOf(operation)} (${request.url}): no reply, ${reply.contentType}`];
    const found = [...judgeAccess(operation, request, reply), ...judgeStatus(operation, reply)];
    if (reply.status >= 400) found.push(...judgeProblem(operation, reply, matches));
    else found.push(...judgeBody(operation, reply, matches));
    return found.map(each => `${keyOf(operation)} (${request.kind}): ${each}`);
  };
}

function judgeAccess({ permission }: Operation, { kind }: FuzzRequest, { status }: FuzzReply): string[] {
  if (permission === undefined) return [];
  const mayCall = permission === SELF || permission === POOR_SCOPE;
  const due = kind === 'no key' ? 401 : kind === 'poor key' && !mayCall ? 403 : status;
  return status === due ? [] : [`answers ${status} where ${due} is due`];
}

/** Made to answer 503 while the database does not answer. */
const probes = new Set(['/readyz', '/worker/health']);

function judgeStatus({ path, responses }: Operation, { status }: FuzzReply): string[] {
  if (status === 503 && probes.has(path)) return [];
  if (status >= 500) return [`answers ${status}`];
  if (status >= 400 || responses === undefined) return [];
  return String(status) in responses ? [] : [`answers ${status}, which is not described`];
}

/** Doors for other houses' clients answer errors in those houses' own shape. */
function judgeProblem({ responses }: Operation, reply: FuzzReply, matches: Matcher): string[] {
  if (responses === undefined) return [];
  if (!reply.contentType.startsWith(PROBLEM_TYPE)) return [`${reply.status} as ${reply.contentType}`];
  return matches(['components', 'schemas', 'Problem'], reply.body);
}

function judgeBody(operation: Operation, reply: FuzzReply, matches: Matcher): string[] {
  if (reply.status === 204) return reply.body.length === 0 ? [] : ['204 with a body'];
  const content = operation.responses?.[String(reply.status)]?.content;
  if (content === undefined || !JSON_TYPE.test(reply.contentType)) return [];
  const type = 'application/json';
  if (content[type]?.schema === undefined) return [`${reply.status} as JSON, which is not described`];
  const { path, method } = operation;
  const place = ['paths', path, method.toLowerCase(), 'responses', String(reply.status), 'content', type];
  return matches([...place, 'schema'], reply.body);
}

type Matcher = (place: string[], body: Buffer) => string[];

/** Compares JSON with the schema at this place of the document. */
function createMatcher(document: OpenApi): Matcher {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  (formats as unknown as (target: Ajv2020) => void)(ajv);
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ValidateFunction>();
  return (place, body) => {
    const pointer = place.map(part => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `api#/${encodeURI(pointer)}` });
    compiled.set(pointer, validate);
    const value = parse(body);
    if (value === undefined) return ['says JSON and is none'];
    return validate(value) ? [] : [`outside its schema: ${ajv.errorsText(validate.errors)}`];
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
