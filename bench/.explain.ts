import { openTestStore } from '#tests/support/create-test-store.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import { zipfTexts } from './keyword/zipf-texts.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { readPostings } from '#knowledge/search/queries.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import { sql } from 'kysely';
await using _p = await preparePostgres();
await using t = await openTestStore({store:'postgres'});
const lib = await createLibrary(t.db);
const texts = zipfTexts({seed:1,words:100});
for (let i=0;i<330;i++) await indexDocument(t.db, lib, {chunks: Array.from({length:90},(_,o)=>looseChunk(texts.next().value,o))});
const terms=[...new Set(tokenize(zipfTexts({seed:7,words:6}).next().value))];
await withTransaction(t.db,{tenantId:lib.tenantId}, async tx=>{
 for (let i=0;i<3;i++){ const s=performance.now(); await readPostings(tx,{tenantId:lib.tenantId,libraryIds:[lib.libraryId]},terms); console.log(performance.now()-s);}
 const {readFileSync}=await import('node:fs');
 const orig=(tx as any);
 const q=await import('#knowledge/search/score-postings.ts');
 for (let i=0;i<3;i++){ const r=await readPostings(tx,{tenantId:lib.tenantId,libraryIds:[lib.libraryId]},terms); const s=performance.now(); await q.scorePostings(r.statistics,r.postings,10); console.log('score',performance.now()-s, r.postings.map(p=>p.chunkCount+'/'+p.frames!.length).join(' '));}
 const T=lib.tenantId,L=lib.libraryId;
 const e = await sql`explain (analyze, buffers) with visible as materialized (
      select s.id, s.chunk_count, s.token_count, true as in_scope
      from chunk_segments s join documents d
        on d.tenant_id = s.tenant_id and d.id = s.document_id and d.generation = s.generation
      where s.tenant_id = ${T}::uuid and s.library_id = any(${[L]}::uuid[])
        and d.generation > 0), matched as materialized (select term, segment_id, entries from chunk_postings p 
    where p.tenant_id = ${T}::uuid and p.library_id = any(${[L]}::uuid[])
      and p.term = any(${terms}::text[]))
    select p.term, sum(length(p.entries) / 4)::bigint, 0::bigint, string_agg(
        int8send(p.segment_id) || int4send(v.chunk_count) || int4send(length(p.entries)) || p.entries, ''::bytea)
        filter (where v.in_scope)
    from matched p join visible v on v.id = p.segment_id
    group by p.term`.execute(tx);
 console.log(e.rows.map((x:any)=>x['QUERY PLAN']).join('\n'));
});
