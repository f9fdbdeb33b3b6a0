/** A primary key, a unique key or index, or a foreign key, with its columns in order. */
export interface TableKey {
  kind: 'unique' | 'foreign';
  name: string;
  columns: string[];
  /** Of a foreign key. */
  references?: string;
}

export interface Table {
  name: string;
  columns: string[];
  keys: TableKey[];
}

export interface DistributionPlan {
  /** On every node, parents first. */
  reference: string[];
  /** By tenant, parents first. */
  distributed: string[];
  /** Why a table fits neither, one sentence each. */
  breaches: string[];
}

const TENANT = 'tenant_id';

/**
 * What Citus asks of distributed tables (its manual, "Creating and Modifying Distributed Objects"): each unique key has
 * the distribution column, here as its first; a foreign key to a distributed table as well; a reference table may
 * refer to reference tables only. `wide` names tables that are meant to stand on every node.
 */
export function planDistribution(tables: Table[], wide: ReadonlySet<string>): DistributionPlan {
  const reference = withParents(tables, wide);
  const distributed = tables.filter(table => !reference.has(table.name));
  return {
    reference: parentsFirst(tables.filter(table => reference.has(table.name))),
    distributed: parentsFirst(distributed),
    breaches: distributed.flatMap(table => judge(table, reference)),
  };
}

/** What a reference table refers to is one, too. */
function withParents(tables: Table[], wide: ReadonlySet<string>): Set<string> {
  const found = new Set(wide);
  const parentsOf = ({ keys }: Table): string[] => keys.flatMap(key => key.references ?? []);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const table of tables)
      if (found.has(table.name)) for (const parent of parentsOf(table)) found.add(parent);
  }
  return found;
}

function judge({ name, columns, keys }: Table, reference: ReadonlySet<string>): string[] {
  if (!columns.includes(TENANT)) return [`${name} has no ${TENANT}`];
  return keys
    .filter(key => key.references === undefined || !reference.has(key.references))
    .filter(key => key.columns[0] !== TENANT)
    .map(key => `${name}: the key ${key.name} (${key.columns.join(', ')}) does not begin with ${TENANT}`);
}

function parentsFirst(tables: Table[]): string[] {
  const ordered = new Set<string>();
  const byName = new Map(tables.map(table => [table.name, table]));
  const visit = (name: string, path: string[]): void => {
    if (ordered.has(name) || path.includes(name)) return;
    for (const { references } of byName.get(name)?.keys ?? [])
      if (references !== undefined && byName.has(references)) visit(references, [...path, name]);
    ordered.add(name);
  };
  for (const { name } of tables) visit(name, []);
  return [...ordered];
}
