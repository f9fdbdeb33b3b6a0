import type { FeatureVector } from '../serving/create-assembler.ts';
import { presentValue } from '../serving/present-value.ts';

export interface Freshness {
  /** The group with its version. */
  view: string;
  /** The moment of the answer. */
  at: Date;
  /** Up to when its events are known; undefined: none has come. */
  watermark?: Date;
}

/**
 * An entity's features as a person and a model read them: how fresh they are, then one sentence each, so that each can be
 * cited by itself.
 */
export function describeVector(entity: string, vector: FeatureVector, freshness: Freshness): string {
  const { view, at, watermark } = freshness;
  const known =
    watermark === undefined ? 'No event has come yet.' : `Events are known up to ${watermark.toISOString()}.`;
  const lines = Object.entries(vector).map(
    ([name, value]) => `- ${name} (${inWords(name)}) of ${entity} is ${textOf(presentValue(value))}.`,
  );
  const head = `Computed by ${view} as of ${at.toISOString()}. ${known}`;
  return [
    `# Live features of ${entity}`,
    head,
    `## Values as of ${at.toISOString()}`,
    lines.join('\n'),
    '',
  ].join('\n\n');
}

const units: Record<string, string> = { s: 'seconds', m: 'minutes', h: 'hours' };

/** As somebody would ask for it: `payments_5m` is about payments in the last 5 minutes. */
function inWords(name: string): string {
  const { base, number, unit } = /^(?<base>.+)_(?<number>\d+)(?<unit>[smh])$/.exec(name)?.groups ?? {};
  if (base !== undefined) return `${spaced(base)}, last ${number} ${units[unit!]}`;
  return name.endsWith('_session') ? `${spaced(name.slice(0, -8))}, this session` : spaced(name);
}

const spaced = (name: string): string => name.replaceAll('_', ' ');

const textOf = (value: string | number | boolean | null): string =>
  value === null ? 'not known' : String(value);
