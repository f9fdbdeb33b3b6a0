import type pg from 'pg';

/** A table whose rows a backup holds. */
export interface TableShape {
  schema: string;
  name: string;
  columns: Column[];
  /** Orders the rows; the primary key. */
  key: string[];
  /** Tables that its rows refer to. */
  parents: string[];
}

interface Column {
  name: string;
  /** As SQL writes it. */
  type: string;
  /** Half precision on a server, single precision in the embedded database. */
  isVector: boolean;
  isText: boolean;
}

/** What processes do at this moment, and graphs of vectors, which a job makes again. */
const LEFT_OUT = /^(?:schema_migrations|workers|permits|provider_gates|vector_graphs|vector_graph_\d+_\d+)$/;

/** Every table with rows worth keeping, parents before children. */
export async function describeTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(`
    select n.nspname as schema, c.relname as name,
      (select json_agg(json_build_object(
          'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'isVector', format_type(a.atttypid, null) in ('vector', 'halfvec', 'stored_vector'),
          'isText', a.attcollation <> 0) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and a.attgenerated = '') as columns,
      coalesce((select json_agg(a.attname order by k.place)
        from pg_index i cross join unnest(i.indkey) with ordinality as k(number, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
        where i.indrelid = c.oid and i.indisprimary and k.place <= i.indnkeyatts), '[]') as key,
      coalesce((select json_agg(distinct p.relname) from pg_constraint f join pg_class p on p.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '[]') as parents
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and (n.nspname = 'public' or (n.nspname = 'pgboss' and c.relname = 'job'))
    order by n.nspname desc, c.relname`);
  return parentsFirst(rows.filter(table => !LEFT_OUT.test(table.name)));
}

function parentsFirst(tables: TableShape[]): TableShape[] {
  const byName = new Map(tables.map(table => [table.name, table]));
  const placed = new Set<TableShape>();
  const place = (table: TableShape, above: string[]): void => {
    if (placed.has(table)) return;
    if (above.includes(table.name)) throw new Error(`tables refer in a circle: ${above.join(', ')}`);
    for (const parent of table.parents) {
      const found = byName.get(parent);
      if (found) place(found, [...above, table.name]);
    }
    placed.add(table);
  };
  for (const table of tables) place(table, []);
  return [...placed];
}
