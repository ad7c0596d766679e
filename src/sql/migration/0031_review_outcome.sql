-- How the review of an emergency look may end is not how a service does.

ALTER TABLE app.outcome ADD COLUMN review boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN app.outcome.review IS 'what came of an emergency look ends with it; where no outcome is marked, with any';
