import type { Attack } from './attack.ts';
import { sendRaw } from './send-raw.ts';
import { weaken } from './weaken.ts';

/** Ways out that words of a model could open in a page, and the directive that shuts each. */
const waysOut: Record<string, string> = {
  'an image from elsewhere': 'img-src',
  'a script from elsewhere': 'script-src',
  'a request to elsewhere': 'connect-src',
  'a form to elsewhere': 'form-action',
  'a font from elsewhere': 'font-src',
  'a style from elsewhere': 'style-src',
  'a frame of elsewhere': 'default-src',
  'another base for all links': 'base-uri',
  'our page in a foreign frame': 'frame-ancestors',
};
const pages = ['/', '/sign-in', '/api/v1/session', '/no/such/page'];

/** What a passage makes a model say is read by a browser; tests/web/injection.test.ts tries the words in Chromium. */
export const exfiltration: Attack = {
  name: 'words in a document make an answer that carries secrets out',
  control: 'content-policy',
  async run({ target, port }, isControlled) {
    using _weak = isControlled
      ? undefined
      : weaken(target.app.server, { reply: headers => delete headers['content-security-policy'] });
    const breaches: string[] = [];
    for (const page of pages) {
      const { headers } = await sendRaw(port, { path: page, headers: { accept: 'text/html' } });
      const policy = readPolicy(String(headers['content-security-policy'] ?? ''));
      for (const [way, directive] of Object.entries(waysOut)) {
        const sources = policy.get(directive) ?? policy.get('default-src');
        const isOpen = sources === undefined || sources.some(source => /^(\*|https?:|\w+:\/\/)/.test(source));
        if (isOpen) breaches.push(`${page} lets through ${way}`);
      }
      const scripts = policy.get('script-src') ?? policy.get('default-src') ?? ["'unsafe-inline'"];
      if (scripts.some(source => /unsafe-(inline|eval)/.test(source)))
        breaches.push(`${page} runs inline scripts`);
      if (headers['referrer-policy'] !== 'no-referrer') breaches.push(`${page} tells others its address`);
    }
    return { tries: pages.length * Object.keys(waysOut).length, breaches };
  },
};

const readPolicy = (text: string): Map<string, string[]> =>
  new Map(
    text
      .split(';')
      .map(each => each.trim().split(/\s+/))
      .filter(([name]) => name !== '')
      .map(([name, ...sources]) => [name!, sources]),
  );
