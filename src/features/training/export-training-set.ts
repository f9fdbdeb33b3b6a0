import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import type { GroupRegistry } from '../definitions/group-registry.ts';
import type { FeatureVector } from '../serving/create-assembler.ts';
import { readKeptFrom } from '../events/event-log.ts';
import { reachOf } from '../serving/group-tiles.ts';
import { endOf } from '../serving/merge-window.ts';
import { buildTrainingSet } from './build-training-set.ts';
import type { TrainingDeps, WantedVector } from './build-training-set.ts';
import { findServed } from './queries.ts';

export type TrainingMode = 'as-of-event' | 'as-served';

export interface TrainingRequest {
  tenantId: string;
  view: string;
  mode: TrainingMode;
  labels: readonly { entity: string; at: Date }[];
}

export interface TrainingRow {
  /** Of the vector: the label's own time, or when the last answer before it was given. */
  vectorAt: Date | null;
  /** Null: nothing had been served of this entity by then. */
  features: FeatureVector | null;
  /** As it was logged, for whoever compares. */
  logged?: string;
}

/**
 * A vector for each label, in order. `as-of-event`: of the events before the label's second that are in the log by now,
 * late ones included. `as-served`: what the last logged answer before the label was, computed again from what had been
 * read of the log then. @throws NotFound; InvalidInput for labels whose events are deleted
 */
export async function exportTrainingSet(
  deps: TrainingDeps & { groups: GroupRegistry },
  request: TrainingRequest,
): Promise<TrainingRow[]> {
  const { tenantId, labels } = request;
  const ready = await deps.groups.get(tenantId, request.view);
  const wanted =
    request.mode === 'as-of-event'
      ? labels.map(({ entity, at }): Wanted => ({ entity, moment: asofMoment(at) }))
      : await findWanted(deps, ready.compiled.group, request);
  const known = wanted.filter(each => each !== undefined);
  await assertKept(deps.db, { tenantId, compiled: ready.compiled, wanted: known });
  const vectors = await buildTrainingSet(deps, { tenantId, ready, wanted: known });
  const byWanted = new Map(known.map((each, at) => [each, vectors[at]!]));
  return wanted.map(each =>
    each === undefined
      ? { vectorAt: null, features: null }
      : { vectorAt: new Date(each.moment.atMs), features: byWanted.get(each)!, logged: each.logged },
  );
}

interface Wanted extends WantedVector {
  logged?: string;
}

class LogTooShort extends InvalidInput {
  constructor(since: Date) {
    super(`The log holds events since ${since.toISOString()}; what some labels need is deleted.`, {
      code: 'log-too-short',
      nextStep: `Leave out labels before ${since.toISOString()}, or keep the log longer with QUARRY_EVENT_LOG_DAYS.`,
    });
  }
}

/** A vector of half of its events would teach what never was. @throws LogTooShort */
async function assertKept(
  db: Database,
  { tenantId, compiled, wanted }: { tenantId: string; compiled: CompiledGroup; wanted: readonly Wanted[] },
): Promise<void> {
  const { topic, latenessMs, futureCapMs } = compiled.group;
  const keptFrom = await withTransaction(db, { tenantId }, tx => readKeptFrom(tx, topic));
  if (keptFrom === undefined) return;
  // Events may be ahead of when they came, and what is late is judged by those before it.
  const earliestEndMs = keptFrom.getTime() + reachOf(compiled) + latenessMs + futureCapMs;
  if (wanted.some(each => each.moment.endMs < earliestEndMs)) throw new LogTooShort(new Date(earliestEndMs));
}

const asofMoment = (at: Date) => ({ atMs: at.getTime(), endMs: endOf(at.getTime(), false) });

async function findWanted(
  { db }: TrainingDeps,
  key: { name: string; version: number },
  { tenantId, labels }: TrainingRequest,
): Promise<(Wanted | undefined)[]> {
  const asked = labels.map(({ entity, at }) => ({ entity, atMs: at.getTime() }));
  const served = await withTransaction(db, { tenantId }, tx => findServed(tx, key, asked));
  return served.map((row, at) =>
    row === null
      ? undefined
      : {
          entity: labels[at]!.entity,
          moment: { atMs: row.at_ms, endMs: row.end_ms },
          positions: row.positions,
          logged: row.vector,
        },
  );
}
