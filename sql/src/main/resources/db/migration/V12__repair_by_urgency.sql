-- Repairs are taken by the number of sound copies, then by time: repair_urgent. With an index by time alone beside it the
-- planner may take that one, and read all that waits once for each number.
DROP INDEX repair_due;
