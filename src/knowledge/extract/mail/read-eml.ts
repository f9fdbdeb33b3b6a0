import { readFile, writeFile } from 'node:fs/promises';
import PostalMime from 'postal-mime';
import type { Address, Attachment, Email } from 'postal-mime';
import { readContainer } from '../containers/read-container.ts';
import type { ContainedFile } from '../containers/read-container.ts';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import { decodeBytes } from '../text/decode-bytes.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { letterBlocks } from './letter-blocks.ts';

/** Reads a message and its attachments, each as a section under its name. */
export async function* readEml(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const email = await parse(request.path);
  yield* readContainer(request, {
    format: 'eml',
    title: email.subject,
    blocks: letterBlocks({
      subject: email.subject,
      from: email.from && nameOf(email.from),
      to: namesOf(email.to),
      cc: namesOf(email.cc),
      date: email.date,
      html: email.html,
      text: email.text,
    }),
    files: email.attachments.filter(each => !isInlinePicture(each)).map(asFile),
  });
}

async function parse(path: string): Promise<Email> {
  try {
    return await PostalMime.parse(asMessage(await readFile(path)), {
      forceRfc822Attachments: true,
      maxNestingDepth: 50,
    });
  } catch (cause) {
    throw new ExtractionError('file-damaged', { cause });
  }
}

/** A message is bytes of several encodings, unless a program saved all of it as UTF-16. */
function asMessage(bytes: Buffer): Buffer | string {
  const encoding = detectEncoding(bytes.subarray(0, 64 * 1024)) ?? '';
  return encoding.startsWith('utf-16') ? decodeBytes(bytes, encoding) : bytes;
}

const nameOf = (address: Address): string =>
  address.group !== undefined
    ? address.name
    : [address.name, address.address && `<${address.address}>`].filter(part => part).join(' ');

const namesOf = (addresses: Address[] | undefined): string[] => (addresses ?? []).map(nameOf);

/** A logo in a signature, not something that was sent along. */
const isInlinePicture = (attachment: Attachment): boolean =>
  attachment.mimeType.startsWith('image/') && (attachment.related ?? attachment.disposition === 'inline');

function asFile(attachment: Attachment, index: number): ContainedFile {
  const isMessage = attachment.mimeType === 'message/rfc822';
  const name = attachment.filename ?? (isMessage ? `message-${index + 1}.eml` : `attachment-${index + 1}`);
  return {
    name,
    async writeTo(path, maxBytes) {
      const { content } = attachment;
      const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
      if (bytes.length > maxBytes) throw new ExtractionError('archive-bomb');
      if (bytes.length === 0) throw new ExtractionError('file-empty');
      await writeFile(path, bytes, { mode: 0o600 });
      return bytes.length;
    },
  };
}
