import { isLeftToRight, isRightToLeft, runsRightToLeft, toLogicalWord } from '../text/right-to-left.ts';
import type { UprightWord } from './segment.ts';

/** The words of a line, given from left to right, in the order in which they are read. */
export function orderWords(line: UprightWord[]): UprightWord[] {
  if (!line.some(word => isRightToLeft(word.source.text))) return line;
  const clusters = clusterGlued(line);
  return runsRightToLeft(line.map(word => word.source.text))
    ? turnRuns(clusters.toReversed(), isLeftToRight).flatMap(orderFromRight)
    : turnRuns(clusters, isRightToLeft).flatMap(orderFromLeft);
}

/** Words that belong together, whatever draws them apart. */
function clusterGlued(line: UprightWord[]): UprightWord[][] {
  const clusters: UprightWord[][] = [];
  for (const word of line) {
    if (word.glued && clusters.length > 0) clusters.at(-1)!.push(word);
    else clusters.push([word]);
  }
  return clusters;
}

/** Turns the order of each run of several words that go against the line. */
function turnRuns(clusters: UprightWord[][], goesAgainst: (text: string) => boolean): UprightWord[][] {
  const ordered: UprightWord[][] = [];
  let run: UprightWord[][] = [];
  for (const cluster of clusters) {
    if (goesAgainst(textOf(cluster))) run.unshift(cluster);
    else {
      ordered.push(...run, cluster);
      run = [];
    }
  }
  return [...ordered, ...run];
}

/** Pieces of one word: Arabic letters are often drawn one by one, and a stop stands at the left of a number. */
function orderFromRight(cluster: UprightWord[]): UprightWord[] {
  if (isLeftToRight(textOf(cluster))) return glue(cluster);
  return glue(
    cluster.toReversed().map(word => (/^[.,;:!?]./u.test(word.source.text) ? turnWord(word) : word)),
  );
}

function orderFromLeft(cluster: UprightWord[]): UprightWord[] {
  return glue(isRightToLeft(textOf(cluster)) ? cluster.toReversed() : cluster);
}

function turnWord(word: UprightWord): UprightWord {
  return { ...word, source: { ...word.source, text: toLogicalWord(word.source.text) } };
}

function glue(pieces: UprightWord[]): UprightWord[] {
  return pieces.map((word, index) => ({ ...word, glued: index > 0 }));
}

function textOf(cluster: UprightWord[]): string {
  return cluster.map(word => word.source.text).join('');
}
