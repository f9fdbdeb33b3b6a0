import { extname } from 'node:path';
import { fileNameOf } from '#knowledge/documents/name-file.ts';

/** Where a name does not tell, the sender's word helps to tell texts apart; everything else is told by the content. */
const extensions: Record<string, string> = {
  'text/html': '.html',
  'application/xhtml+xml': '.html',
  'text/markdown': '.md',
  'text/csv': '.csv',
  'text/plain': '.txt',
  'application/pdf': '.pdf',
};

/** A file name for what an address sends, fit to be shown; never used as a path. */
export function nameSource({
  url,
  mediaType,
  disposition,
}: {
  url: URL;
  mediaType: string;
  disposition: string;
}): string {
  const name = fileNameOf(nameInDisposition(disposition) ?? decode(url.pathname.split('/').at(-1) ?? ''));
  const known = name === 'document' ? url.hostname : name;
  const extension = extensions[mediaType] ?? '';
  return /^\.[a-z0-9]{1,5}$/i.test(extname(known)) && known !== url.hostname ? known : `${known}${extension}`;
}

function nameInDisposition(disposition: string): string | undefined {
  const [, encoded] = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition) ?? [];
  if (encoded !== undefined) return decode(encoded);
  return /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition)?.slice(1).find(Boolean);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
