import { burn } from '@kenjiuno/msgreader/lib/Burner.js';

export interface MailText {
  subject: string;
  text?: string;
  html?: string;
  attachments?: { name: string; content: Buffer }[];
}

const boundary = 'quarry-boundary';

/** Writes a message as mail programs send it. */
export function makeEml({ subject, text, html, attachments = [] }: MailText): Buffer {
  const parts = [
    ...(text === undefined ? [] : [`Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`]),
    ...(html === undefined ? [] : [`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`]),
    ...attachments.map(
      ({ name, content }) =>
        `Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
        `Content-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replace(/.{76}/g, '$&\r\n')}`,
    ),
  ];
  const head =
    `From: Ada Moss <ada@example.com>\r\nTo: Ben Stone <ben@example.com>\r\nSubject: ${subject}\r\n` +
    'Date: Mon, 02 Mar 2026 09:30:00 +0000\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n' +
    `Content-Type: multipart/mixed; boundary="${boundary}"\r\n`;
  const body = parts.map(part => `--${boundary}\r\n${part}\r\n`).join('');
  return Buffer.from(`${head}\r\n${body}--${boundary}--\r\n`);
}

/** Kinds of entries in a compound file. */
const directory = 1;
const document = 2;
const root = 5;

interface CompoundEntry {
  name: string;
  type: number;
  length: number;
  binaryProvider?: () => ArrayLike<number>;
  children?: number[];
}

/** Writes a message as Outlook saves it. */
export function makeMsg({ subject, text = '', attachments = [] }: MailText): Buffer {
  const entries: CompoundEntry[] = [{ name: 'Root Entry', type: root, length: 0, children: [] }];
  const add = (parent: number, entry: CompoundEntry): number => {
    entries[parent]!.children!.push(entries.length);
    return entries.push(entry) - 1;
  };
  const addStream = (parent: number, name: string, content: Buffer): number =>
    add(parent, {
      name,
      type: document,
      length: content.length, // A copy: the writer takes the memory behind an array from its start.
      binaryProvider: () => Uint8Array.from(content),
    });
  addStream(0, '__properties_version1.0', Buffer.alloc(32));
  addStream(0, '__substg1.0_0037001F', Buffer.from(subject, 'utf16le'));
  addStream(0, '__substg1.0_1000001F', Buffer.from(text, 'utf16le'));
  addStream(0, '__substg1.0_0C1A001F', Buffer.from('Ada Moss', 'utf16le'));
  attachments.forEach(({ name, content }, index) => {
    const folder = add(0, {
      name: `__attach_version1.0_#${String(index).padStart(8, '0')}`,
      type: directory,
      length: 0,
      children: [],
    });
    addStream(folder, '__properties_version1.0', Buffer.alloc(8));
    addStream(folder, '__substg1.0_3707001F', Buffer.from(name, 'utf16le'));
    addStream(folder, '__substg1.0_37010102', content);
  });
  return Buffer.from(burn(entries));
}
