import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#kernel/errors/app-error.ts';

export class FlinkRefused extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, {
      code: 'flink-refused',
      status: 502,
      nextStep: 'Check that the SQL gateway runs at this address and has the Kafka connector.',
      cause,
    });
  }
}

const DEADLINE_MS = 60_000;

interface ResultPage {
  resultType: 'NOT_READY' | 'PAYLOAD' | 'EOS';
  jobID?: string;
  results?: { data: { fields: unknown[] }[] };
}

/** One session of Flink's SQL gateway (REST v3). */
export class SqlGateway implements AsyncDisposable {
  readonly #url: string;
  readonly #session: string;

  constructor(url: string, session: string) {
    this.#url = url;
    this.#session = session;
  }

  /** @throws FlinkRefused */
  static async open(url: string, settings: Record<string, string>): Promise<SqlGateway> {
    const base = `${url.replace(/\/$/, '')}/v3`;
    const { sessionHandle } = (await ask(`${base}/sessions`, { properties: settings })) as {
      sessionHandle: string;
    };
    return new SqlGateway(base, sessionHandle);
  }

  /** Runs one statement to its end; of an INSERT that is once it is submitted. @returns its job, if it became one */
  async run(statement: string): Promise<{ jobId?: string }> {
    const session = `${this.#url}/sessions/${this.#session}`;
    const { operationHandle } = (await ask(`${session}/statements`, { statement })) as {
      operationHandle: string;
    };
    const givesUpAt = performance.now() + DEADLINE_MS;
    for (let token = 0, jobId: string | undefined; ;) {
      const page = (await ask(
        `${session}/operations/${operationHandle}/result/${token}?rowFormat=JSON`,
      )) as ResultPage;
      jobId ??= page.jobID;
      if (page.resultType === 'EOS') return { jobId };
      if (page.resultType === 'PAYLOAD') token++;
      else await delay(100);
      if (performance.now() > givesUpAt) throw new FlinkRefused('Flink did not answer in time.');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const close = { method: 'DELETE', signal: AbortSignal.timeout(DEADLINE_MS) };
    // A session that is not closed ends by itself.
    await Promise.allSettled([fetch(`${this.#url}/sessions/${this.#session}`, close)]);
  }
}

async function ask(url: string, body?: object): Promise<unknown> {
  let reply: { ok: boolean; text: string };
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    reply = { ok: response.ok, text: await response.text() };
  } catch (error) {
    throw new FlinkRefused('Flink’s SQL gateway does not answer.', error);
  }
  if (!reply.ok) throw new FlinkRefused('Flink refused a statement.', new Error(rootCauseOf(reply.text)));
  return JSON.parse(reply.text);
}

/** The last of Java's causes is what a person can act on. */
const rootCauseOf = (text: string): string =>
  text.match(/Caused by: (?:(?!\\n).)+/g)?.at(-1) ?? text.slice(0, 2_000);
