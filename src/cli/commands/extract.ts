import { Command } from 'commander';
import path from 'node:path';
import { extractDocument } from '#knowledge/extract/extract-document.ts';
import type { ExtractedDocument, ExtractedPage } from '#knowledge/extract/extraction.ts';
import { renderMarkdown } from '#knowledge/extract/render-markdown.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function extractCommand(): Command {
  return new Command('extract')
    .description('show what is read from a file, page by page, with warnings')
    .argument('<file>')
    .option('--markdown', 'headings and tables as Markdown')
    .action((file: string, options: { markdown?: boolean }, command: Command) =>
      runCommand(command, context => extract(context, file, options.markdown ?? false)),
    );
}

/** Reads the file here and now: no server, no database. */
async function extract(context: CommandContext, file: string, asMarkdown: boolean): Promise<void> {
  const { config, output, signal } = context;
  const limits = { ...config.extract, maxFileBytes: config.maxUploadBytes };
  const pages: ExtractedPage[] = [];
  let document: ExtractedDocument | undefined;
  for await (const event of extractDocument({
    path: path.resolve(file),
    fileName: path.basename(file),
    limits,
    signal,
  })) {
    if (event.type === 'document') printDocument(output, (document = event.document));
    else {
      printPage(output, event.page, document!.paged, asMarkdown);
      if (output.json) pages.push(event.page);
    }
  }
  output.result({ document, pages });
}

function printDocument(output: Output, document: ExtractedDocument): void {
  const parts = document.paged ? `${document.pageCount} pages` : 'no pages';
  output.line(`${document.format}, ${parts}${document.title === undefined ? '' : `, “${document.title}”`}`);
  for (const warning of document.warnings) output.line(`! ${warning.message}`);
}

function printPage(output: Output, page: ExtractedPage, paged: boolean, asMarkdown: boolean): void {
  output.line(`\n── ${paged ? 'page' : 'part'} ${page.number} ${'─'.repeat(60)}`);
  for (const warning of page.warnings) {
    output.line(`! ${warning.message}${warning.nextStep === undefined ? '' : ` → ${warning.nextStep}`}`);
  }
  output.line(asMarkdown ? renderMarkdown(page) : page.text);
}
