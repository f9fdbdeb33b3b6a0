import { extname } from 'node:path';
import type { DocumentFormat, ExtractionWarning } from './extraction.ts';

const labels: Record<DocumentFormat, string> = {
  pdf: 'PDF',
  docx: 'DOCX',
  pptx: 'PPTX',
  xlsx: 'XLSX',
  odt: 'ODT',
  rtf: 'RTF',
  epub: 'EPUB',
  html: 'HTML',
  markdown: 'Markdown',
  text: 'plain text',
  csv: 'CSV',
  eml: 'an email message',
  msg: 'an Outlook message',
  zip: 'a ZIP archive',
  image: 'a picture',
  transcript: 'a conversation',
};

/** Extensions that promise one format; those of texts promise nothing. */
const promised: Record<string, DocumentFormat> = {
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.docm': 'docx',
  '.doc': 'docx',
  '.pptx': 'pptx',
  '.pptm': 'pptx',
  '.ppsx': 'pptx',
  '.ppt': 'pptx',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.xls': 'xlsx',
  '.odt': 'odt',
  '.rtf': 'rtf',
  '.epub': 'epub',
  '.msg': 'msg',
  '.zip': 'zip',
  '.png': 'image',
  '.jpg': 'image',
  '.jpeg': 'image',
  '.webp': 'image',
  '.tif': 'image',
  '.tiff': 'image',
  '.gif': 'image',
  '.bmp': 'image',
};
const texts: DocumentFormat[] = ['html', 'markdown', 'text', 'csv', 'eml'];
const textExtensions = ['.txt', '.md', '.csv', '.tsv', '.htm', '.html', '.eml'];

/** Says so where the name promises another format than the content is in. */
export function warnOfMismatch(fileName: string, format: DocumentFormat): ExtractionWarning[] {
  const extension = extname(fileName).toLowerCase();
  const claimed = promised[extension];
  const isText = textExtensions.includes(extension);
  const fits = claimed === undefined ? !isText || texts.includes(format) : claimed === format;
  if (fits) return [];
  return [
    {
      code: 'format-mismatch',
      message: `The name ends in “${extension}”, but the content is ${labels[format]}; it was read as that.`,
      nextStep: 'Check that it is the file you meant.',
    },
  ];
}
