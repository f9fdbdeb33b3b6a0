import { z } from 'zod';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';

export const MAX_TURN_CHARACTERS = 100_000;
export const MAX_TURNS = 20_000;
/** Of a speaker. */
export const MAX_NAME = 200;
export const MAX_OFFSET_MS = 2_147_483_647;
const FIRST_TIME = '1970-01-01T00:00:00.000Z';

const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const UNSTORABLE = 'must not contain U+0000 or half a surrogate pair';

const text = (max: number) => z.string().max(max).refine(storable, UNSTORABLE);
const name = (max: number) => z.string().trim().min(1).max(max).refine(storable, UNSTORABLE);

const time = z.iso
  .datetime({ offset: true })
  .transform(value => new Date(value))
  .refine(value => value.toISOString() >= FIRST_TIME && value.getUTCFullYear() < 2200, {
    message: 'must lie between 1970 and 2200',
  });

const participantSchema = z.strictObject({
  name: name(200),
  id: name(200).optional(),
  role: name(100).optional(),
});

const turnSchema = z.strictObject({
  speaker: name(MAX_NAME).describe('Who says it: as in `participants`, or a role such as `agent`.'),
  text: text(MAX_TURN_CHARACTERS),
  offset_ms: z.int().min(0).max(MAX_OFFSET_MS).optional().describe('From the begin of the conversation.'),
});

export type Turn = z.output<typeof turnSchema>;

/** A conversation as clients send it. */
export const transcriptInput = z
  .strictObject({
    external_id: name(200).describe('The client’s own id.'),
    channel: name(100).optional().describe('Such as `phone`, `chat`, `mail`.'),
    language: z
      .string()
      .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, 'must be a language tag such as “en” or “th-TH”')
      .max(35)
      .optional(),
    started_at: time.describe('When the conversation began; the timeline is sorted by it.'),
    ended_at: time.optional(),
    participants: z.array(participantSchema).max(100).default([]),
    turns: z.array(turnSchema).min(1).max(MAX_TURNS),
    metadata: metadataSchema.default({}),
  })
  .refine(value => value.ended_at === undefined || value.ended_at >= value.started_at, {
    path: ['ended_at'],
    message: 'must not be before started_at',
  });

export type Transcript = z.output<typeof transcriptInput>;
