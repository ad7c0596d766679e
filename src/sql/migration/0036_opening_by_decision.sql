-- To decide on an item in a review is to have opened it, as long as the decision stands.

ALTER TABLE app.opening ADD COLUMN by_decision boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN app.opening.by_decision IS 'only by deciding on it in a review: gone when that is taken back';
