import { expect, test } from 'vitest';
import { disarmMarkdown } from './disarm-markdown.ts';

const disarm = (text: string): string => disarmMarkdown(text, index => (index === 1 ? '[^7]' : undefined));

test('paragraphs, lists, emphasis and tables stay what they are', () => {
  const text = '# Head\n\n- **one**\n- _two_\n\n| a | b |\n| --- | --- |\n| 1 | 2 |';
  expect(disarm(text)).toBe(text);
});

test('a marker becomes its footnote, a marker of nothing stays text', () => {
  expect(disarm('So it is [1]. Or not [2].')).toBe(String.raw`So it is [^7]. Or not \[2\].`);
});

test.each([
  ['[click](https://evil.test)', '\\[click\\](`https://evil.test`)'],
  ['![x](//evil.test/p.png)', String.raw`\!\[x\](//evil.test/p.png)`],
  ['[1](//evil.test)', String.raw`[^7]\(//evil.test)`],
  ['[1]: //evil.test', String.raw`[^7]\: //evil.test`],
  ['<img src=x>', String.raw`\<img src=x>`],
  ['<https://evil.test>', '\\<`https://evil.test`>'],
  ['see www.evil.test now', 'see `www.evil.test` now'],
  [String.raw`see https\://evil.test`, 'see `https://evil.test`'],
  ['see https&#58;//evil.test', 'see https&amp;#58;//evil.test'],
  ['write to a@evil.test', 'write to `a@evil.test`'],
  ['javascript:alert(1)', '`javascript:alert`(1)'],
])('%s leads nowhere', (text, disarmed) => {
  expect(disarm(text)).toBe(disarmed);
});

test('code stays code and cannot be closed from within', () => {
  expect(disarm('use `<img>` here')).toBe('use `<img>` here');
  expect(disarm('```html\n<img src="https://evil.test">\n```')).toBe(
    '```html\n<img src="https://evil.test">\n```',
  );
  expect(disarm('~~~\n```\n<img>\n~~~\n![a](b)')).toBe('````\n```\n<img>\n````\n\\!\\[a\\](b)');
});

test('a fence that is never closed holds the rest', () => {
  expect(disarm('```\n<img>')).toBe('```\n<img>\n```');
});

test('a lone backtick opens no code that hides where ours begins', () => {
  expect(disarm('a ` b\nc `<img>` d')).toBe('a \\` b\nc `<img>` d');
});
