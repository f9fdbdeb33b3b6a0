import { cleanText } from '../text/clean-text.ts';
import type { FlowBlock } from './flow-block.ts';

const maxParagraphCharacters = 4_000;

/** Paragraphs are what blank lines part; the line breaks within stay as they are. */
export async function* parsePlainText(lines: AsyncIterable<string>): AsyncGenerator<FlowBlock> {
  let paragraph: string[] = [];
  let characters = 0;
  for await (const raw of lines) {
    const line = cleanText(raw);
    if (line.trim() === '' || characters > maxParagraphCharacters) {
      if (paragraph.length > 0) yield makeParagraph(paragraph);
      paragraph = [];
      characters = 0;
    }
    if (line.trim() === '') continue;
    paragraph.push(line.trimEnd());
    characters += line.length;
  }
  if (paragraph.length > 0) yield makeParagraph(paragraph);
}

function makeParagraph(lines: string[]): FlowBlock {
  return { kind: 'paragraph', text: lines.join('\n').trim() };
}
