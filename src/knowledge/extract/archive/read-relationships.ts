import { posix } from 'node:path';
import { findAll, parseXml } from '../xml/parse-xml.ts';
import type { OpenZip } from './open-zip.ts';

export interface Relationship {
  id: string;
  /** The last part of its type's address, such as `notesSlide`. */
  type: string;
  /** Name of the entry it points to. */
  target: string;
}

/** What a part of an Office file points to inside the file; what lies outside is left out. */
export async function readRelationships(zip: OpenZip, part: string): Promise<Relationship[]> {
  const { dir, base } = posix.parse(part);
  const xml = await zip.readText(`${dir}/_rels/${base}.rels`);
  if (xml === undefined) return [];
  return findAll(parseXml(xml), 'Relationship')
    .filter(({ attributes }) => attributes['TargetMode'] !== 'External')
    .map(({ attributes: { Id = '', Type = '', Target = '' } }) => ({
      id: Id,
      type: Type.slice(Type.lastIndexOf('/') + 1),
      target: Target.startsWith('/') ? Target.slice(1) : posix.join(dir, Target),
    }));
}
