import type { Reply } from '#tests/support/open-test-api.ts';
import { keyOf, parametersOf } from './list-probes.ts';
import type { Probe } from './list-probes.ts';
import { plainParameters, requestBodies } from './request-bodies.ts';
import type { Tenancy } from './tenancy.ts';

const TUS_HEADERS = {
  'tus-resumable': '1.0.0',
  'upload-offset': '0',
  'content-type': 'application/offset+octet-stream',
};

/** Calls the probe's route as `caller`, with its own ids everywhere but at the probe's place: there stands `value`. */
export function sendProbe(probe: Probe, caller: Tenancy, value: string): Promise<Reply> {
  const { route, place, name } = probe;
  const path = route.url.replaceAll(/:(\w+)/g, (_all, parameter: string) => {
    if (place === 'path' && parameter === name) return value;
    return plainParameters[parameter] ?? caller.ids[parameter]!;
  });
  const query = place === 'query' || place === 'cursor' ? `?${name}=${encodeURIComponent(value)}` : '';
  const body = requestBodies[keyOf(route)] ?? undefined;
  const field = place === 'body' ? { [name]: name.endsWith('s') ? [value] : value } : {};
  // Answers come as JSON, MCP's clients must take both; "any version", so that a guard on versions does not answer first.
  const accept = route.url === '/mcp' ? 'application/json, text/event-stream' : 'application/json';
  const headers = { accept, 'if-match': '*', ...(route.url.includes('/uploads') && TUS_HEADERS) };
  return caller.request(route.method, path + query, body && { ...body, ...field }, headers);
}

/** Whether the fixtures can fill this probe's route at all. */
export const unknownParameters = (probe: Probe, caller: Tenancy): string[] =>
  [
    ...parametersOf(probe.route),
    ...(probe.place === 'body' || probe.place === 'query' ? [singular(probe.name)] : []),
  ].filter(name => !(name in plainParameters) && !(name in caller.ids));

/** `library_ids` takes ids of the kind `library_id`. */
export const singular = (name: string): string => name.replace(/ids$/, 'id');
