import { breakLines, type Line, type Measure } from './break-lines.ts';
import { drawLine, type Pdf } from './draw-lines.ts';
import { parseInline } from './parse-inline.ts';
import { ink, type Style } from './styles.ts';

export const leading = 13.2;
export const body: Style = { font: 'serif', size: 9.9 };

const noteStyle: Style = { font: 'serif', size: 7.4 };
const noteLeading = 9.3;

export interface Frame {
  left: number;
  top: number;
  bottom: number;
  columnWidth: number;
  gutter: number;
}

/** Something that moves to the head of a column or page when it does not fit where it is mentioned. */
export interface Float {
  height: number;
  wide: boolean;
  draw: (x: number, y: number) => void;
}

interface FlowOptions {
  pdf: Pdf;
  frame: Frame;
  measure: Measure;
  syllablesOf: (word: string) => string[];
  notes: Map<string, string>;
  /** Draws header and footer of a page. */
  decorate: (page: number) => void;
}

/** Two columns a page, filled line by line; footnotes stand at the foot of the column that cites them. */
export class PageFlow {
  page = 0;
  y = 0;
  private column = 1;
  private columnTop = 0;
  private floats: Float[] = [];
  private footnotes: { label: string; lines: Line[] }[] = [];
  readonly options: FlowOptions;

  constructor(options: FlowOptions) {
    this.options = options;
  }

  get x(): number {
    const { left, columnWidth, gutter } = this.options.frame;
    return left + this.column * (columnWidth + gutter);
  }

  /** Opens the next column (or page) and puts waiting floats at its head. */
  nextColumn() {
    this.drawFootnotes();
    if (this.column === 1) this.openPage();
    else this.column = 1;
    this.y = this.columnTop;
    const waiting = this.floats.filter(float => !float.wide);
    this.floats = this.floats.filter(float => float.wide);
    for (const float of waiting) this.placeFloat(float);
  }

  /** Takes a float now if there is room for it, else at the head of the next column or page. */
  addFloat(float: Float) {
    const fits = !float.wide && this.y + float.height <= this.bottom();
    if (fits && this.floats.length === 0) this.placeFloat(float);
    else this.floats.push(float);
  }

  /** Reserves the full width at the head of the page, for a title. */
  reserve(height: number) {
    this.columnTop = this.onGrid(this.columnTop + height);
    this.y = this.columnTop;
  }

  isAtHead(): boolean {
    return this.y === this.columnTop;
  }

  bottom(): number {
    return this.options.frame.bottom - this.notesHeight(this.footnotes);
  }

  /** Places as many lines as the column takes, never one alone at its foot or head. */
  addLines(lines: Line[], firstIndent = 0, hangingIndent = 0) {
    let from = 0;
    while (from < lines.length) {
      const to = this.lastFittingLine(lines, from);
      lines
        .slice(from, to)
        .forEach((line, index) => this.addLine(line, from + index === 0 ? firstIndent : hangingIndent));
      from = to;
      if (from < lines.length) this.nextColumn();
    }
  }

  ensureRoom(height: number) {
    if (this.y + height > this.bottom()) this.nextColumn();
  }

  finish() {
    this.drawFootnotes();
    while (this.floats.length > 0) this.nextColumn();
  }

  private openPage() {
    const { pdf, frame, decorate } = this.options;
    pdf.addPage();
    this.page++;
    decorate(this.page);
    this.column = 0;
    this.columnTop = frame.top;
    for (const float of this.floats.filter(({ wide }) => wide)) {
      float.draw(frame.left, this.columnTop);
      this.columnTop = this.onGrid(this.columnTop + float.height + leading);
    }
    this.floats = this.floats.filter(({ wide }) => !wide);
  }

  private placeFloat(float: Float) {
    const isAtHead = this.isAtHead();
    float.draw(this.x, this.y + (isAtHead ? 0 : leading * 0.7));
    this.y = this.onGrid(this.y + float.height + leading * (isAtHead ? 0.5 : 1.1));
  }

  private addLine(line: Line, indent: number) {
    const { pdf, frame, measure } = this.options;
    drawLine(pdf, line, this.x + indent, this.y + leading * 0.76, frame.columnWidth - indent, measure);
    this.footnotes.push(...this.notesOf(line));
    this.y += leading;
  }

  private lastFittingLine(lines: Line[], from: number): number {
    const notes = [...this.footnotes];
    let to = from;
    while (to < lines.length) {
      notes.push(...this.notesOf(lines[to]!));
      const foot = this.options.frame.bottom - this.notesHeight(notes);
      if (this.y + (to - from + 1) * leading > foot + 0.01) break;
      to++;
    }
    if (to === lines.length) return to;
    if (to === lines.length - 1) to--;
    return to - from < 2 ? from : to;
  }

  private notesOf(line: Line) {
    const { frame, measure, syllablesOf, notes } = this.options;
    return line.words.flatMap(word =>
      word.notes.map(label => {
        const words = parseInline(notes.get(label) ?? '', noteStyle);
        return { label, lines: breakLines(words, frame.columnWidth - 8, measure, syllablesOf) };
      }),
    );
  }

  private notesHeight(notes: { lines: Line[] }[]): number {
    const lines = notes.reduce((sum, note) => sum + note.lines.length, 0);
    return lines === 0 ? 0 : lines * noteLeading + 9;
  }

  private drawFootnotes() {
    const { pdf, frame, measure } = this.options;
    let y = this.bottom() + 5;
    if (this.footnotes.length > 0)
      pdf
        .moveTo(this.x, y)
        .lineTo(this.x + 54, y)
        .lineWidth(0.5)
        .stroke(ink.rule);
    for (const { label, lines } of this.footnotes) {
      const mark = parseInline(label, { ...noteStyle, size: 5.4, rise: 2.4 });
      drawLine(pdf, { words: mark, width: 0, isLast: true }, this.x, y + noteLeading, 8, measure);
      for (const line of lines)
        drawLine(pdf, line, this.x + 8, (y += noteLeading), frame.columnWidth - 8, measure);
    }
    this.footnotes = [];
  }

  /** Lines of both columns share one grid of baselines. */
  onGrid(y: number): number {
    const { top } = this.options.frame;
    return top + Math.ceil((y - top) / leading - 0.01) * leading;
  }
}
