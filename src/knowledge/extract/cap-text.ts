import type { ExtractionEvent } from './extract-document.ts';
import type { ExtractedPage } from './extraction.ts';

/** Ends the document where its text exceeds the limit, and says so on the page where it ends. */
export async function* capText(
  events: AsyncIterable<ExtractionEvent>,
  maxCharacters: number,
): AsyncGenerator<ExtractionEvent> {
  let remaining = maxCharacters;
  for await (const event of events) {
    if (event.type === 'page' && event.page.text.length > remaining) {
      yield { type: 'page', page: truncatePage(event.page, remaining, maxCharacters) };
      return;
    }
    if (event.type === 'page') remaining -= event.page.text.length;
    yield event;
  }
}

function truncatePage(page: ExtractedPage, length: number, maxCharacters: number): ExtractedPage {
  const text = page.text.slice(0, length).trimEnd();
  return {
    ...page,
    text,
    blocks: page.blocks
      .filter(block => block.start < text.length)
      .map(block => ({ ...block, end: Math.min(block.end, text.length) })),
    words: page.words.filter(word => word.end <= text.length),
    warnings: [
      ...page.warnings,
      {
        code: 'text-truncated',
        message: `The text ends here: the document holds more than ${maxCharacters} characters.`,
        nextStep: 'Split the document into smaller ones, or ask the operator to raise the limit.',
      },
    ],
  };
}
