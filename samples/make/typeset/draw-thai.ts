import type { Pdf } from './draw-lines.ts';
import type { Piece } from './parse-inline.ts';
import { fonts, ink } from './styles.ts';

const saraAm = '\u0E33';

/** Sets a line of Thai as one run of glyphs, so that whoever reads the PDF gets the same letters back. */
export function drawThai(pdf: Pdf, { text, style }: Piece, x: number, y: number) {
  pdf.font(fonts[style.font]).fontSize(style.size).fillColor(ink.text);
  keepSaraAmWhole((pdf as unknown as { _font: ShapingFont })._font);
  // The last hundredths of a point of a mark are not worth breaking a word into pieces: readers take them for spaces.
  const features = { mark: false, mkmk: false } as unknown as PDFKit.Mixins.OpenTypeFeatures[];
  pdf.text(text, x, y, { lineBreak: false, baseline: 'alphabetic', features });
}

interface Glyph {
  codePoints: number[];
}

interface GlyphRun {
  glyphs: Glyph[];
  positions: object[];
}

/** What pdfkit keeps of an embedded font; not public, so the version of pdfkit is pinned. */
interface ShapingFont {
  font: { layout: (text: string, features?: object) => GlyphRun };
  layoutRun: (text: string, features: unknown) => GlyphRun;
  keepsSaraAm?: boolean;
}

/**
 * Fonts draw SARA AM (ำ) as a ring and the letter า, and a reader then sees “ำา”. The whole glyph is in the font too:
 * put it back, with the tone mark, if there is one, in its raised form.
 */
function keepSaraAmWhole(embedded: ShapingFont) {
  if (embedded.keepsSaraAm) return;
  const { font } = embedded;
  const whole = font.layout(saraAm, { ccmp: false }).glyphs[0]!;
  const layoutRun = embedded.layoutRun.bind(embedded);
  embedded.layoutRun = (text, features) => {
    const run = layoutRun(text, features);
    for (let index = run.glyphs.length - 2; index >= 0; index--) {
      const codes = run.glyphs[index]!.codePoints;
      if (codes.at(-1) !== saraAm.charCodeAt(0) || codes === whole.codePoints) continue;
      run.glyphs[index + 1] = whole;
      if (codes.length > 1) run.glyphs[index] = raisedMark(font, codes[0]!);
      else {
        run.glyphs.splice(index, 1);
        run.positions.splice(index, 1);
      }
    }
    return run;
  };
  embedded.keepsSaraAm = true;
}

/** The form that a tone mark has above a vowel. */
function raisedMark(font: ShapingFont['font'], code: number): Glyph {
  return font.layout(`ก\u0E34${String.fromCharCode(code)}`).glyphs.at(-1)!;
}
