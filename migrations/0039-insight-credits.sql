-- Insights are paid for section by section; docs/decisions/0030-insights.md.

alter table usage_holds drop constraint usage_holds_kind_check;
alter table usage_holds add constraint usage_holds_kind_check check (
  kind in ('answer', 'query-embedding', 'chunk-embedding', 'embedding', 'document', 'sentiment', 'insight'));
