import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Tx } from '#kernel/db/database.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { Uploads } from '#knowledge/uploads/open-uploads.ts';
import { takeUpload } from '#knowledge/uploads/take-upload.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { answerWithDocument } from './answer-with-document.ts';
import { titleSchema } from './document-schema.ts';
import type { DocumentView } from './document-schema.ts';
import { titleOf } from './name-file.ts';
import { uploadDocument } from './upload-document.ts';
import type { UploadDeps } from './upload-document.ts';

interface Deps extends UploadDeps {
  usage?: Usage;
  uploads: Uploads;
  maxUploadBytes: number;
}

const uploadDocumentInput = z.strictObject({
  upload_id: z.uuid(),
  title: titleSchema.optional(),
  metadata: metadataSchema.default({}),
});

type Input = z.output<typeof uploadDocumentInput>;

/** Whether a request's body names an upload, well formed or not. */
export const bringsUpload = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'upload_id' in body;

/** Makes a document of a finished upload, which is gone then. */
export function addDocumentByUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<DocumentView> {
  const { tenantId, userId } = principalOf(request);
  const { db } = deps;
  const input = parseInput(request.body);
  const { library_id: libraryId } = request.params as { library_id: string };
  const present = (id: string, status: number) => answerWithDocument(reply, db, { tenantId, id, status });
  return actOnce(request, reply, {
    db,
    tenantId,
    userId,
    body: input,
    act: async claim => {
      await deps.usage?.assertRoom(tenantId);
      const onCommit = async (tx: Tx, id: string) => claim?.finish(tx, id);
      const { id, isNew } = await addTaken(deps, { tenantId, libraryId, input, onCommit });
      return await present(id, isNew ? 202 : 200);
    },
    replay: id => present(id!, 202),
  });
}

async function addTaken(
  deps: Deps,
  {
    input,
    ...given
  }: {
    tenantId: string;
    libraryId: string;
    input: Input;
    onCommit(tx: Tx, id: string): Promise<void>;
  },
): Promise<{ id: string; isNew: boolean }> {
  const { blobs, uploads, maxUploadBytes: maxBytes } = deps;
  const { tenantId } = given;
  const wanted = { tenantId, id: input.upload_id, path: blobs.temporaryPath(), maxBytes };
  await using upload = await takeUpload(uploads, wanted);
  const title = input.title ?? titleOf(upload.file.fileName);
  const { document, isNew } = await uploadDocument(deps, {
    ...given,
    title,
    metadata: input.metadata,
    file: upload.file,
  });
  await upload.remove();
  return { id: document.id, isNew };
}

function parseInput(body: unknown): Input {
  const parsed = uploadDocumentInput.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({
    path: ['body', ...path].join('.'),
    message,
  }));
  throw new InvalidInput(`This document is not valid: ${fields[0]?.path} – ${fields[0]?.message}`, {
    fields,
    nextStep: 'Send “upload_id”, and “title” and “metadata” as you like.',
  });
}
