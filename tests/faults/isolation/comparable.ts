import type { Reply } from '#tests/support/open-test-api.ts';

const id = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** What two replies must share: all but request id, the ids that were made or sent, and the time of day. */
export function comparable(reply: Reply): string {
  const { etag, location, 'content-type': type, 'content-length': _length } = reply.headers;
  const text = JSON.stringify({ status: reply.statusCode, type, etag, location, body: reply.body });
  return text.replaceAll(id, '<id>').replaceAll(time, '<time>');
}
