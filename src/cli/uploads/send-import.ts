import path from 'node:path';
import { AppError } from '#kernel/errors/app-error.ts';
import type { ApiClient } from '../api-client.ts';
import type { RememberedUpload } from './remembered-upload.ts';
import { uploadResumably } from './upload-resumably.ts';

export interface SendImport {
  file: string;
  /** Where in a JSON object the array lies. */
  arrayPath?: string;
  remembered: RememberedUpload;
  onProgress: (sent: number, total: number) => void;
  signal: AbortSignal;
}

/** Sends a file of conversations, or the rest of it, and makes an import of it; one that was made already is found. */
export async function sendImport<Import extends { id: string }>(
  client: ApiClient,
  { file, arrayPath, remembered, onProgress, signal }: SendImport,
): Promise<Import> {
  const earlier = await remembered.read();
  const made = earlier?.import_id && (await findImport<Import>(client, earlier.import_id));
  if (made) return made;
  const uploadId = await uploadResumably(client, {
    file,
    name: path.basename(file),
    uploadId: earlier?.upload_id,
    onBegin: id => remembered.write({ upload_id: id }),
    onProgress,
    signal,
  });
  const query = new URLSearchParams({ upload_id: uploadId, ...(arrayPath && { path: arrayPath }) });
  const begun = await client.post<Import>(`/transcripts/import?${query}`, {}, uploadId);
  await remembered.write({ upload_id: uploadId, import_id: begun.id });
  return begun;
}

async function findImport<Import>(client: ApiClient, id: string): Promise<Import | undefined> {
  try {
    return await client.get<Import>(`/transcripts/imports/${id}`);
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return undefined;
    throw error;
  }
}
