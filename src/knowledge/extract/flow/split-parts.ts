import type { Block, ExtractedPage, ExtractionWarning } from '../extraction.ts';
import type { FlowBlock } from './flow-block.ts';
import { splitLongBlock } from './split-long-block.ts';

const targetCharacters = 3_000;
const maxCharacters = 5_000;

/** Puts blocks into parts of a few thousand characters; a part ends before a heading where that is possible. */
export async function* splitParts(
  blocks: AsyncIterable<FlowBlock> | Iterable<FlowBlock>,
): AsyncGenerator<ExtractedPage> {
  let pending: FlowBlock[] = [];
  let characters = 0;
  let number = 0;
  for await (const whole of blocks) {
    for (const block of splitLongBlock(whole, maxCharacters)) {
      if (pending.length > 0 && endsBefore(block, characters, pending)) {
        yield makePart(++number, pending);
        pending = [];
        characters = 0;
      }
      pending.push(block);
      characters += block.text.length;
    }
  }
  if (pending.length > 0) yield makePart(++number, pending);
}

function endsBefore(block: FlowBlock, characters: number, pending: FlowBlock[]): boolean {
  if (characters + block.text.length > maxCharacters) return true;
  // A heading belongs to what follows it.
  if (pending.at(-1)?.kind === 'heading') return false;
  if (block.kind === 'heading') return characters > targetCharacters / (block.level ?? 6);
  return characters > targetCharacters;
}

/** Joins blocks to one text and notes where each stands in it. */
export function makePart(number: number, pending: FlowBlock[]): ExtractedPage {
  const blocks: Block[] = [];
  let text = '';
  let previous: FlowBlock | undefined;
  for (const block of pending) {
    if (previous) text += previous.kind === 'list-item' && block.kind === 'list-item' ? '\n' : '\n\n';
    const start = text.length;
    text += block.text;
    const level = block.level === undefined ? {} : { level: block.level };
    blocks.push({ kind: block.kind, start, end: text.length, ...level });
    previous = block;
  }
  return { number, text, blocks, words: [], warnings: checkText(text) };
}

function checkText(text: string): ExtractionWarning[] {
  const broken = (text.match(/\ufffd/g) ?? []).length;
  if (broken < 5 || broken < text.length * 0.005) return [];
  return [
    {
      code: 'garbled-text',
      message: 'Some characters of this part could not be decoded.',
      nextStep: 'Save the file as UTF-8 and upload it again.',
    },
  ];
}
