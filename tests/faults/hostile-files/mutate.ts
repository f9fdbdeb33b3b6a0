import { inflateRawSync } from 'node:zlib';
import { makeZip } from '#tests/support/files/make-zip.ts';
import type { HostileFile } from './hostile-file.ts';

const zipLike = /\.(docx|pptx|xlsx|odt|epub|zip)$/;
/** What parsers trip over, whatever the format. */
const splices = [
  '<',
  '>',
  '&#0;',
  '&lol;',
  '{',
  '\\',
  '"',
  '\0\0\0\0',
  '\xff\xff\xff\xff',
  '../',
  '%PDF-',
  ']]>',
  '-1',
];

/** Breaks a file by chance: bytes, runs and ends, and in archives what their entries hold, packed again properly. */
export function mutate(seed: HostileFile, random: () => number): HostileFile {
  const name = seed.name.replace('seed', 'mutated');
  const inside = zipLike.test(seed.name) && random() < 0.6;
  const bytes = inside ? mutateEntries(seed.bytes, random) : mutateBytes(seed.bytes, random);
  return { name, bytes, trouble: 'mutated' };
}

type Mutation = (bytes: Buffer, at: number, random: () => number) => Buffer;

const flip: Mutation = (bytes, at, random) => {
  const copy = Buffer.from(bytes);
  copy[at] = Math.floor(random() * 256);
  return copy;
};
const cut: Mutation = (bytes, at) => bytes.subarray(0, at);
const remove: Mutation = (bytes, at, random) =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 64))]);
const repeat: Mutation = (bytes, at, random) => {
  const piece = bytes.subarray(at, at + 1 + Math.floor(random() * 200));
  const times = 1 + Math.floor(random() * 30);
  return Buffer.concat([
    bytes.subarray(0, at),
    ...Array.from({ length: times }, () => piece),
    bytes.subarray(at),
  ]);
};
const splice: Mutation = (bytes, at, random) => {
  const text = splices[Math.floor(random() * splices.length)]!;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(text, 'latin1'), bytes.subarray(at)]);
};
const inflateNumber: Mutation = (bytes, at) => {
  const rest = bytes.toString('latin1', at);
  const changed = rest.replace(/\d+/, '4294967295');
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(changed, 'latin1')]);
};
const mutations = [flip, flip, flip, cut, remove, repeat, splice, inflateNumber];

function mutateBytes(original: Buffer, random: () => number): Buffer {
  let bytes = original;
  const rounds = 1 + Math.floor(random() * 6);
  for (let round = 0; round < rounds && bytes.length > 1; round++) {
    const mutation = mutations[Math.floor(random() * mutations.length)]!;
    bytes = mutation(bytes, Math.floor(random() * bytes.length), random);
  }
  return bytes.length === 0 ? Buffer.from(' ') : bytes;
}

function mutateEntries(archive: Buffer, random: () => number): Buffer {
  const entries = listEntries(archive);
  const chosen = Math.floor(random() * entries.length);
  return makeZip(
    entries.map((entry, index) =>
      index === chosen ? { ...entry, content: mutateBytes(entry.content, random) } : entry,
    ),
  );
}

const localHeaderBytes = 30;

/** The entries of an archive that `makeZip` wrote. */
function listEntries(archive: Buffer): { name: string; content: Buffer }[] {
  const entries: { name: string; content: Buffer }[] = [];
  let at = 0;
  while (archive.readUInt32LE(at) === 0x04034b50) {
    const packedBytes = archive.readUInt32LE(at + 18);
    const nameBytes = archive.readUInt16LE(at + 26);
    const start = at + localHeaderBytes + nameBytes;
    const name = archive.toString('utf8', at + localHeaderBytes, start);
    entries.push({ name, content: inflateRawSync(archive.subarray(start, start + packedBytes)) });
    at = start + packedBytes;
  }
  return entries;
}
