-- How operators want the workers of all fronts to work; a worker without a row works as it always did.
CREATE TABLE worker_setting (
  name   text             PRIMARY KEY CHECK (name <> ''),
  paused boolean          NOT NULL DEFAULT false,
  pace   double precision NOT NULL DEFAULT 0.5 CHECK (pace BETWEEN 0.01 AND 1)
);
COMMENT ON COLUMN worker_setting.pace IS 'The most of its time that the worker works; it rests for the others';
