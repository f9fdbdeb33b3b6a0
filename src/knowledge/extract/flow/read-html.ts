import { readFile } from 'node:fs/promises';
import type { ExtractionEvent } from '../extract-document.ts';
import { decodeBytes } from '../text/decode-bytes.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { parseHtml } from './parse-html.ts';
import { readFlow } from './read-flow.ts';

/** Reads an HTML file as a person sees it, without scripts, styles and navigation. */
export async function* readHtml(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const bytes = await readFile(request.path);
  const { blocks, title } = parseHtml(decodeHtml(bytes));
  yield* readFlow({ format: 'html', fromPage: request.fromPage, title, blocks: () => blocks });
}

function decodeHtml(bytes: Buffer): string {
  const detected = detectEncoding(bytes.subarray(0, 256 * 1024)) ?? 'utf-8';
  // Valid UTF-8 is UTF-8 whatever the file claims; otherwise its own claim is better than a guess.
  if (!detected.startsWith('utf')) {
    const [, declared] = /charset\s*=\s*["']?([\w-]+)/i.exec(bytes.toString('latin1', 0, 4096)) ?? [];
    if (declared && !/utf/i.test(declared)) return decodeSafely(bytes, declared, detected);
  }
  return decodeBytes(bytes, detected);
}

function decodeSafely(bytes: Buffer, declared: string, detected: string): string {
  try {
    return decodeBytes(bytes, declared);
  } catch {
    return decodeBytes(bytes, detected);
  }
}
