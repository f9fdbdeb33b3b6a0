import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface S3Key {
  accessKeyId: string;
  secretAccessKey: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

/**
 * Whether the request is signed by `key`: "Signature Version 4" as Amazon documents it for S3, computed here from
 * what arrived.
 */
export function isSigned(request: IncomingMessage, key: S3Key): boolean {
  const parsed = AUTHORIZATION.exec(request.headers.authorization ?? '');
  if (!parsed) return false;
  const [, accessKeyId = '', day = '', region = '', signedHeaders = '', signature = ''] = parsed;
  const canonical = canonicalRequest(request, signedHeaders);
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const signingKey = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${key.secretAccessKey}`,
  );
  return accessKeyId === key.accessKeyId && hmac(signingKey, toSign).toString('hex') === signature;
}

function canonicalRequest(request: IncomingMessage, signedHeaders: string): string {
  const { pathname, searchParams } = new URL(request.url!, 'http://any');
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
  const headers = signedHeaders.split(';').map(name => `${name}:${String(request.headers[name]).trim()}\n`);
  const content = String(request.headers['x-amz-content-sha256']);
  return [request.method, pathname, query, headers.join(''), signedHeaders, content].join('\n');
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
