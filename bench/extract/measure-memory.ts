import { readFile } from 'node:fs/promises';
import { extractDocument } from '#knowledge/extract/extract-document.ts';

const pollMs = 10;

/** Peak resident memory of the child process that reads a file; only Linux tells. */
export async function measureReaderMemory(path: string): Promise<number | undefined> {
  let peakBytes: number | undefined;
  const look = async (): Promise<void> => {
    for (const child of await listChildren()) {
      const bytes = await readPeakBytes(child);
      if (bytes !== undefined) peakBytes = Math.max(peakBytes ?? 0, bytes);
    }
  };
  const timer = setInterval(() => void look(), pollMs);
  try {
    for await (const event of extractDocument({ path, fileName: path }))
      if (event.type === 'page') await look();
  } finally {
    clearInterval(timer);
  }
  return peakBytes;
}

async function listChildren(): Promise<string[]> {
  const children = await readIfThere(`/proc/${process.pid}/task/${process.pid}/children`);
  return children?.trim().split(' ').filter(Boolean) ?? [];
}

async function readPeakBytes(pid: string): Promise<number | undefined> {
  const [, kibibytes] = /VmHWM:\s+(\d+)/.exec((await readIfThere(`/proc/${pid}/status`)) ?? '') ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

async function readIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  });
}
