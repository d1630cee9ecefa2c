-- What the upkeep of a node was at when it pinged last, as JSON, for operators. Null: an older node, or none yet.
ALTER TABLE node ADD COLUMN workers text;
