import { splitSentences } from '#knowledge/chunk/split-sentences.ts';

/** A sentence of an answer with what it cites. */
export interface AnswerSentence {
  start: number;
  end: number;
  /** Without markers and Markdown. */
  text: string;
  /** Its own markers; else those of the nearest sentence of its paragraph that has any, the next ones first. */
  cites: number[];
}

const fence = /^\s*(?:```|~~~)/;
const heading = /^\s{0,3}#{1,6}\s/;
const rule = /^\s*(?:[-*_|:]\s*){3,}$/;
const itemMark = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
const markersFirst = /^\s*(?:\[\d{1,3}\]\s*)+/;

/** The sentences of an answer in their order; headings, rules and code are none. */
export function splitAnswer(answer: string): AnswerSentence[] {
  const sentences: AnswerSentence[] = [];
  let isCode = false;
  let start = 0;
  for (const line of answer.split('\n')) {
    if (fence.test(line)) isCode = !isCode;
    else if (!isCode && !heading.test(line) && !rule.test(line)) sentences.push(...splitLine(line, start));
    start += line.length + 1;
  }
  return sentences;
}

function splitLine(line: string, offset: number): AnswerSentence[] {
  const first = itemMark.exec(line)?.[0].length ?? 0;
  const ranges = joinMarkers(
    line,
    splitSentences(line.slice(first)).map(([from, to]) => [first + from, first + to]),
  );
  const sentences = ranges
    .map(([from, to]) => trimmed(line, from, to))
    .filter(([from, to]) => to > from)
    .map(([from, to]) => ({
      start: offset + from,
      end: offset + to,
      text: plainText(line.slice(from, to)),
      cites: markersOf(line.slice(from, to)),
    }))
    .filter(sentence => sentence.text !== '');
  return sentences.map((sentence, index) => ({ ...sentence, cites: citesOf(sentences, index) }));
}

type Range = [start: number, end: number];

/** "It rose. [1] Then it fell." – the marker belongs to what stands before it. */
function joinMarkers(line: string, ranges: Range[]): Range[] {
  const joined: Range[] = [];
  for (const [from, to] of ranges) {
    const markers = markersFirst.exec(line.slice(from, to))?.[0].length ?? 0;
    const last = joined.at(-1);
    if (last !== undefined) last[1] += markers;
    const start = last === undefined ? from : from + markers;
    if (to > start) joined.push([start, to]);
  }
  return joined;
}

function trimmed(line: string, from: number, to: number): Range {
  const text = line.slice(from, to);
  return [from + text.length - text.trimStart().length, from + text.trimEnd().length];
}

const markersOf = (text: string): number[] => [
  ...new Set([...text.matchAll(/\[(\d{1,3})\]/g)].map(match => Number(match[1]))),
];

function citesOf(sentences: AnswerSentence[], index: number): number[] {
  const has = (each: AnswerSentence): boolean => each.cites.length > 0;
  const nearest = sentences.slice(index).find(has) ?? sentences.slice(0, index).findLast(has);
  return nearest?.cites ?? [];
}

const plainText = (text: string): string =>
  text
    .replaceAll(/\s*\[\d{1,3}\]/g, '')
    .replaceAll(/\*\*|__|`|~~/g, '')
    .replaceAll(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '')
    .trim();
