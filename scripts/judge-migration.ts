/**
 * What a migration would do to a table that has rows while people work: each as a sentence. Tables that the migration
 * makes itself are empty, so anything goes there.
 */
export function judgeMigration(sql: string): string[] {
  const text = sql.replace(/--.*$/gm, '').replace(/\$\$[\s\S]*?\$\$/g, "''");
  const isOnline = sql.startsWith('-- @online');
  const own = new Set(
    [...text.matchAll(/create table (?:if not exists )?(?<name>\w+)/gi)].map(match => match.groups!['name']),
  );
  const statements = text.split(';').map(statement => statement.replace(/\s+/g, ' ').trim());
  return statements.flatMap(statement => {
    const table = /^(?:alter table (?:only )?|create (?:unique )?index .*? on )(?<name>\w+)/i.exec(statement)
      ?.groups!['name'];
    if (table !== undefined && own.has(table)) return [];
    return rules
      .filter(rule => rule.breaks(statement, isOnline))
      .map(rule => `${rule.says}: ${statement.slice(0, 80)}`);
  });
}

interface Rule {
  says: string;
  breaks(statement: string, isOnline: boolean): boolean;
}

const rules: Rule[] = [
  {
    says: 'writers wait until the index is made; make it concurrently in a file that begins with `-- @online`',
    breaks: statement => /^create (?:unique )?index (?!concurrently)/i.test(statement),
  },
  {
    says: 'what is not in a transaction must bear being repeated: say `if not exists`',
    breaks: (statement, isOnline) =>
      isOnline && /^create /i.test(statement) && !/if not exists/i.test(statement),
  },
  {
    says: 'every row is written anew while the table is locked',
    breaks: statement =>
      /^alter table .*(?:alter column \w+ (?:set data )?type|add column .* generated always as .* stored)/i.test(
        statement,
      ),
  },
  {
    says: 'a default that differs from row to row is written into each while the table is locked',
    breaks: statement =>
      /^alter table .*add column .* default (?:gen_random_uuid|random|clock_timestamp|nextval)/i.test(
        statement,
      ),
  },
  {
    says: 'every row is read while the table is locked; add the constraint `not valid` and validate it in a later file',
    breaks: statement =>
      /^alter table .*add (?:constraint \w+ )?(?:foreign key|check)/i.test(statement) &&
      !/not valid/i.test(statement),
  },
  {
    says: 'every row is read while the table is locked; first validate a check that it is not null',
    breaks: statement => /^alter table .*alter column \w+ set not null/i.test(statement),
  },
];
