import { makeEncryptedDocx, makeEncryptedPdf } from '#tests/support/files/hostile-files.ts';
import { makeEpub, makeOdt } from '#tests/support/files/make-books.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';
import type { HostileFile } from './hostile-file.ts';

const manifest =
  '<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
const protection =
  '<encryption><EncryptedData><CipherData><CipherReference URI="OPS/text/c0.xhtml"/></CipherData></EncryptedData></encryption>';

/** Files with a password in the formats that know one; each must say so. */
export async function makeEncryptedFiles(): Promise<HostileFile[]> {
  const office = makeEncryptedDocx();
  const odt = makeOdt('<text:p/>', [{ name: 'META-INF/manifest.xml', content: Buffer.from(manifest) }]);
  const epub = makeEpub(
    'Locked',
    ['<p>x</p>'],
    [{ name: 'META-INF/encryption.xml', content: Buffer.from(protection) }],
  );
  const files: Record<string, Buffer> = {
    'locked.pdf': await makeEncryptedPdf(),
    'locked.docx': office,
    'locked.pptx': office,
    'locked.xlsx': office,
    'locked.odt': odt,
    'locked.epub': epub,
    'locked.zip': markEncrypted(makeZip([{ name: 'a.txt', content: Buffer.from('secret') }])),
  };
  return Object.entries(files).map(([name, bytes]) => ({
    name,
    bytes,
    trouble: 'encrypted',
    mayFailWith: ['file-encrypted'],
  }));
}

/** Sets the bit that says so in both headers of each entry. */
function markEncrypted(zip: Buffer): Buffer {
  const bytes = Buffer.from(zip);
  for (const [signature, offset] of [
    ['PK\u0003\u0004', 6],
    ['PK\u0001\u0002', 8],
  ] as const) {
    let at = bytes.indexOf(signature, 0, 'latin1');
    for (; at !== -1; at = bytes.indexOf(signature, at + 4, 'latin1')) bytes[at + offset]! |= 1;
  }
  return bytes;
}
