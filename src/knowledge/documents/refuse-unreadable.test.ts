import { expect, test } from 'vitest';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';

async function refusalOf(content: Buffer | string): Promise<unknown> {
  await using file = await writeTemporary('given', content);
  return await refuseUnreadable(file.path).catch((error: unknown) => error);
}

test('a video, an archive or a program is refused with its kind and what can be read', async () => {
  const video = Buffer.from('\0\0\0\x18ftypmp42', 'latin1');
  expect(await refusalOf(video)).toMatchObject({
    code: 'unsupported-format',
    status: 415,
    message: expect.stringContaining('a video'),
    nextStep: expect.stringContaining('Use PDF'),
  });
  expect(await refusalOf(Buffer.from('Rar!\x1a\x07\0', 'latin1'))).toMatchObject({ status: 415 });
  expect(await refusalOf(Buffer.from('\x7fELF\x02\x01', 'latin1'))).toMatchObject({ status: 415 });
});

test('what may be a document is taken, however short or odd', async () => {
  for (const content of ['', 'MZ is how the note begins', '%PDF-1.7', 'PK\x03\x04', 'IDs and names']) {
    expect(await refusalOf(content)).toBeUndefined();
  }
});
