import { makeZip } from './make-zip.ts';
import type { ZipEntry } from './make-zip.ts';
import { escapeXml, relationshipsPart } from './office-parts.ts';

export interface SheetText {
  name: string;
  /** By row number: the XML of its cells, made with the functions below. */
  rows: Map<number, string> | string[][];
  dimension?: string;
  isHidden?: boolean;
}

const namespaces =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
// Style 1 is a date, style 2 a percentage, style 3 a time that adds up.
const styles =
  `<styleSheet ${namespaces}><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>` +
  '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>' +
  '<xf numFmtId="9"/><xf numFmtId="165"/></cellXfs></styleSheet>';

/** Packs sheets into a workbook, the strings given shared among them; `extra` entries come on top. */
export function makeXlsx(
  sheets: SheetText[],
  { strings = [], extra = [] }: { strings?: string[]; extra?: ZipEntry[] } = {},
): Buffer {
  const list = sheets.map(
    ({ name, isHidden }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}"${isHidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  );
  const targets = sheets.map((_, index) => ({
    type: 'worksheet',
    target: `worksheets/sheet${index + 1}.xml`,
  }));
  const shared = strings.map(text => `<si><t>${escapeXml(text)}</t></si>`).join('');
  return makeZip([
    {
      name: 'xl/workbook.xml',
      content: Buffer.from(`<workbook ${namespaces}><sheets>${list.join('')}</sheets></workbook>`),
    },
    { name: 'xl/_rels/workbook.xml.rels', content: relationshipsPart(targets) },
    { name: 'xl/styles.xml', content: Buffer.from(styles) },
    { name: 'xl/sharedStrings.xml', content: Buffer.from(`<sst ${namespaces}>${shared}</sst>`) },
    ...sheets.map((sheet, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: Buffer.from(sheetXml(sheet)),
    })),
    ...extra,
  ]);
}

function sheetXml({ rows, dimension }: SheetText): string {
  const lines = Array.isArray(rows)
    ? rows.map((cells, index): [number, string] => [index + 1, cells.map(inlineCell).join('')])
    : [...rows];
  const data = lines.map(([number, cells]) => `<row r="${number}">${cells}</row>`).join('');
  const range = dimension === undefined ? '' : `<dimension ref="${dimension}"/>`;
  return `<worksheet ${namespaces}>${range}<sheetData>${data}</sheetData></worksheet>`;
}

export const inlineCell = (text: string): string =>
  /^-?\d+(\.\d+)?$/.test(text)
    ? `<c><v>${text}</v></c>`
    : `<c t="inlineStr"><is><t>${escapeXml(text)}</t></is></c>`;
