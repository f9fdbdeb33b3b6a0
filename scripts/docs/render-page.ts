import { Marked } from 'marked';
import { anchorOf } from './anchors.ts';

export interface Page {
  title: string;
  html: string;
}

/** A page's Markdown as HTML: headings carry anchors, links to other pages lead to what is built of them. */
export function renderMarkdown(markdown: string): Page {
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens);
        const id = anchorOf(plainText(markdownOf(tokens)));
        return `<h${depth} id="${id}">${html}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const target = /^[a-z]+:/.test(href) ? href : href.replace(/\.md(?=#|$)/, '.html');
        return `<a href="${escapeHtml(target)}">${this.parser.parseInline(tokens)}</a>`;
      },
    },
  });
  const title = plainText(/^# (?<title>.+)$/m.exec(markdown)?.groups!['title'] ?? 'Quarry');
  return { title, html: marked.parse(markdown, { async: false }) };
}

const markdownOf = (tokens: { raw: string }[]): string => tokens.map(token => token.raw).join('');

const plainText = (markdown: string): string =>
  markdown.replace(/\[(?<text>[^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
