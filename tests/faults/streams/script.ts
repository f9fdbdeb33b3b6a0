import type { Behaviour, ReceivedCall } from '#tests/support/fake-provider/behaviour.ts';

/** What the document says, so that the whole answer is cited and proved. */
export const DOCUMENT = 'Everyone has 28 days of paid leave a year, besides public holidays.';

export const TOKENS =
  'Everyone| has| 28| days| of| paid| leave| a| year| [1]|,| besides| public| holidays| [1]|.'.split('|');
export const WHOLE = TOKENS.join('');

const never = new Promise<never>(() => {});

export const questionOf = (trial: number): string =>
  `Trial ${trial}: how many days of paid leave has everyone?`;

/** How the provider answers each trial: in full, or up to a token at which it waits for ever. */
export class Script {
  readonly #heldAt = new Map<number, number>();
  readonly #gapMs = new Map<number, number>();

  /** @returns the text that comes before that token. */
  holdAt(trial: number, token: number): string {
    this.#heldAt.set(trial, token);
    return TOKENS.slice(0, token).join('');
  }

  /** From now on the trial is answered in full. */
  release(trial: number): void {
    this.#heldAt.delete(trial);
  }

  slowDown(trial: number, gapMs: number): void {
    this.#gapMs.set(trial, gapMs);
  }

  behaviourOf(call: ReceivedCall): Behaviour {
    const trial = trialOf(call);
    const written = writtenIn(call);
    if (written !== undefined) return { tokens: pieces(WHOLE.slice(written.length)), tokenGapMs: 2 };
    const heldAt = this.#heldAt.get(trial);
    return {
      tokens: TOKENS,
      // Most tokens of a trial come in different writes of its log.
      tokenGapMs: this.#gapMs.get(trial) ?? 4 + (trial % 5) * 8,
      ...(heldAt === 0 && { until: never }),
      beforeToken: index => (index === heldAt ? never : undefined),
    };
  }
}

/** Which trial asked. */
export const trialOf = (call: ReceivedCall): number =>
  Number(/Trial (\d+):/.exec(JSON.stringify(call.body))?.[1]);

/** Of a call that goes on with an answer: what there was of it. */
function writtenIn(call: ReceivedCall): string | undefined {
  const before = (call.body.messages as { role: string; content: string }[]).at(-2);
  return before?.role === 'assistant' ? before.content : undefined;
}

const pieces = (text: string): string[] => text.match(/\s?\S+/g) ?? [];
