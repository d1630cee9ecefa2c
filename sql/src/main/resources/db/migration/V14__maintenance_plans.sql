-- A node's maintenance is a plan, too, while the node is away by an operator's word: docs/adr/0026-plans.md.
ALTER TABLE plan DROP CONSTRAINT plan_kind_check, DROP CONSTRAINT plan_check;
ALTER TABLE plan
  ADD CONSTRAINT plan_kind CHECK (kind IN ('rebalance', 'drain', 'maintenance')),
  ADD CONSTRAINT plan_node CHECK ((node_id IS NULL) = (kind = 'rebalance'));
