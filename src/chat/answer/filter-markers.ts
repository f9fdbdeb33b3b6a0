/** What could still become a marker: spaces, and an opened bracket with nothing but numbers in it. */
const unfinished = /\s*(?:[[【]\s*(?:\d[\d\s,;–-]{0,30})?(?:†[^\]】]{0,30})?)?$/u;
const marker =
  /(?<space>[ \t]*)[[【]\s*(?<numbers>\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*(?:†[^\]】]{0,30})?[\]】]/gu;

/**
 * Passes a model's text through, piece by piece: markers of passages that exist become `[n]`, one number each; markers
 * that the model invented are gone, also when they arrive in several pieces. Code is left as it is.
 */
export class MarkerFilter {
  readonly #isKnown: (index: number) => boolean;
  #held = '';
  #isCode = false;

  constructor(isKnown: (index: number) => boolean) {
    this.#isKnown = isKnown;
  }

  /** Goes on behind a text that was passed through before. */
  resume(text: string): void {
    this.#resolve(text);
  }

  /** What of the text so far is certain. */
  push(text: string): string {
    const all = this.#held + text.replaceAll('\u0000', '');
    // Half of a surrogate pair cannot be stored; its other half is on the way.
    const cut = Math.min(
      unfinished.exec(all)!.index,
      /[\uD800-\uDBFF]$/.test(all) ? all.length - 1 : all.length,
    );
    this.#held = all.slice(cut);
    return this.#resolve(all.slice(0, cut));
  }

  /** The rest, once nothing follows. */
  end(): string {
    const rest = this.#resolve(this.#held);
    this.#held = '';
    return rest;
  }

  #resolve(text: string): string {
    const pieces = text.toWellFormed().split(/(`+)/);
    return pieces
      .map((piece, position) => (position % 2 === 1 ? this.#fence(piece) : this.#prose(piece)))
      .join('');
  }

  #fence(ticks: string): string {
    if (ticks.length % 2 === 1) this.#isCode = !this.#isCode;
    return ticks;
  }

  #prose(text: string): string {
    if (this.#isCode) return text;
    return text.replace(marker, (_match, space: string, numbers: string) => {
      const known = [...new Set(numbers.split(/[,;]/).map(Number))].filter(this.#isKnown);
      return known.length === 0 ? '' : `${space}${known.map(index => `[${index}]`).join('')}`;
    });
  }
}
