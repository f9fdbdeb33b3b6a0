/** Micro-credits for a thousand of each; one version of the prices of one model. */
export interface Price {
  /** `*` where the model has no prices of its own. */
  model: string;
  version: number;
  tokensIn: number;
  tokensOut: number;
  embeddingTokens: number;
  pages: number;
}

/** How much of what was used; what is left out is none. */
export interface Quantities {
  tokensIn?: number;
  tokensOut?: number;
  embeddingTokens?: number;
  pages?: number;
}

/** What it costs, in whole micro-credits, rounded up once. */
export function costOf(price: Price, used: Quantities): number {
  const { tokensIn = 0, tokensOut = 0, embeddingTokens = 0, pages = 0 } = used;
  const thousandths =
    BigInt(tokensIn) * BigInt(price.tokensIn) +
    BigInt(tokensOut) * BigInt(price.tokensOut) +
    BigInt(embeddingTokens) * BigInt(price.embeddingTokens) +
    BigInt(pages) * BigInt(price.pages);
  return Number((thousandths + 999n) / 1000n);
}
