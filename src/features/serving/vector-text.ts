import { valueFromJson, valueToText } from '../tiles/value-text.ts';
import type { FeatureVector } from './create-assembler.ts';

/** Equal vectors have equal text. */
export function vectorToText(vector: FeatureVector): string {
  const fields = Object.entries(vector).map(
    ([name, value]) => `${JSON.stringify(name)}:${valueToText(value)}`,
  );
  return `{${fields.join(',')}}`;
}

export function vectorFromText(text: string): FeatureVector {
  const json = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, valueFromJson(value)]));
}
