import { InvalidInput } from '#kernel/errors/common-errors.ts';
import type { GivenEvent } from './append-events.ts';

/** Confluent frames, each behind its length in four bytes (big-endian). */
export const FRAMES_TYPE = 'application/vnd.quarry.frames';
/** JSON values, one a line. */
const LINES_TYPES = ['application/x-ndjson', 'application/jsonl'];
/** One Confluent frame. */
const FRAME_TYPES = ['avro/binary', 'application/vnd.confluent.avro', 'application/octet-stream'];

export const eventContentTypes = ['application/json', ...LINES_TYPES, ...FRAME_TYPES, FRAMES_TYPE];

const MAX_EVENTS = 20_000;
const LENGTH_BYTES = 4;

/**
 * The events of a request: what they say is not looked at here, so that bytes which are no event become dead letters and
 * not an error that a device cannot understand. @throws InvalidInput when it cannot be told where one event ends
 */
export function parseEvents(body: Buffer, { type, key }: { type: string; key?: string }): GivenEvent[] {
  const events = readBody(body, type.split(';')[0]!.trim().toLowerCase());
  if (events.length > MAX_EVENTS)
    throw new InvalidInput(`A request carries ${MAX_EVENTS} events at most.`, {
      nextStep: 'Send them in several requests.',
    });
  return key === undefined ? events : events.map(each => ({ key, ...each }));
}

function readBody(body: Buffer, type: string): GivenEvent[] {
  if (FRAME_TYPES.includes(type)) return [{ value: body, isJson: false }];
  if (type === FRAMES_TYPE) return readFrames(body);
  return LINES_TYPES.includes(type) ? readLines(body) : readJson(body);
}

function readFrames(body: Buffer): GivenEvent[] {
  const events: GivenEvent[] = [];
  for (let at = 0; at < body.length;) {
    const end = at + LENGTH_BYTES <= body.length ? at + LENGTH_BYTES + body.readUInt32BE(at) : Infinity;
    if (end > body.length)
      throw new InvalidInput(`The frame that begins at byte ${at} ends behind the request.`);
    events.push({ value: body.subarray(at + LENGTH_BYTES, end), isJson: false });
    at = end;
  }
  return events;
}

/** The other way round, for whoever sends. */
export function writeFrames(frames: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    frames.flatMap(frame => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(frame.length);
      return [length, frame];
    }),
  );
}

function readLines(body: Buffer): GivenEvent[] {
  const events: GivenEvent[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf(0x0a, at);
    const line = body.subarray(at, end === -1 ? body.length : end);
    if (line.some(byte => byte > 0x20)) events.push({ value: line, isJson: true });
    at = end === -1 ? body.length : end + 1;
  }
  return events;
}

/** `{ "events": [ { "key"?, "value" } ] }`. */
function readJson(body: Buffer): GivenEvent[] {
  const { events } = parseBody(body) as { events?: unknown };
  if (!Array.isArray(events))
    throw new InvalidInput('The body must be an object with "events".', {
      nextStep: 'Send {"events": [{"value": {…}}]}, or the events as JSON Lines.',
    });
  return events.map((each: { key?: unknown; value?: unknown } | null) => ({
    ...(typeof each?.key === 'string' && each.key !== '' && { key: each.key.slice(0, 500) }),
    value: Buffer.from(JSON.stringify(each?.value ?? null)),
    isJson: true,
  }));
}

function parseBody(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new InvalidInput(`The body is not valid JSON: ${(error as Error).message}`);
  }
  throw new InvalidInput('The body must be a JSON object.');
}
