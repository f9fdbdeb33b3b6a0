import { stat, writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import path from 'node:path';
import { AppError } from '#kernel/errors/app-error.ts';
import { undefinedIfMissing } from '#kernel/errors/undefined-if-missing.ts';
import { extractDocument } from '#knowledge/extract/extract-document.ts';
import type { ExtractedDocument, ExtractedPage, ExtractionWarning } from '#knowledge/extract/extraction.ts';
import { describeSum, sumWarnings } from '#knowledge/extract/sum-warnings.ts';
import type { WarningSum } from '#knowledge/extract/sum-warnings.ts';
import { renderMarkdown } from '#knowledge/extract/render-markdown.ts';
import { drawOverlay } from '#knowledge/page-images/draw-overlay.ts';
import { startRenderer } from '#knowledge/page-images/start-renderer.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

const overlayDpi = 110;

export function extractCommand(): Command {
  return new Command('extract')
    .description('show what is read from a file, page by page, with warnings')
    .argument('<file>')
    .option('--markdown', 'headings and tables as Markdown')
    .option('--page <number>', 'this page only', asPageNumber)
    .option(
      '--overlay <file.png>',
      'draw boxes and reading order on the page, of a PDF or a picture; page 1 without --page',
    )
    .action((file: string, options: ExtractOptions, command: Command) =>
      runCommand(command, context => extract(context, file, options)),
    );
}

interface ExtractOptions {
  markdown?: boolean;
  page?: number;
  overlay?: string;
}

function asPageNumber(given: string): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return number;
}

/** Reads the file here and now: no server, no database. */
async function extract(context: CommandContext, file: string, options: ExtractOptions): Promise<void> {
  const { config, output, signal } = context;
  const limits = { ...config.extract, maxFileBytes: config.maxUploadBytes };
  await requireFile(file);
  const pages: ExtractedPage[] = [];
  let wanted = options.page === undefined;
  let document: ExtractedDocument | undefined;
  let sums: WarningSum[] = [];
  for await (const event of extractDocument({
    path: path.resolve(file),
    fileName: path.basename(file),
    fromPage: options.page,
    limits,
    languages: config.ocr.languages,
    signal,
  })) {
    if (event.type === 'document') {
      printDocument(output, (document = event.document));
      sums = sumWarnings(sums, document.warnings);
      continue;
    }
    sums = sumWarnings(
      sums,
      event.page.warnings.map(each => ({ ...each, page: event.page.number })),
    );
    printPage(output, event.page, document!.paged, options.markdown ?? false);
    if (output.json) pages.push(event.page);
    if (options.overlay !== undefined && event.page.number === (options.page ?? 1)) {
      await saveOverlay(output, document!, { file, page: event.page, overlay: options.overlay });
    }
    wanted ||= event.page.number === options.page;
    if (event.page.number === options.page) break;
  }
  if (!wanted) throw noSuchPage(options.page!);
  printSums(output, sums);
  output.result({ document, pages, warning_summary: sums });
}

async function requireFile(file: string): Promise<void> {
  if (/^https?:\/\//i.test(file)) {
    throw new AppError('This is an address, and this command reads files. Give it to `quarry ingest`.', {
      code: 'not-a-file',
      status: 400,
    });
  }
  const stats = await stat(file).catch(undefinedIfMissing);
  if (stats?.isFile()) return;
  const what = stats ? `${file} is no file.` : `There is no file ${file}.`;
  throw new AppError(`${what} Check the path, then run the command again.`, {
    code: 'no-such-file',
    status: 404,
  });
}

function noSuchPage(page: number): AppError {
  return new AppError(`The document has no page ${page}. Run the command without --page to see them all.`, {
    code: 'no-such-page',
    status: 404,
  });
}

async function saveOverlay(
  output: Output,
  document: ExtractedDocument,
  { file, page, overlay }: { file: string; page: ExtractedPage; overlay: string },
): Promise<void> {
  if (document.format !== 'pdf' && document.format !== 'image') {
    output.line('! Only pages of PDFs and pictures can be drawn: there is no overlay.');
    return;
  }
  await using renderer = startRenderer(path.resolve(file), document.format === 'image');
  const picture = await renderer.render({ number: page.number, dpi: overlayDpi, format: 'png' });
  await writeFile(overlay, await drawOverlay(picture, page));
  output.line(`overlay of page ${page.number}: ${overlay}`);
}

function printDocument(output: Output, document: ExtractedDocument): void {
  const count = document.pageCount === 1 ? '1 page' : `${document.pageCount} pages`;
  const parts = document.paged ? count : 'no pages';
  output.line(`${document.format}, ${parts}${document.title === undefined ? '' : `, “${document.title}”`}`);
  for (const warning of document.warnings) printWarning(output, warning);
}

function printWarning(output: Output, { message, nextStep }: ExtractionWarning): void {
  output.line(`! ${message}${nextStep === undefined ? '' : ` → ${nextStep}`}`);
}

function printSums(output: Output, sums: WarningSum[]): void {
  if (sums.length > 0) output.line(`\n── warnings ${'─'.repeat(58)}`);
  for (const sum of sums) output.line(`! ${describeSum(sum)}`);
}

function printPage(output: Output, page: ExtractedPage, paged: boolean, asMarkdown: boolean): void {
  output.line(`\n── ${paged ? 'page' : 'part'} ${page.number} ${'─'.repeat(60)}`);
  for (const warning of page.warnings) printWarning(output, warning);
  output.line(asMarkdown ? renderMarkdown(page) : page.text);
}
