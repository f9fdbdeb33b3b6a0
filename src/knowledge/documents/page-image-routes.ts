import { createHash } from 'node:crypto';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database } from '#kernel/db/database.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { openPageImages } from '#knowledge/page-images/open-page-images.ts';
import type { ImageFormat } from '#knowledge/page-images/render-message.ts';
import { blobKeyOf } from './blob-key.ts';
import { getDocument } from './get-document.ts';
import { getPage } from './read-pages.ts';

const params = z.object({
  document_id: pathId('document'),
  number: z.coerce.number({ error: 'There is no such page.' }).int().min(1).max(1_000_000),
});
const querystring = z.object({
  dpi: z.coerce.number().int().min(36).max(300).default(150).describe('Fewer where the sheet is large.'),
});
const maxPixels = 16_000_000;
const formats: ImageFormat[] = ['png', 'webp'];

const formatsWithPages = ['pdf', 'image'];

/** Pages as they look, for the rectangles that citations draw on them. Only PDFs and pictures have such pages. */
export function mountPageImages(app: HttpApp, { db, blobs }: { db: Database; blobs: BlobStore }): void {
  const images = openPageImages();
  app.addHook('onClose', () => images[Symbol.asyncDispose]());
  for (const format of formats) {
    app.get(
      `/documents/:document_id/pages/:number.${format}`,
      {
        config: { permission: 'documents:read', sends: [`image/${format}`] },
        schema: { params, querystring },
      },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const { document_id: documentId, number } = request.params;
        const document = await getDocument(db, { tenantId, id: documentId });
        const page = await getPage(db, { tenantId, documentId, number });
        if (
          !formatsWithPages.includes(document.format ?? '') ||
          page.width === null ||
          page.height === null
        ) {
          throw new NotFound('image of a page');
        }
        const dpi = capDpi(request.query.dpi, { width: page.width, height: page.height });
        const key = `${tenantId} ${document.id} ${document.sha256.toString('hex')}`;
        const etag = etagOf(`${key} ${number} ${dpi} ${format}`);
        reply.header('etag', etag).header('cache-control', 'private, no-cache');
        if (request.headers['if-none-match'] === etag) return reply.code(304).send();
        const openFile = () => blobs.localFile(blobKeyOf({ tenantId, id: document.id }));
        const image = await images.get({
          key,
          number,
          dpi,
          format,
          openFile,
          isPicture: document.format === 'image',
        });
        return reply.type(`image/${format}`).header('x-content-type-options', 'nosniff').send(image);
      },
    );
  }
}

/** The bytes follow from these facts, so that they need not be drawn to be named. */
function etagOf(facts: string): string {
  return `"${createHash('sha256').update(facts).digest('base64url').slice(0, 32)}"`;
}

/** A poster would be thousands of pixels wide: the picture stays within what a screen and the memory can bear. */
function capDpi(dpi: number, { width, height }: { width: number; height: number }): number {
  const most = 72 * Math.sqrt(maxPixels / Math.max(1, width * height));
  return Math.max(1, Math.min(dpi, Math.floor(most)));
}
