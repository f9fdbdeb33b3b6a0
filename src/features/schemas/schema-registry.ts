import { hash } from 'node:crypto';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Compatibility, VersionConflict } from './compatibility.ts';
import { findConflicts } from './compatibility.ts';
import { parseSchema } from './parse-schema.ts';
import type { EventSchema } from './parse-schema.ts';
import {
  ensureRegistry,
  ensureText,
  findIdOfText,
  findRegistryLevel,
  findSubjectLevel,
  insertVersion,
  listVersions,
  lockSubject,
} from './queries.ts';
import type { SubjectVersion } from './queries.ts';
import { IncompatibleSchema, NoSuchSchema, NoSuchSubject, NoSuchVersion } from './registry-errors.ts';

interface SubjectSchema {
  tenantId: string;
  subject: string;
  /** Avro as JSON. */
  text: string;
}

/**
 * Makes a schema the newest version of a subject, unless it is one already; its id is what events begin with.
 * @throws InvalidSchema, IncompatibleSchema with the fields that are in the way
 */
export function registerSchema(db: Database, { tenantId, subject, text }: SubjectSchema): Promise<number> {
  const schema = parseSchema(text);
  return withTransaction(db, { tenantId }, async tx => {
    await ensureRegistry(tx, tenantId);
    await lockSubject(tx, { tenantId, name: subject });
    const versions = await listVersions(tx, { subject });
    const sha256 = fingerprintOf(schema);
    const known = await findIdOfText(tx, sha256);
    if (known !== undefined && versions.some(({ id }) => id === known)) return known;
    const level = await levelOf(tx, subject);
    const conflicts = findConflicts(schema, parseVersions(versions), level);
    if (conflicts.length > 0) throw new IncompatibleSchema(conflicts, level);
    const schemaId = await ensureText(tx, { tenantId, sha256, text });
    await insertVersion(tx, { tenantId, subject, schemaId });
    return schemaId;
  });
}

/** The version of a subject that says the same as `text`. @throws NoSuchSubject, NoSuchSchema, InvalidSchema */
export function lookUpSchema(
  db: Database,
  { tenantId, subject, text }: SubjectSchema,
): Promise<SubjectVersion> {
  const sha256 = fingerprintOf(parseSchema(text));
  return withTransaction(db, { tenantId }, async tx => {
    const versions = await listSubject(tx, subject);
    const id = await findIdOfText(tx, sha256);
    const found = versions.find(each => each.id === id);
    if (!found) throw new NoSuchSchema();
    return found;
  });
}

/** What a schema would be refused for; `version` is a number or `latest`, undefined: as registering would. */
export function checkCompatibility(
  db: Database,
  { tenantId, subject, text, version }: SubjectSchema & { version?: string },
): Promise<VersionConflict[]> {
  const schema = parseSchema(text);
  return withTransaction(db, { tenantId }, async tx => {
    const versions =
      version === undefined ? await listVersions(tx, { subject }) : [await getVersion(tx, subject, version)];
    return findConflicts(schema, parseVersions(versions), await levelOf(tx, subject));
  });
}

/** @throws NoSuchSubject */
export async function listSubject(tx: Tx, subject: string): Promise<SubjectVersion[]> {
  const versions = await listVersions(tx, { subject });
  if (versions.length === 0) throw new NoSuchSubject(subject);
  return versions;
}

/** `version`: a number or `latest`. @throws NoSuchSubject, NoSuchVersion */
export async function getVersion(tx: Tx, subject: string, version: string): Promise<SubjectVersion> {
  const versions = await listSubject(tx, subject);
  const found =
    version === 'latest' || version === '-1'
      ? versions.at(-1)
      : versions.find(each => String(each.version) === version);
  if (!found) throw new NoSuchVersion(version);
  return found;
}

const levelOf = async (tx: Tx, subject: string): Promise<Compatibility> =>
  (await findSubjectLevel(tx, subject)) ?? (await findRegistryLevel(tx));

const fingerprintOf = ({ text }: EventSchema): Buffer => hash('sha256', text, 'buffer');

const parseVersions = (versions: readonly SubjectVersion[]) =>
  versions.map(({ version, text }) => ({ version, schema: parseSchema(text) }));
