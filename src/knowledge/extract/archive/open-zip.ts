import type { Readable } from 'node:stream';
import type { Entry } from 'yauzl';
import { entryName, openArchive } from './open-archive.ts';
import { ExtractionError } from '../extraction-error.ts';

export interface OpenZip extends AsyncDisposable {
  /** Undefined where there is no such entry. */
  readText(name: string, maxBytes?: number): Promise<string | undefined>;
  openStream(name: string): Promise<Readable | undefined>;
}

/** Part names compare without regard to case in Office files. */
const keyOf = (name: string): string => name.replace(/^\/+/, '').toLowerCase();

/** Opens a ZIP container that `checkInflation` has passed, to read single entries of it. */
export async function openZip(path: string): Promise<OpenZip> {
  const zip = await openArchive(path);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(keyOf(entryName(entry)), entry);
  const openStream = async (name: string): Promise<Readable | undefined> => {
    const entry = entries.get(keyOf(name));
    return entry && (await zip.openReadStreamPromise(entry));
  };
  return {
    openStream,
    async readText(name, maxBytes) {
      const stream = await openStream(name);
      return stream && (await decodeXml(stream, maxBytes));
    },
    [Symbol.asyncDispose]() {
      zip.close();
      return Promise.resolve();
    },
  };
}

/** @throws ExtractionError `file-damaged` when the entry is missing. */
export async function requireText(zip: OpenZip, name: string): Promise<string> {
  const text = await zip.readText(name);
  if (text === undefined) throw new ExtractionError('file-damaged', { detail: 'A part of it is missing.' });
  return text;
}

async function decodeXml(stream: Readable, maxBytes = Infinity): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    byteCount += (chunk as Buffer).length;
    if (byteCount > maxBytes) break;
  }
  const bytes = Buffer.concat(chunks);
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(wide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}
