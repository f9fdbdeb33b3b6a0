import { parseHTML } from 'linkedom';
import { refuseDeepMarkup } from './refuse-deep-markup.ts';
import type { FlowBlock } from './flow-block.ts';
import { walkHtml } from './walk-html.ts';

export interface ParsedHtml {
  title?: string;
  blocks: FlowBlock[];
}

/** Turns HTML into blocks; nothing is fetched and nothing is run. */
export function parseHtml(html: string): ParsedHtml {
  refuseDeepMarkup(html);
  const complete = /<html[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`;
  const { document } = parseHTML(complete);
  const title = document.querySelector('title')?.textContent?.replace(/\s+/g, ' ').trim();
  const root = document.body ?? document.documentElement;
  return { ...(title ? { title } : {}), blocks: root ? walkHtml(root as unknown as Element) : [] };
}
