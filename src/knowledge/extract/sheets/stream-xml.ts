import type { Readable } from 'node:stream';
import { Parser } from 'htmlparser2';
import { localName, maxDepth } from '../xml/parse-xml.ts';

export interface XmlHandler {
  onOpen(name: string, attributes: Record<string, string>): void;
  onText(text: string): void;
  onClose(name: string): void;
}

/** Feeds an XML stream to the handler, piece by piece; resumes after each piece, so that what it gathered can be taken. */
export async function* streamXml(stream: Readable, handler: XmlHandler): AsyncGenerator<void> {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > maxDepth) throw new Error(`XML is nested deeper than ${maxDepth} elements`);
        handler.onOpen(localName(name), attributes);
      },
      ontext: text => handler.onText(text),
      onclosetag(name) {
        depth--;
        handler.onClose(localName(name));
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    parser.write(decoder.decode(chunk as Buffer, { stream: true }));
    yield;
  }
  parser.end(decoder.decode());
  yield;
}
