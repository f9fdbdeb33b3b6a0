import { deflateSync } from 'node:zlib';
import type { HostileFile } from '../hostile-files/hostile-file.ts';

/** A page whose drawing unpacks from 200 kB to 200 MB; however it ends, it must end in time and memory. */
export function makePdfBomb(): HostileFile {
  const stream = deflateSync(Buffer.alloc(200 * 1024 ** 2, ' '));
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
  ].map((body, index) => `${index + 1} 0 obj\n${body}\nendobj\n`);
  const bytes = Buffer.concat([
    Buffer.from(`%PDF-1.4\n${objects.join('')}4 0 obj\n`),
    Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`),
    stream,
    Buffer.from('\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 5 >>\n%%EOF\n'),
  ]);
  return { name: 'bomb.pdf', bytes, trouble: 'bomb' };
}
