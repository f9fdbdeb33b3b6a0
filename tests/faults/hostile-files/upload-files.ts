import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#kernel/errors/app-error.ts';
import { probeLatency } from '#tests/support/measure/probe-latency.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { HostileFile } from './hostile-file.ts';

export interface UploadedEnd {
  file: HostileFile;
  /** `ready`, `ready-with-warnings`, or the code of the failure. */
  end: string;
  hasCause: boolean;
}

export interface ServerRun {
  ends: UploadedEnd[];
  breaches: string[];
  probeMaxMs: number;
}

interface SeenDocument {
  id: string;
  status: string;
  warnings: unknown[];
  failure: { code: string; message: string; next_step: string | null } | null;
}

/** Gives files to the real program, and asks it all the while whether it is alive. */
export async function uploadFiles(
  files: HostileFile[],
  options: { folder: string; timeoutMs: number },
): Promise<ServerRun> {
  await using quarry = await startQuarry({
    environment: {
      QUARRY_DATA_DIR: path.join(options.folder, 'data'),
      QUARRY_LOG_LEVEL: 'silent',
      QUARRY_EXTRACT_TIMEOUT_MS: String(options.timeoutMs),
    },
  });
  const finished = new AbortController();
  const probing = probeLatency(`${quarry.url}/livez`, 250, finished.signal);
  const library = await quarry.client.post<{ id: string }>('/libraries', { name: 'Hostile' });
  const documents = new Map<HostileFile, SeenDocument | AppError>();
  for (const [index, file] of files.entries()) {
    const local = path.join(options.folder, `${index}-${file.name}`);
    await writeFile(local, file.bytes);
    documents.set(
      file,
      await upload(() => quarry.client.upload(`/libraries/${library.id}/documents`, local)),
    );
  }
  const ends: UploadedEnd[] = [];
  for (const [file, document] of documents) {
    ends.push(document instanceof AppError ? refused(file, document) : await follow(quarry, file, document));
  }
  finished.abort();
  const { failures, maxMs } = await probing;
  const isAlive = quarry.process.exitCode === null && quarry.process.signalCode === null;
  const breaches = [
    ...(isAlive ? [] : ['the server ended']),
    ...(failures > 0 ? [`the server did not answer ${failures} times`] : []),
  ];
  return { ends, breaches, probeMaxMs: maxMs };
}

async function upload(send: () => Promise<SeenDocument>): Promise<SeenDocument | AppError> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

const refused = (file: HostileFile, error: AppError): UploadedEnd => ({
  file,
  end: error.code,
  hasCause: error.status < 500 && error.message !== '',
});

async function follow(
  quarry: Awaited<ReturnType<typeof startQuarry>>,
  file: HostileFile,
  uploaded: SeenDocument,
): Promise<UploadedEnd> {
  let document = uploaded;
  while (!['ready', 'failed', 'cancelled'].includes(document.status)) {
    await delay(100);
    document = await quarry.client.get<SeenDocument>(`/documents/${document.id}`);
  }
  const { status, warnings, failure } = document;
  if (status === 'ready')
    return { file, end: warnings.length > 0 ? 'ready-with-warnings' : 'ready', hasCause: true };
  return { file, end: failure?.code ?? status, hasCause: Boolean(failure?.message && failure.next_step) };
}
