import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';
import { textDocumentInput, titleSchema } from './document-schema.ts';
import { fileNameOf, titleOf } from './name-file.ts';
import { storeUpload } from './store-upload.ts';
import type { UploadedFile } from './upload-document.ts';
import { FileTooLarge } from './upload-errors.ts';

/** What a request brought, its file on disk; disposing removes the file unless it was moved away. */
export interface ReceivedUpload extends AsyncDisposable {
  title: string;
  metadata: Record<string, unknown>;
  file: UploadedFile;
}

interface Limits {
  blobs: BlobStore;
  maxBytes: number;
}

const MAX_FIELD_BYTES = 64 * 1024;
const metadataField = z.preprocess(parseJson, metadataSchema);
const fieldsSchema = z.strictObject({
  title: titleSchema.optional(),
  metadata: metadataField.default({}),
});

/**
 * Takes a document from a multipart form (`file`, `title?`, `metadata?`) or from a JSON body with its text.
 * @throws InvalidInput, FileTooLarge
 */
export function receiveUpload(request: FastifyRequest, limits: Limits): Promise<ReceivedUpload> {
  return request.isMultipart() ? receiveForm(request, limits) : receiveText(request, limits);
}

async function receiveForm(request: FastifyRequest, limits: Limits): Promise<ReceivedUpload> {
  const fields: Record<string, unknown> = {};
  const path = limits.blobs.temporaryPath();
  let file: UploadedFile | undefined;
  try {
    for await (const part of request.parts({ limits: formLimits(limits.maxBytes) })) {
      if (part.type === 'file')
        file = await receiveFile(part, path, { ...limits, isFirst: file === undefined });
      else fields[part.fieldname] = fieldValue(part);
    }
    if (file === undefined) throw invalidField('file', 'is missing');
    const { title, metadata } = parseInput(fieldsSchema, fields);
    return asUpload(file, { title: title ?? titleOf(file.fileName), metadata });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function receiveFile(
  part: MultipartFile,
  path: string,
  options: { maxBytes: number; isFirst: boolean },
): Promise<UploadedFile> {
  if (part.fieldname !== 'file' || !options.isFirst)
    throw invalidField(part.fieldname, 'is not expected: a form brings one file, named “file”');
  const stored = await storeUpload(part.file, path);
  // Past its limit the parser only cuts the stream and says so here.
  if (part.file.truncated) throw new FileTooLarge(options.maxBytes);
  return { path, ...stored, fileName: fileNameOf(part.filename), mediaType: part.mimetype.slice(0, 200) };
}

async function receiveText(request: FastifyRequest, limits: Limits): Promise<ReceivedUpload> {
  const input = parseInput(textDocumentInput, request.body);
  const bytes = Buffer.from(input.text.toWellFormed());
  if (bytes.length > limits.maxBytes) throw new FileTooLarge(limits.maxBytes);
  const path = limits.blobs.temporaryPath();
  const stored = await storeUpload(Readable.from([bytes]), path);
  const extension = input.media_type === 'text/markdown' ? 'md' : 'txt';
  const fileName = fileNameOf(`${input.title}.${extension}`);
  return asUpload({ path, ...stored, fileName, mediaType: input.media_type }, input);
}

function asUpload(
  file: UploadedFile,
  { title, metadata }: { title: string; metadata: Record<string, unknown> },
): ReceivedUpload {
  return { title, metadata, file, [Symbol.asyncDispose]: () => rm(file.path, { force: true }) };
}

const formLimits = (maxBytes: number) => ({
  fileSize: maxBytes,
  files: 2,
  fields: 10,
  fieldSize: MAX_FIELD_BYTES,
});

function fieldValue(part: MultipartValue): unknown {
  if (part.valueTruncated) throw invalidField(part.fieldname, 'is too long');
  return part.value;
}

function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(issue => ({
    path: ['body', ...issue.path].join('.'),
    message: issue.message,
  }));
  throw new InvalidInput(`This upload is not valid: ${fields[0]?.path} – ${fields[0]?.message}`, {
    fields,
    nextStep: 'Send a form with a “file”, or JSON with “title” and “text”, or with “url”.',
  });
}

const invalidField = (name: string, message: string): InvalidInput =>
  new InvalidInput(`The field “${name}” ${message}.`, { fields: [{ path: `body.${name}`, message }] });

/** What is no JSON stays as it is, for the schema to refuse. */
function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
