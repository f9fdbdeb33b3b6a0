import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { InvalidInput, StateConflict } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import type { InsightContent } from '../insight-schema.ts';
import { exportFormats } from '../kinds/insight-kind.ts';
import type { ExportFormat } from '../kinds/insight-kind.ts';
import { readInsight } from '../read-insight.ts';
import { makeDeck } from './deck.ts';
import { openSlideWriter } from './open-slide-writer.ts';
import { writeMarkdown } from './write-markdown.ts';
import { writePage } from './write-page.ts';
import { writeTable } from './write-table.ts';

const params = z.object({ insight_id: pathId('insight') });
const querystring = z.object({
  format: z.enum(exportFormats).default('markdown').describe('html is a page to print or to save as PDF.'),
});

const PPTX = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
const SENT = ['text/markdown', 'text/html', 'text/csv', PPTX];
/** The page brings a style and nothing else. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox allow-modals";

/** An insight to take along. */
export function mountExport(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/insights/:insight_id/export',
    {
      config: { permission: 'insights:read', sends: SENT, audits: 'insight.exported' },
      schema: { params, querystring },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const insight = await readInsight(db, { tenantId, id: request.params.insight_id });
      const { format } = request.query;
      if (insight.status !== 'ready')
        throw new StateConflict('Only an insight that is ready can be exported.', 'Wait until it is ready.');
      if (!insight.exports.includes(format)) throw notMade(insight, format);
      return send(reply, insight, format);
    },
  );
}

const notMade = ({ exports }: InsightContent, format: string): InvalidInput =>
  new InvalidInput(`This kind of insight is not exported as ${format}.`, {
    code: 'unsupported-format',
    nextStep: `Choose one of ${exports.join(', ')}.`,
  });

async function send(
  reply: FastifyReply,
  insight: InsightContent,
  format: ExportFormat,
): Promise<FastifyReply> {
  switch (format) {
    case 'markdown':
      return attach(reply, insight, 'md').type('text/markdown; charset=utf-8').send(writeMarkdown(insight));
    case 'csv':
      return attach(reply, insight, 'csv').type('text/csv; charset=utf-8').send(writeTable(insight));
    case 'pptx':
      return attach(reply, insight, 'pptx')
        .type(PPTX)
        .send(await openSlideWriter().write(makeDeck(insight)));
    case 'html':
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', PAGE_POLICY)
        .send(writePage(insight));
  }
}

const attach = (reply: FastifyReply, { kind, id }: InsightContent, extension: string): FastifyReply =>
  reply.header('content-disposition', `attachment; filename="${kind}-${id}.${extension}"`);
