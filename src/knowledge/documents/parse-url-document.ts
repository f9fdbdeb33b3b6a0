import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { parseSourceUrl } from '#knowledge/fetch/parse-source-url.ts';
import { SourceRefused } from '#knowledge/fetch/source-errors.ts';
import { urlDocumentInput } from './document-schema.ts';

export interface UrlDocument {
  url: string;
  title: string;
  /** From the address; what it is sent under may say better. */
  fileName: string;
  metadata: Record<string, unknown>;
}

const MAX_URL_CHARACTERS = 2_000;

/** The address is judged by its spelling already here; where it leads to is judged when it is fetched. */
export function parseUrlDocument(body: unknown): UrlDocument {
  const parsed = urlDocumentInput.safeParse(body);
  if (!parsed.success) {
    const [{ path, message } = { path: ['url'], message: 'is missing' }] = parsed.error.issues;
    throw invalid(['body', ...path].join('.'), message);
  }
  const { title, metadata } = parsed.data;
  const url = parseAddress(parsed.data.url);
  if (url.href.length > MAX_URL_CHARACTERS) throw invalid('body.url', 'is too long');
  const place = `${url.host}${url.pathname}`.replace(/\/$/, '').slice(0, 500).toWellFormed();
  return { url: url.href, title: title ?? place, fileName: url.hostname, metadata };
}

function parseAddress(written: string): URL {
  try {
    return parseSourceUrl(written).url;
  } catch (error) {
    if (error instanceof SourceRefused) throw invalid('body.url', error.message);
    throw error;
  }
}

const invalid = (path: string, message: string): InvalidInput =>
  new InvalidInput(`This document is not valid: ${path} – ${message}`, {
    fields: [{ path, message }],
    nextStep: 'Send “url”, an address of http or https, and “title” and “metadata” as you like.',
  });
