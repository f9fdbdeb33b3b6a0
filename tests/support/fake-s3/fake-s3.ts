import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { isSigned } from './check-signature.ts';
import type { S3Key } from './check-signature.ts';

export interface FakeS3 extends AsyncDisposable, S3Key {
  /** With the bucket as its path. */
  url: string;
  region: string;
  objects: Map<string, { bytes: Buffer; modifiedAt: Date }>;
  /** Every request, such as `PUT /bucket/key`, and what it was answered. */
  requests: { line: string; status: number }[];
  /** Answers everything with 503 while it is set. */
  away: boolean;
}

interface Asked {
  method: string;
  key: string;
  query: URLSearchParams;
  body: Buffer;
}

interface Answered {
  status: number;
  body?: string | Buffer;
  etag?: string;
}

/** A page of its lists: small, so that tests have several. */
const PAGE = 3;

/** One bucket over HTTP that asks for signatures: objects, lists in pages, uploads in parts. */
export async function startFakeS3(): Promise<FakeS3> {
  const uploads = new Map<string, Map<number, Buffer>>();
  const fake: FakeS3 = {
    url: '',
    region: 'test-1',
    accessKeyId: 'key-of-the-test',
    secretAccessKey: 'secret-of-the-test',
    objects: new Map(),
    requests: [],
    away: false,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  const server = createServer((request, response) => void serve(fake, uploads, request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket`;
  return fake;
}

async function serve(
  fake: FakeS3,
  uploads: Map<string, Map<number, Buffer>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(request);
  const { pathname, searchParams: query } = new URL(request.url!, fake.url);
  const key = decodeURIComponent(pathname.slice('/bucket/'.length));
  const asked = { method: request.method!, key, query, body };
  const { status, body: reply, etag } = judge(fake, uploads, request, asked);
  fake.requests.push({ line: `${request.method} ${pathname}`, status });
  response.writeHead(status, etag ? { etag: `"${etag}"` } : {}).end(reply);
}

function judge(
  fake: FakeS3,
  uploads: Map<string, Map<number, Buffer>>,
  request: IncomingMessage,
  asked: Asked,
): Answered {
  if (fake.away) return { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
  if (!isSigned(request, fake))
    return { status: 403, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' };
  if (asked.query.has('uploads') || asked.query.has('uploadId')) return inParts(fake, uploads, asked);
  if (asked.query.has('list-type')) return { status: 200, body: list(fake, asked.query) };
  return whole(fake, asked);
}

function whole({ objects }: FakeS3, { method, key, body }: Asked): Answered {
  if (method === 'PUT') {
    objects.set(key, { bytes: body, modifiedAt: new Date() });
    return { status: 200, etag: md5(body) };
  }
  if (method === 'DELETE') {
    objects.delete(key);
    return { status: 204 };
  }
  const found = objects.get(key);
  return found
    ? { status: 200, body: found.bytes }
    : { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
}

function inParts(fake: FakeS3, uploads: Map<string, Map<number, Buffer>>, asked: Asked): Answered {
  const { method, key, query, body } = asked;
  if (query.has('uploads')) {
    const id = `upload-${uploads.size + 1}`;
    uploads.set(id, new Map());
    const inner = `<Bucket>bucket</Bucket><Key>${key}</Key><UploadId>${id}</UploadId>`;
    return { status: 200, body: `<InitiateMultipartUploadResult>${inner}</InitiateMultipartUploadResult>` };
  }
  const parts = uploads.get(query.get('uploadId')!);
  if (!parts) return { status: 404, body: '<Error><Code>NoSuchUpload</Code></Error>' };
  if (method === 'PUT') {
    parts.set(Number(query.get('partNumber')), body);
    return { status: 200, etag: md5(body) };
  }
  uploads.delete(query.get('uploadId')!);
  if (method === 'DELETE') return { status: 204 };
  const bytes = Buffer.concat([...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part));
  fake.objects.set(key, { bytes, modifiedAt: new Date() });
  const inner = `<Bucket>bucket</Bucket><Key>${key}</Key><ETag>"${md5(bytes)}"</ETag>`;
  return { status: 200, body: `<CompleteMultipartUploadResult>${inner}</CompleteMultipartUploadResult>` };
}

function list({ objects }: FakeS3, query: URLSearchParams): string {
  const after = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter(key => key.startsWith(query.get('prefix') ?? '') && key > after);
  const page = keys.toSorted().slice(0, PAGE);
  const more = keys.length > page.length;
  const contents = page.map(key => {
    const { bytes, modifiedAt } = objects.get(key)!;
    return `<Contents><Key>${key}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><ETag>"${md5(bytes)}"</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  });
  const token = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><Name>bucket</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`;
}

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
