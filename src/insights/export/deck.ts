import type { InsightContent } from '../insight-schema.ts';
import { citationsIn, describeSource, withoutMarkers } from './describe-source.ts';
import { describeMaking } from './write-markdown.ts';

/** One slide: text that stays text, and what its speaker should know. */
export interface Slide {
  title: string;
  bullets: string[];
  notes: string;
}

export interface Deck {
  title: string;
  /** Under the title of the first slide. */
  subtitle: string;
  slides: Slide[];
}

/** Makes a file of a deck. */
export interface SlideWriter {
  write(deck: Deck): Promise<Buffer>;
}

/** What fits on a slide without becoming small. */
const MAX_BULLETS = 6;
const MAX_CHARACTERS = 900;

/** An insight as slides, the overview last; the notes name the source pages of each. */
export function makeDeck(insight: InsightContent): Deck {
  const sections = [
    ...insight.sections.filter(each => each.number > 0),
    ...insight.sections.filter(each => each.number === 0),
  ];
  const slides = sections.flatMap(section =>
    section.entries.flatMap(({ heading, items }) =>
      spread(items.map(item => item.text)).map(texts => ({
        title: heading ?? section.title,
        bullets: texts.map(withoutMarkers),
        notes: notesOf(texts, insight),
      })),
    ),
  );
  return { title: insight.title, subtitle: describeMaking(insight), slides };
}

/** More than fits goes to further slides of the same title. */
function spread(texts: string[]): string[][] {
  const slides: string[][] = [[]];
  let characters = 0;
  for (const text of texts) {
    const current = slides.at(-1)!;
    if (current.length >= MAX_BULLETS || (current.length > 0 && characters + text.length > MAX_CHARACTERS)) {
      slides.push([text]);
      characters = text.length;
    } else {
      current.push(text);
      characters += text.length;
    }
  }
  return slides.filter(each => each.length > 0);
}

function notesOf(texts: string[], { citations }: InsightContent): string {
  const lines = citationsIn(texts.join('\n'), citations).map(
    each => `${describeSource(each)}: “${each.quote}”`,
  );
  return lines.length === 0 ? 'No source is named on this slide.' : `Sources:\n${lines.join('\n')}`;
}
