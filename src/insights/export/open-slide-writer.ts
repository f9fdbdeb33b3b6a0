import type { Deck, Slide, SlideWriter } from './deck.ts';

const INK = '1F2937';
const MUTED = '6B7280';
const ACCENT = '2563EB';
/** On the machine of whoever opens it; PowerPoint and LibreOffice put another in its place where it is missing. */
const FONT = 'Noto Sans Thai';

/** Native slides by pptxgenjs, which is loaded when the first deck is written. */
export function openSlideWriter(): SlideWriter {
  return {
    async write(deck) {
      const { default: imported } = await import('pptxgenjs');
      // Its types say that it is the module; what Node gives is the class.
      const PptxGen = imported as unknown as new () => Presentation;
      const file = new PptxGen();
      file.layout = 'LAYOUT_WIDE';
      file.title = clean(deck.title);
      file.theme = { headFontFace: FONT, bodyFontFace: FONT };
      writeTitle(file, deck);
      for (const slide of deck.slides) writeSlide(file, slide);
      return (await file.write({ outputType: 'nodebuffer' })) as Buffer;
    },
  };
}

/** The little of pptxgenjs that is used here. */
interface Presentation {
  layout: string;
  title: string;
  theme: { headFontFace: string; bodyFontFace: string };
  addSlide(): {
    addText(text: string | { text: string; options: object }[], options: object): unknown;
    addNotes(notes: string): unknown;
  };
  write(options: { outputType: 'nodebuffer' }): Promise<unknown>;
}

function writeTitle(file: Presentation, { title, subtitle }: Deck): void {
  const slide = file.addSlide();
  const place = { x: 0.8, w: 11.7, fontFace: FONT };
  slide.addText(clean(title), {
    ...place,
    y: 2.2,
    h: 1.8,
    fontSize: 36,
    bold: true,
    color: INK,
  });
  slide.addText(clean(subtitle), { ...place, y: 4.1, h: 1, fontSize: 16, color: MUTED, valign: 'top' });
}

function writeSlide(file: Presentation, { title, bullets, notes }: Slide): void {
  const slide = file.addSlide();
  const place = { x: 0.6, w: 12.1, fontFace: FONT };
  slide.addText(clean(title), {
    ...place,
    y: 0.4,
    h: 0.9,
    fontSize: 28,
    bold: true,
    color: ACCENT,
  });
  const longest = bullets.reduce((sum, each) => sum + each.length, 0);
  const fontSize = longest > 600 ? 16 : 20;
  slide.addText(
    bullets.map(text => ({
      text: clean(text),
      options: { bullet: true, breakLine: true, paraSpaceAfter: 8 },
    })),
    { ...place, y: 1.5, h: 5.4, fontSize, color: INK, valign: 'top' },
  );
  slide.addNotes(clean(notes));
}

/** XML holds no control characters and no half of a pair. */
const clean = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
