import type { InsightContent } from '../insight-schema.ts';
import { describeSource } from './describe-source.ts';
import { describeMaking } from './write-markdown.ts';

type Section = InsightContent['sections'][number];
type Entry = Section['entries'][number];

const STYLE = `
:root { color-scheme: light; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 11pt/1.55 'Noto Sans', 'Noto Sans Thai', 'Sarabun', 'Leelawadee UI', Thonburi, system-ui, sans-serif; }
h1 { font-size: 1.7em; line-height: 1.25; } h2 { font-size: 1.25em; margin-top: 1.8em; } h3 { font-size: 1.05em; }
.making { color: #555; font-size: .9em; } .doubt { text-decoration: underline dotted #b45309 1.5pt; }
.doubt.unsupported { text-decoration-color: #b91c1c; text-decoration-style: wavy; }
sup { font-size: .7em; } ol.sources { font-size: .85em; color: #333; } ol.sources q { color: #555; }
li, p { overflow-wrap: anywhere; }
section.slide { border: 1px solid #ddd; border-radius: 6pt; padding: .6em 1.2em; margin: 1em 0; }
@page { margin: 20mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } h1, h2, h3 { break-after: avoid; }
  li, p, section.slide { break-inside: avoid; } }`;

/** An insight as a page without scripts, which a browser prints or saves as PDF. */
export function writePage(insight: InsightContent): string {
  const sections = insight.sections.filter(section => section.entries.length > 0);
  const sources = insight.citations.map(
    each =>
      `<li value="${each.index}" id="source-${each.index}">${escape(describeSource(each))}: <q>${escape(each.quote)}</q></li>`,
  );
  return `<!doctype html>
<html lang="${escape(insight.language ?? 'en')}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(insight.title)}</title><style>${STYLE}</style></head><body>
<h1>${escape(insight.title)}</h1>
<p class="making">${escape(describeMaking(insight))}</p>
${sections.map(section => writeSection(section, insight, sections.length)).join('\n')}
${sources.length === 0 ? '' : `<h2>Sources</h2>\n<ol class="sources">\n${sources.join('\n')}\n</ol>`}
</body></html>
`;
}

function writeSection(section: Section, { layout }: InsightContent, count: number): string {
  const head = count === 1 && layout !== 'slides' ? '' : `<h2>${escape(section.title)}</h2>\n`;
  return head + section.entries.map(entry => writeEntry(entry, layout)).join('\n');
}

function writeEntry({ heading, items }: Entry, layout: InsightContent['layout']): string {
  const head = heading === null ? '' : `<h3>${escape(heading)}</h3>\n`;
  const texts = items.map(writeItem);
  const body =
    layout === 'pairs' && texts.length === 1
      ? `<p>${texts[0]}</p>`
      : `<ul>\n${texts.map(text => `<li>${text}</li>`).join('\n')}\n</ul>`;
  return layout === 'slides' ? `<section class="slide">${head}${body}</section>` : head + body;
}

/** Sentences in doubt are underlined, with what is wrong as their title. */
function writeItem({ text, proof }: Entry['items'][number]): string {
  let html = '';
  let done = 0;
  for (const { start, end, verdict, problems } of proof.sentences) {
    if (verdict !== 'unsupported' && verdict !== 'partial') continue;
    const why = escape(problems.map(each => each.message).join(' '));
    html += `${marked(text.slice(done, start))}<span class="doubt ${verdict}" title="${why}">`;
    html += `${marked(text.slice(start, end))}</span>`;
    done = end;
  }
  return html + marked(text.slice(done));
}

const marked = (text: string): string =>
  escape(text).replaceAll(/\[(\d{1,3})\]/g, '<sup><a href="#source-$1">$1</a></sup>');

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, found => entities[found]!);
