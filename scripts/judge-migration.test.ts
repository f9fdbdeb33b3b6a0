import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { judgeMigration } from './judge-migration.ts';

/** What stood before there were rules ran on stores that nobody had filled yet. */
const LAST_WITHOUT_RULES = '0057';

test('no migration keeps people waiting for a table that has rows', () => {
  const files = globSync('migrations/*.sql').filter(
    file => path.basename(file).slice(0, 4) > LAST_WITHOUT_RULES,
  );
  const told = files.flatMap(file =>
    judgeMigration(readFileSync(file, 'utf8')).map(problem => `${file}: ${problem}`),
  );
  expect(told).toEqual([]);
});

test.each([
  ['create index a on documents (title);', 'writers wait'],
  ['-- @online\ncreate index concurrently a on documents (title);', 'bear being repeated'],
  ['alter table documents alter column title type varchar(9);', 'written anew'],
  ['alter table documents add column b int generated always as (1) stored;', 'written anew'],
  ['alter table documents add column b uuid default gen_random_uuid();', 'written into each'],
  ['alter table documents add constraint b foreign key (c) references d (e);', 'not valid'],
  ['alter table documents add constraint b check (c > 0);', 'not valid'],
  ['alter table documents alter column title set not null;', 'is not null'],
])('%s is refused', (sql, why) => {
  expect(judgeMigration(sql).join('\n')).toContain(why);
});

test.each([
  'create table new (id uuid); create index new_by_id on new (id); alter table new add check (id is not null);',
  'alter table documents add column note text;',
  'alter table documents add column count integer not null default 0;',
  'alter table documents add constraint b check (c > 0) not valid;',
  '-- @online\ncreate index concurrently if not exists a on documents (title);',
])('%s is let through', sql => {
  expect(judgeMigration(sql)).toEqual([]);
});
