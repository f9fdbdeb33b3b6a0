import path from 'node:path';
import { escapeHtml } from './render-page.ts';
import type { Page } from './render-page.ts';

const STYLE = `:root{color-scheme:light dark}body{margin:0;font:16px/1.6 system-ui,sans-serif;display:flex}
nav{flex:0 0 15rem;padding:1.5rem;box-sizing:border-box;height:100vh;overflow:auto;position:sticky;top:0;border-right:1px solid #8884}
nav a{display:block;padding:.15rem 0;text-decoration:none}nav b{display:block;margin-top:1rem}
main{flex:1;min-width:0;max-width:52rem;padding:1.5rem 2.5rem 6rem}
pre{overflow:auto;padding:.8rem 1rem;background:#8881;border-radius:6px}code{font:.9em ui-monospace,monospace}
table{border-collapse:collapse;display:block;overflow:auto}td,th{border:1px solid #8884;padding:.3rem .6rem;text-align:left;vertical-align:top}
a[aria-current]{font-weight:600}@media(max-width:50rem){body{display:block}nav{height:auto;position:static}main{padding:1rem}}`;

export interface MenuEntry {
  /** In the built folder. */
  file: string;
  title: string;
  group: string;
}

/** The whole document around a page; `file` is where it lies, for links that hold wherever the folder is put. */
export function framePage(page: Page, { file, menu }: { file: string; menu: readonly MenuEntry[] }): string {
  const groups = Map.groupBy(menu, entry => entry.group);
  const links = [...groups].map(
    ([group, entries]) => `<b>${escapeHtml(group)}</b>${entries.map(entry => linkTo(entry, file)).join('')}`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(page.title)} · Quarry</title><style>${STYLE}</style></head>
<body><nav>${links.join('\n')}</nav><main>${page.html}</main></body></html>
`;
}

function linkTo(entry: MenuEntry, file: string): string {
  const href = path.posix.relative(path.posix.dirname(file), entry.file);
  const current = entry.file === file ? ' aria-current="page"' : '';
  return `<a href="${href}"${current}>${escapeHtml(entry.title)}</a>`;
}
