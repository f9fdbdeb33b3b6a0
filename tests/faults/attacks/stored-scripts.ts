import type { Attack, AttackStage } from './attack.ts';
import { sendRaw } from './send-raw.ts';
import type { RawReply } from './send-raw.ts';
import { weaken } from './weaken.ts';

const script = '<script>alert(1)</script>';
const files: [name: string, type: string, content: string][] = [
  [
    'picture.svg',
    'image/svg+xml',
    `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`,
  ],
  ['page.html', 'text/html', `<!doctype html>${script}`],
  ['notes.md', 'text/markdown', `[click](javascript:alert(1)) ![x](x" onerror="alert(1)) ${script}`],
  ['"><img src=x onerror=alert(1)>.html', 'text/html', script],
  ['a\r\nSet-Cookie: planted=1\r\n\r\n<script>.html', 'text/html', script],
  ['page.xhtml', 'application/xhtml+xml', `<html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`],
];

export const storedScripts: Attack = {
  name: 'a file that somebody uploads runs as a page of ours when another opens it',
  control: 'sandbox',
  async run(stage, isControlled) {
    using _weak = isControlled
      ? undefined
      : weaken(stage.target.app.server, {
          reply: headers => {
            delete headers['content-security-policy'];
            delete headers['content-disposition'];
          },
        });
    const library = (await stage.owner.call('POST', '/libraries', { name: 'Scripts' })).json<{
      id: string;
    }>();
    const breaches: string[] = [];
    for (const [name, type, content] of files) {
      const id = await upload(stage, library.id, { name, type, content });
      if (id === undefined) continue;
      const headers = { authorization: `Bearer ${stage.owner.apiKey}` };
      const file = await sendRaw(stage.port, { path: `/api/v1/documents/${id}/file`, headers });
      const told = await sendRaw(stage.port, { path: `/api/v1/documents/${id}`, headers });
      breaches.push(...[...findOpenings(file, told)].map(each => `${JSON.stringify(name)} ${each}`));
    }
    return { tries: files.length, breaches };
  },
};

/** As browsers write a file's name; some of these names are refused, which is fine. */
async function upload(
  { port, owner }: AttackStage,
  libraryId: string,
  file: { name: string; type: string; content: string },
): Promise<string | undefined> {
  const form = new FormData();
  form.set('file', new File([file.content], file.name, { type: file.type }));
  const encoded = new Response(form);
  const reply = await sendRaw(port, {
    method: 'POST',
    path: `/api/v1/libraries/${libraryId}/documents`,
    headers: {
      authorization: `Bearer ${owner.apiKey}`,
      'content-type': encoded.headers.get('content-type')!,
    },
    body: Buffer.from(await encoded.arrayBuffer()),
  });
  return reply.status === 202 ? (JSON.parse(reply.body) as { id: string }).id : undefined;
}

function* findOpenings(file: RawReply, told: RawReply): Generator<string> {
  const { headers } = file;
  if (!String(headers['content-disposition']).startsWith('attachment')) yield 'is shown instead of saved';
  if (!String(headers['content-security-policy']).includes('sandbox')) yield 'is not in a sandbox';
  if (headers['x-content-type-options'] !== 'nosniff') yield 'may be taken for what it looks like';
  if (/html|svg|xml/.test(String(headers['content-type']))) yield `is sent as ${headers['content-type']}`;
  if (headers['set-cookie'] !== undefined) yield 'sets a cookie';
  if (!String(told.headers['content-type']).startsWith('application/json')) yield 'is described by a page';
}
