-- For operators who look at what repair tried in vain. The table is short while all is well.
CREATE INDEX repair_failed ON repair (next_try) WHERE last_error IS NOT NULL;
