import { breakLines, type Measure } from './break-lines.ts';
import { drawLine, type Pdf } from './draw-lines.ts';
import { parseInline } from './parse-inline.ts';
import { ink, type Style } from './styles.ts';

const cellPadding = 3.2;
const rowLeading = 9.6;
const captionLeading = 10.4;
const captionStyle: Style = { font: 'sans', size: 7.8 };

interface TableShape {
  caption: string;
  rows: string[][];
  width: number;
}

/** Draws a ruled table with its caption above, the top edge at `y`; only measures when `pdf` is absent. */
export function layTable(
  table: TableShape,
  measure: Measure,
  place?: { pdf: Pdf; x: number; y: number },
): number {
  const columns = columnWidths(table);
  const captionHeight = layCaption(table.caption, table.width, measure, place);
  let height = captionHeight + 2;
  table.rows.forEach((cells, row) => {
    const lines = cells.map((cell, column) =>
      cellLines(cell, columns[column]!, styleOfRow(table, row), measure),
    );
    const rowHeight = Math.max(...lines.map(cell => cell.length)) * rowLeading + 2 * cellPadding - 1;
    if (place) drawRow(place, lines, columns, { top: place.y + height, height: rowHeight, row, measure });
    height += rowHeight;
  });
  return height;
}

/** Caption of a table or figure; returns its height. */
export function layCaption(
  caption: string,
  width: number,
  measure: Measure,
  place?: { pdf: Pdf; x: number; y: number },
): number {
  const words = parseInline(caption.replace(/^((?:Table|Figure) \d+\.)/, '**$1**'), captionStyle);
  const lines = breakLines(words, width, measure, word => [word]);
  lines.forEach((line, index) => {
    const baseline = (place?.y ?? 0) + 8 + index * captionLeading;
    if (place) drawLine(place.pdf, { ...line, isLast: true }, place.x, baseline, width, measure);
  });
  return lines.length * captionLeading + 1;
}

function columnWidths({ rows, width }: TableShape): number[] {
  const count = rows[0]!.length;
  const share = count > 5 ? 0.2 : count === 4 && width > 300 ? 0.46 : rows[1]![0]!.length > 10 ? 0.49 : 0.19;
  return Array.from({ length: count }, (_, column) =>
    column === 0 ? width * share : (width * (1 - share)) / (count - 1),
  );
}

function styleOfRow({ rows }: TableShape, row: number): Style {
  const isTotal = /^(Station|Year|Total|Operating result|Result)/.test(rows[row]![0]!);
  return { font: row === 0 || isTotal ? 'sansBold' : 'sans', size: 7.8 };
}

function cellLines(cell: string, width: number, style: Style, measure: Measure) {
  return breakLines(parseInline(cell, style), width - 2 * cellPadding, measure, word => [word]);
}

function drawRow(
  { pdf, x }: { pdf: Pdf; x: number },
  cells: ReturnType<typeof breakLines>[],
  columns: number[],
  box: { top: number; height: number; row: number; measure: Measure },
) {
  let left = x;
  cells.forEach((lines, column) => {
    const width = columns[column]!;
    pdf.rect(left, box.top, width, box.height).lineWidth(0.5);
    if (box.row === 0) pdf.fillAndStroke(ink.tint, ink.rule);
    else pdf.stroke(ink.rule);
    lines.forEach((line, index) => {
      const indent = column === 0 ? cellPadding : width - cellPadding - line.width;
      const baseline = box.top + cellPadding + 6.8 + index * rowLeading;
      drawLine(pdf, { ...line, isLast: true }, left + indent, baseline, line.width + 1, box.measure);
    });
    left += width;
  });
}
