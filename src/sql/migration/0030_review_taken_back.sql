-- A decision of a review that was taken back says so, and stays.

ALTER TABLE app.review_decision ADD COLUMN undone_at timestamptz, ADD COLUMN undone_by integer REFERENCES app.staff;
COMMENT ON COLUMN app.review_decision.undone_at IS 'when it was taken back; later than the end of its review where that was over';

-- Of reviews that go on; one that was held says what it said at its end.
UPDATE app.review_decision d SET undone_at = u.at, undone_by = u.actor_id
FROM app.review w
JOIN app.ledger u ON u.entity_kind = 'task' AND u.action = 'undo' AND u.at >= w.began_at
JOIN app.ledger e ON e.id = (u.detail ->> 'undoes')::bigint AND e.entity_id = u.entity_id,
app.review_item i
WHERE w.status = 'open' AND d.review_id = w.id AND i.review_id = w.id AND i.no = d.item_no AND i.organization_id IS NULL
  AND i.task_id = u.entity_id AND d.at = e.at AND d.staff_id = e.actor_id AND d.action = e.action;
