import { SourceRefused } from './source-errors.ts';

export interface SourceUrl {
  url: URL;
  /** Without the brackets of IPv6; other spellings of an address are resolved. */
  hostname: string;
}

const protocols = ['http:', 'https:'];
const firstFreePort = 1024;
const webPorts = ['', '80', '443'];

/**
 * Judges an address by its spelling alone. @throws SourceRefused unless it is http(s), carries no credentials, and
 * names a port that a web server may have.
 */
export function parseSourceUrl(written: string, base?: URL): SourceUrl {
  const url = URL.parse(written, base);
  if (url === null) throw refuse('It is no address.');
  if (!protocols.includes(url.protocol))
    throw refuse('Only addresses that begin with http:// or https:// are fetched.');
  if (url.username !== '' || url.password !== '')
    throw refuse('An address that carries a name or password is not fetched: it would be kept and shown.');
  if (!webPorts.includes(url.port) && Number(url.port) < firstFreePort)
    throw refuse(`Web pages are not served on port ${url.port}.`);
  url.hash = '';
  return { url, hostname: url.hostname.replace(/^\[|\]$/g, '') };
}

const refuse = (message: string): SourceRefused => new SourceRefused(message, { code: 'source-refused' });
