import { requireText } from '../archive/open-zip.ts';
import type { OpenZip } from '../archive/open-zip.ts';
import { readRelationships } from '../archive/read-relationships.ts';
import { findAll, findChild, elementsOf, parseXml } from '../xml/parse-xml.ts';
import { kindOfFormat } from './format-number.ts';
import type { NumberKind } from './format-number.ts';
import { streamXml } from './stream-xml.ts';

export interface Sheet {
  name: string;
  part: string;
  isHidden: boolean;
}

export interface Workbook {
  sheets: Sheet[];
  uses1904: boolean;
  strings: string[];
  /** By the index that a cell names as its style. */
  numberKinds: NumberKind[];
}

const workbookPart = 'xl/workbook.xml';

/** Reads what the sheets of a workbook have in common. */
export async function openWorkbook(zip: OpenZip): Promise<Workbook> {
  const workbook = parseXml(await requireText(zip, workbookPart));
  const relationships = await readRelationships(zip, workbookPart);
  const targetOf = (type: string): string | undefined =>
    relationships.find(each => each.type === type)?.target;
  const sheets = findAll(workbook, 'sheet').flatMap(({ attributes }): Sheet[] => {
    const found = relationships.find(each => each.id === attributes['r:id'] && each.type === 'worksheet');
    const isHidden = ['hidden', 'veryHidden'].includes(attributes['state'] ?? '');
    return found ? [{ name: attributes['name'] ?? 'Sheet', part: found.target, isHidden }] : [];
  });
  const settings = findChild(workbook, 'workbook', 'workbookPr')?.attributes['date1904'] ?? '';
  return {
    sheets,
    uses1904: ['1', 'true'].includes(settings),
    strings: await readStrings(zip, targetOf('sharedStrings') ?? 'xl/sharedStrings.xml'),
    numberKinds: await readNumberKinds(zip, targetOf('styles') ?? 'xl/styles.xml'),
  };
}

async function readStrings(zip: OpenZip, part: string): Promise<string[]> {
  const stream = await zip.openStream(part);
  if (!stream) return [];
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let isPhonetic = false;
  const reading = streamXml(stream, {
    onOpen(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    onText: piece => void (isText && (text += piece)),
    onClose(name) {
      if (name === 'si') strings.push(text);
      if (name === 'rPh') isPhonetic = false;
      isText = false;
    },
  });
  for await (const _ of reading);
  return strings;
}

async function readNumberKinds(zip: OpenZip, part: string): Promise<NumberKind[]> {
  const xml = await zip.readText(part);
  if (xml === undefined) return [];
  const styles = findChild(parseXml(xml), 'styleSheet');
  const codes = new Map(
    (styles ? findAll(styles, 'numFmt') : []).map(({ attributes }) => [
      attributes['numFmtId'],
      attributes['formatCode'],
    ]),
  );
  const formats = findChild(styles, 'cellXfs');
  return (formats ? elementsOf(formats) : []).map(({ attributes }) => {
    const id = attributes['numFmtId'] ?? '0';
    return kindOfFormat(Number(id), codes.get(id));
  });
}
