import type { DocumentFormat } from '../extraction.ts';
import { detectDelimiter } from './detect-delimiter.ts';

const markdownExtensions = ['.md', '.markdown', '.mdown', '.mdx'];
const csvExtensions = ['.csv', '.tsv', '.tab'];

/** Chooses among the formats that are text; the extension decides only between readings that are all possible. */
export function detectTextFormat(sample: string, extension: string): DocumentFormat {
  if (markdownExtensions.includes(extension)) return 'markdown';
  if (csvExtensions.includes(extension)) return 'csv';
  if (looksLikeHtml(sample)) return 'html';
  if (extension === '.txt' || extension === '.log') return 'text';
  if (looksLikeMarkdown(sample)) return 'markdown';
  return detectDelimiter(sample) ? 'csv' : 'text';
}

function looksLikeHtml(sample: string): boolean {
  const start = sample
    .replace(/^\ufeff/, '')
    .trimStart()
    .slice(0, 4_000);
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body)\b/i.test(start)) return true;
  const tags = sample.match(/<(p|div|span|table|tr|td|ul|ol|li|h[1-6]|a|br|section|article)\b[^>]*>/gi);
  return start.startsWith('<') && (tags?.length ?? 0) >= 3;
}

function looksLikeMarkdown(sample: string): boolean {
  const signs = [/^#{1,6} \S/m, /^(```|~~~)/m, /^\|.*\|\s*\n\|[\s:|-]+\|\s*$/m, /\[[^\]\n]+\]\([^)\s]+\)/];
  const lists = (sample.match(/^\s{0,3}[-*+] \S/gm) ?? []).length;
  return signs.filter(sign => sign.test(sample)).length + (lists >= 3 ? 1 : 0) >= 2;
}
