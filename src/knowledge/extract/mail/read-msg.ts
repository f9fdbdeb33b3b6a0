import { readFile, writeFile } from 'node:fs/promises';
// Published as CommonJS: the class is a property of the module.
import msgReader from '@kenjiuno/msgreader';
import type { FieldsData } from '@kenjiuno/msgreader';
import { readContainer } from '../containers/read-container.ts';
import type { ContainedFile } from '../containers/read-container.ts';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import { decodeBytes } from '../text/decode-bytes.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { letterBlocks } from './letter-blocks.ts';

type Reader = InstanceType<typeof msgReader.default>;

/** Reads an Outlook message and its attachments, each as a section under its name. */
export async function* readMsg(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const bytes = await readFile(request.path);
  const { reader, fields } = parse(bytes);
  const recipients = fields.recipients ?? [];
  const namesOf = (kind: string): string[] =>
    recipients
      .filter(each => (each.recipType ?? 'to') === kind)
      .map(each => personOf(each.name, each.smtpAddress ?? each.email));
  yield* readContainer(request, {
    format: 'msg',
    title: fields.subject,
    blocks: letterBlocks({
      subject: fields.subject,
      from: personOf(fields.senderName, fields.senderSmtpAddress ?? fields.senderEmail),
      to: namesOf('to'),
      cc: namesOf('cc'),
      date: fields.messageDeliveryTime ?? fields.clientSubmitTime,
      html: fields.bodyHtml ?? (fields.html && decodeHtml(fields.html)),
      text: fields.body,
    }),
    files: (fields.attachments ?? [])
      .filter(each => !each.attachmentHidden)
      .map(each => asFile(reader, each)),
  });
}

function parse(bytes: Buffer): { reader: Reader; fields: FieldsData } {
  try {
    const reader = new msgReader.default(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    );
    const fields = reader.getFileData();
    if (fields.error) throw new Error(fields.error);
    return { reader, fields };
  } catch (cause) {
    throw new ExtractionError('file-damaged', { cause });
  }
}

const personOf = (name: string | undefined, address: string | undefined): string =>
  [name, address && address !== name && `<${address}>`].filter(part => part).join(' ');

const decodeHtml = (bytes: Uint8Array): string => decodeBytes(bytes, detectEncoding(bytes) ?? 'utf-8');

function asFile(reader: Reader, attachment: FieldsData): ContainedFile {
  const name = attachment.fileName ?? attachment.fileNameShort ?? attachment.name ?? 'attachment';
  return {
    name: attachment.innerMsgContent && !/\.msg$/i.test(name) ? `${name}.msg` : name,
    async writeTo(path, maxBytes) {
      const { content } = reader.getAttachment(attachment);
      if (content.length > maxBytes) throw new ExtractionError('archive-bomb');
      if (content.length === 0) throw new ExtractionError('file-empty');
      await writeFile(path, content, { mode: 0o600 });
      return content.length;
    },
  };
}
