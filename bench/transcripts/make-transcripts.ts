import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { seededRandom } from '#tests/support/random.ts';

export interface MakeOptions {
  path: string;
  layout: 'array' | 'lines';
  /** Ends behind the conversation that reaches either. */
  bytes?: number;
  count?: number;
  seed: number;
  /** Of so many, one is malformed; undefined: none is. */
  faultEvery?: number;
}

const SENTENCES = [
  'Hello, I am calling about order 4711, it still has not arrived.',
  'I am really disappointed, nobody told me about the delay!',
  'Let me look that up for you, one moment please.',
  'Your parcel left the warehouse on Tuesday “as planned”.',
  'That is great, thank you so much for your help.',
  'This is the third time I call, and every time it gets worse.',
  'Would you like a refund or a replacement?',
  'A replacement would be fine, but please be quick.',
  'I understand, sorry for the inconvenience.',
  'The café terminal shows error \\\\ "E-17" again.',
  'Perfect, have a lovely day :)',
  'No, that does not work either. Terrible app.',
];
const CHANNELS = ['phone', 'chat', 'mail'];
const DAY_MS = 86_400_000;
const LAST_DAY_MS = Date.UTC(2026, 5, 30);
const FLUSH_CHARACTERS = 1 << 20;

/** Writes conversations of 4 to 28 turns over 90 days; the same seed writes the same file. @returns how many are good. */
export async function makeTranscripts(
  options: MakeOptions,
): Promise<{ good: number; bad: number; bytes: number }> {
  const { layout, bytes: maxBytes = Infinity, count: maxCount = Infinity, faultEvery } = options;
  const random = seededRandom(options.seed);
  const file = createWriteStream(options.path);
  const made = { good: 0, bad: 0, bytes: 0 };
  let text = layout === 'array' ? '[' : '';
  for (let n = 0; n < maxCount && made.bytes + text.length < maxBytes; n++) {
    const isBad = faultEvery !== undefined && n % faultEvery === faultEvery - 1;
    const item = makeItem(n, random);
    if (n > 0) text += layout === 'array' ? ',\n' : '\n';
    text += isBad ? item.replace('"turns"', '"trns"') : item;
    made[isBad ? 'bad' : 'good'] += 1;
    if (text.length < FLUSH_CHARACTERS) continue;
    made.bytes += Buffer.byteLength(text);
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  text += layout === 'array' ? ']' : '\n';
  made.bytes += Buffer.byteLength(text);
  file.end(text);
  await once(file, 'close');
  return made;
}

function makeItem(n: number, random: () => number): string {
  const turns = Array.from({ length: 4 + Math.floor(random() * 25) }, (_, turn) => ({
    speaker: turn % 2 === 0 ? 'customer' : 'agent',
    text: SENTENCES[Math.floor(random() * SENTENCES.length)],
    offset_ms: turn * 7_000,
  }));
  return JSON.stringify({
    external_id: `call-${n}`,
    channel: CHANNELS[n % CHANNELS.length],
    started_at: new Date(LAST_DAY_MS - Math.floor(random() * 90 * DAY_MS)).toISOString(),
    participants: [{ name: 'customer' }, { name: 'agent', role: 'support' }],
    turns,
    metadata: { queue: n % 7, region: 'north' },
  });
}
