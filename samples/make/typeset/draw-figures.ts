import { drawText, type Pdf } from './draw-lines.ts';
import type { Measure } from './break-lines.ts';
import { ink, type Style } from './styles.ts';

interface Canvas {
  pdf: Pdf;
  x: number;
  y: number;
  width: number;
  measure: Measure;
}

/** A drawing by name, with the height it needs. */
export const figures: Record<string, { height: number; draw: (canvas: Canvas) => void }> = {
  months: { height: 132, draw: drawMonths },
  section: { height: 118, draw: drawSection },
};

const label: Style = { font: 'sans', size: 6.6 };
const monthlyOutput = [2341, 2198, 2419, 2012, 1688, 1781, 1894, 2083, 2273, 2402, 2311, 2384];
const lostOutput: Record<number, number> = { 3: 190, 4: 330, 5: 320 };

function drawMonths({ pdf, x, y, width, measure }: Canvas) {
  const floor = y + 118;
  const heightOf = (amount: number) => (amount / 2500) * 104;
  const slot = (width - 26) / 12;
  for (let amount = 0; amount <= 2500; amount += 500) {
    const level = floor - heightOf(amount);
    const text = amount.toLocaleString('en-GB');
    pdf
      .moveTo(x + 22, level)
      .lineTo(x + width, level)
      .lineWidth(0.3)
      .stroke(ink.rule);
    drawText(pdf, { text, style: label }, x + 18 - measure(text, label), level + 2);
  }
  monthlyOutput.forEach((amount, month) => {
    const left = x + 24 + month * slot;
    const lost = heightOf(lostOutput[month] ?? 0);
    const top = floor - heightOf(amount);
    pdf.rect(left, top, slot - 3.5, heightOf(amount)).fill(ink.accent);
    if (lost)
      pdf
        .rect(left + 0.4, top - lost, slot - 4.3, lost)
        .lineWidth(0.6)
        .dash(1.5, { space: 1.2 });
    if (lost) pdf.stroke(ink.accent).undash();
    const name = 'JFMAMJJASOND'[month]!;
    drawText(pdf, { text: name, style: label }, left + (slot - 3.5 - measure(name, label)) / 2, floor + 9);
  });
}

function drawSection({ pdf, x, y, width, measure }: Canvas) {
  const surface = y + 16;
  const bed = y + 96;
  pdf.rect(x, surface, width, bed - surface).fill(ink.tint);
  const seabed = pdf.moveTo(x, surface - 8).bezierCurveTo(x + 14, bed - 30, x + 20, bed, x + 40, bed);
  seabed
    .lineTo(x + width - 40, bed)
    .bezierCurveTo(x + width - 20, bed, x + width - 12, bed - 20, x + width, surface - 10);
  seabed
    .lineTo(x + width, y + 108)
    .lineTo(x, y + 108)
    .closePath()
    .fill('#c9bda6');
  pdf
    .moveTo(x + 6, surface)
    .lineTo(x + width - 6, surface)
    .lineWidth(0.7)
    .stroke(ink.accent);
  [0.25, 0.44, 0.63].forEach((share, index) =>
    drawTurbine(pdf, x + width * share, bed, `T${index + 4}`, measure),
  );
  drawText(pdf, { text: 'mean low water', style: label }, x + 62, surface - 3);
  drawText(pdf, { text: '38 m', style: label }, x + width - 50, surface + 16);
  const gauge = x + width - 34;
  pdf
    .moveTo(gauge, surface + 2)
    .lineTo(gauge, bed - 4)
    .lineWidth(0.5)
    .stroke(ink.quiet);
  drawText(pdf, { text: 'Mainland', style: label }, x + 2, y + 106);
  drawText(pdf, { text: 'Hale', style: label }, x + width - 3 - measure('Hale', label), y + 106);
}

function drawTurbine(pdf: Pdf, centre: number, bed: number, name: string, measure: Measure) {
  const hub = bed - 36;
  pdf
    .moveTo(centre, hub)
    .lineTo(centre - 9, bed)
    .moveTo(centre, hub)
    .lineTo(centre + 9, bed);
  pdf.lineWidth(1.1).stroke(ink.quiet);
  for (const degrees of [90, 210, 330]) {
    const angle = (degrees * Math.PI) / 180;
    pdf.moveTo(centre, hub).lineTo(centre + 23 * Math.cos(angle), hub - 23 * Math.sin(angle));
  }
  pdf.lineWidth(1.6).stroke(ink.text);
  pdf.circle(centre, hub, 23).lineWidth(0.3).dash(1, { space: 1.5 }).stroke(ink.quiet).undash();
  pdf.circle(centre, hub, 2.6).fill(ink.text);
  drawText(pdf, { text: name, style: label }, centre - measure(name, label) / 2, bed + 9);
}
