import type { CompiledGroup } from '../definitions/compile-group.ts';
import { compileExpression } from '../definitions/expression.ts';
import type { Evaluate } from '../definitions/expression.ts';
import { SESSION, resolutionOf, windowMs } from '../definitions/windows.ts';
import type { Tile } from '../tiles/tile.ts';
import type { Value } from '../tiles/value.ts';
import { aggregateReader, sessionCounter } from './aggregate-value.ts';
import { mergeSessions } from './merge-sessions.ts';
import type { Sessions } from './merge-sessions.ts';
import { mergeWindow } from './merge-window.ts';
import type { TilesOfEntity } from './merge-window.ts';

/** Features by name, in the order of the definition. */
export type FeatureVector = Record<string, Value>;

export interface Moment {
  /** The moment of the answer. */
  atMs: number;
  /** Where its windows end: see `endOf`. */
  endMs: number;
}

/** Makes a vector of an entity's tiles: the only reader of tiles, whatever the vector is for. */
export type Assemble = (tiles: TilesOfEntity, moment: Moment) => FeatureVector;

/** What is read of the tiles once for all features of an answer. */
interface Scope {
  moment: Moment;
  windowOf(window: string): Tile;
  sessionsOf(window: string): Sessions;
}

export function createAssembler(compiled: CompiledGroup): Assemble {
  const assemble = assembleWith(compiled);
  return (tiles, moment) => assemble(tiles, moment, new Map());
}

/**
 * The same for tiles that nobody changes any more. Their windows end with the second: whoever asks for the same tiles again
 * within it has them from the answer before.
 */
export function createSnapshotAssembler(compiled: CompiledGroup): Assemble {
  const assemble = assembleWith(compiled);
  const kept = new WeakMap<TilesOfEntity, { endMs: number; windows: Map<string, Tile> }>();
  return (tiles, moment) => {
    let known = kept.get(tiles);
    if (known?.endMs !== moment.endMs)
      kept.set(tiles, (known = { endMs: moment.endMs, windows: new Map<string, Tile>() }));
    return assemble(tiles, moment, known.windows);
  };
}

function assembleWith(compiled: CompiledGroup) {
  const features = featureReaders(compiled);
  return (tiles: TilesOfEntity, moment: Moment, windows: Map<string, Tile>): FeatureVector => {
    const scope = openScope(compiled, { tiles, moment, windows });
    const vector: FeatureVector = {};
    for (const [name, read] of features) vector[name] = read(scope);
    return vector;
  };
}

/** Each aggregation over each of its windows, and the derived ones, in the order of the definition. */
function featureReaders(compiled: CompiledGroup): [string, Evaluate<Scope>][] {
  const { aggregations, windows, derived = {} } = compiled.group;
  const plain = Object.entries(aggregations).flatMap(([name, aggregation]) =>
    (aggregation.windows ?? windows).map((window): [string, Evaluate<Scope>] => [
      `${name}_${window}`,
      readerOf(compiled, name, window),
    ]),
  );
  const computed = Object.entries(derived).map(([name, expression]): [string, Evaluate<Scope>] => [
    name,
    compileExpression<Scope>(expression, leaf =>
      leaf[0] === 'agg' ? readerOf(compiled, leaf[1], leaf[2]) : ({ moment }) => moment.atMs,
    ),
  ]);
  return [...plain, ...computed];
}

function readerOf(compiled: CompiledGroup, name: string, window: string): Evaluate<Scope> {
  const aggregation = compiled.group.aggregations[name]!;
  if (aggregation.kind === 'sessions') {
    const count = sessionCounter(compiled, aggregation);
    return scope => count(scope.sessionsOf(window).all);
  }
  const read = aggregateReader(compiled, aggregation);
  return scope => read(scope.windowOf(window));
}

/** `windows`: those that are known already; others are put there. */
function openScope(
  compiled: CompiledGroup,
  { tiles, moment, windows }: { tiles: TilesOfEntity; moment: Moment; windows: Map<string, Tile> },
): Scope {
  const sessions = new Map<string, Sessions>();
  const sessionsOf = (window: string): Sessions =>
    cached(sessions, window, () =>
      mergeSessions(compiled, tiles, { ...moment, lengthMs: windowMs(window)! }),
    );
  return {
    moment,
    sessionsOf,
    windowOf: window =>
      // Which session goes on is a matter of the moment, not of its second.
      window === SESSION
        ? sessionsOf(window).current
        : cached(windows, window, () => {
            const { endMs } = moment;
            const resolutionMs = resolutionOf(compiled.group, window);
            return mergeWindow(compiled, tiles, { lengthMs: windowMs(window)!, resolutionMs, endMs });
          }),
  };
}

function cached<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
