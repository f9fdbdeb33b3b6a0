import { junkBodies, junkValues, junkWord } from './junk.ts';
import { makeValue } from './make-value.ts';
import type { ValueSource } from './make-value.ts';
import type { Operation, Parameter } from './read-operations.ts';

export type Kind =
  | 'valid'
  | 'field'
  | 'missing'
  | 'body'
  | 'form'
  | 'path'
  | 'query'
  | 'header'
  | 'no key'
  | 'poor key';

export interface FuzzRequest {
  kind: Kind;
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

const kinds: readonly Kind[] = [
  ...(['valid', 'valid', 'valid', 'field', 'field', 'missing', 'body', 'form'] as const),
  ...(['path', 'query', 'header', 'no key', 'poor key'] as const),
];

const junkHeaders: readonly (readonly [string, string])[] = [
  ['if-match', 'W/"x"'],
  ['if-match', '"99999999999999999999"'],
  ['if-none-match', '"1"'],
  ['idempotency-key', 'x'.repeat(300)],
  ['idempotency-key', ' '],
  ['last-event-id', '-1'],
  ['last-event-id', '99999999999999999999'],
  ['accept', 'application/xml'],
  ['accept', 'text/event-stream'],
  ['range', 'bytes=9999999999-0'],
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-encoding', 'gzip'],
  ['x-request-id', '../../x'],
  ['accept-language', 'th;q=9'],
];

/** One request to this operation: sound, or broken in one place. */
export function makeRequest(operation: Operation, source: ValueSource): FuzzRequest {
  const { draw } = source;
  const kind = draw.oneOf(kinds);
  const url = pathOf(operation, source, kind) + queryOf(operation, source, kind);
  const headers: Record<string, string> = draw.chance(0.7) ? { 'if-match': '*' } : {};
  if (kind === 'header') Object.assign(headers, Object.fromEntries([draw.oneOf(junkHeaders)]));
  const request = { kind, method: operation.method, url, headers };
  return operation.method === 'GET' ? request : withBody(request, operation, source);
}

const wordOf = (parameter: Parameter, source: ValueSource): string =>
  encodeURIComponent(String(makeValue(parameter.schema, source, parameter.name)));

/** A path parameter that no schema describes takes an id that exists, where there is one of that name. */
function pathOf(operation: Operation, source: ValueSource, kind: Kind): string {
  return operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    if (kind === 'path') return junkWord(source.draw);
    const parameter = operation.parameters.find(each => each.in === 'path' && each.name === name);
    return parameter ? wordOf(parameter, source) : (source.ids[name] ?? '1');
  });
}

function queryOf(operation: Operation, source: ValueSource, kind: Kind): string {
  const { draw } = source;
  const pairs = operation.parameters
    .filter(parameter => parameter.in === 'query' && draw.chance(0.4))
    .map(parameter => {
      const broken = kind === 'query' && draw.chance(0.6);
      return `${parameter.name}=${broken ? junkWord(draw) : wordOf(parameter, source)}`;
    });
  if (kind === 'query')
    pairs.push(draw.oneOf(['unknown=1', 'limit=-1', 'limit=1&limit=2', 'cursor=x', '%00']));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function withBody(request: FuzzRequest, operation: Operation, source: ValueSource): FuzzRequest {
  const { draw } = source;
  const json = { ...request.headers, 'content-type': 'application/json' };
  if (request.kind === 'form') return { ...request, ...makeForm(request.headers, source) };
  if (request.kind === 'body') return { ...request, headers: json, body: draw.oneOf(junkBodies) };
  if (!operation.body) {
    return draw.chance(0.7)
      ? request
      : { ...request, headers: json, body: JSON.stringify({ text: 'a text' }) };
  }
  const value = makeValue(operation.body, source);
  const body = JSON.stringify(breakBody(value, request.kind, source));
  return { ...request, headers: { ...json, ...request.headers }, body };
}

function breakBody(value: unknown, kind: Kind, { draw }: ValueSource): unknown {
  if (typeof value !== 'object' || value === null || !['field', 'missing'].includes(kind)) return value;
  const names = Object.keys(value);
  if (names.length === 0) return kind === 'field' ? { unknown_field: draw.oneOf(junkValues) } : [];
  const name = draw.oneOf(names);
  if (kind === 'field') return { ...value, [name]: draw.oneOf(junkValues) };
  return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
}

/** An upload: a file of some kind, with a header that may lie or a body that breaks off. */
function makeForm(headers: Record<string, string>, { draw }: ValueSource): Partial<FuzzRequest> {
  const boundary = draw.oneOf(['quarry', '', 'x y', 'b'.repeat(80)]);
  const name = draw.oneOf(['notes.txt', '../../evil.pdf', '', 'ก.md', 'a\\"b.csv', 'archive.zip']);
  const content = draw.oneOf([
    'Tides turn at noon.',
    '%PDF-1.4 broken',
    'PK\u0003\u0004',
    '',
    '\u0000\u0001',
  ]);
  const field = draw.oneOf(['file', 'files', 'other', 'metadata']);
  const part = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n\r\n${content}\r\n`;
  const end = draw.chance(0.8) ? `--${boundary}--\r\n` : '';
  return {
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.from(part + end),
  };
}
