const base = '/api/v1';

/** What the server (or the lack of one) said, in words fit for the person: a cause and, where there is one, a next step. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly nextStep: string | null;

  constructor(problem: { status: number; code: string; message: string; nextStep?: string | null }) {
    super(problem.message);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.nextStep = problem.nextStep ?? null;
  }
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string | number | null | undefined>;
  signal?: AbortSignal;
  /** What was asked for before this script was there. */
  early?: Promise<Response> | undefined;
}

/** Calls the API and returns its JSON (undefined for 204). Throws ApiError; an aborted call throws its AbortError. */
export async function request<Reply>(path: string, options: RequestOptions = {}): Promise<Reply> {
  return (await requestReply<Reply>(path, options)).body;
}

/** The same with the status, for calls that say something by it. */
export async function requestReply<Reply>(
  path: string,
  options: RequestOptions = {},
): Promise<{ status: number; body: Reply }> {
  const response = await send(base + path + queryString(options.query), options);
  const { status } = response;
  if (!response.ok) throw await readProblem(response);
  if (status === 204) return { status, body: undefined as Reply };
  return { status, body: (await response.json()) as Reply };
}

async function send(
  url: string,
  { method = 'GET', body, headers: given, signal, early }: RequestOptions,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...given };
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await (early ??
      fetch(url, {
        method,
        headers,
        credentials: 'same-origin',
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ?? null,
      }));
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
}

/** The one error that no server can write: nobody answered. Its words come from the page's dictionary. */
export function unreachable(): ApiError {
  return new ApiError({ status: 0, code: 'unreachable', message: 'Quarry does not answer.' });
}

export async function readProblem(response: Response): Promise<ApiError> {
  return toProblem(response.status, await response.text());
}

/** Reads a problem+json body; a proxy's HTML page or an empty body becomes a plain sentence with the status. */
export function toProblem(status: number, body: string): ApiError {
  const problem = parseObject(body);
  return new ApiError({
    status,
    code: text(problem['code']) ?? 'unexpected-reply',
    message: text(problem['detail']) ?? text(problem['title']) ?? `The server answered ${status}.`,
    nextStep: text(problem['next_step']),
  });
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function queryString(query: RequestOptions['query'] = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return pairs.length === 0
    ? ''
    : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}
