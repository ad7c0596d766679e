-- The account of disclosures names each item, and each thing that happened, that a page gave: it used to
-- name the first of those of one organization and category.

ALTER TABLE app.disclosure_content ADD COLUMN event_id bigint REFERENCES app.event;
COMMENT ON COLUMN app.disclosure_content.event_id IS 'what happened, where that was told';
COMMENT ON COLUMN app.disclosure_content.task_id IS 'the item; NULL: the page itself, or what is of no item (before this was asked, the first of those shown together)';

ALTER TABLE app.disclosure_content DROP CONSTRAINT disclosure_content_pkey;
CREATE UNIQUE INDEX disclosure_content_once ON app.disclosure_content
    (disclosure_id, organization_id, category, what, coalesce(task_id, 0), coalesce(event_id, 0));

ALTER TABLE app.disclosure_content DROP CONSTRAINT disclosure_content_what_check;
ALTER TABLE app.disclosure_content ADD CONSTRAINT disclosure_content_what_check
    CHECK (what IN ('item', 'plan', 'record', 'person', 'messages', 'event', 'referral', 'everything', 'call', 'consents'));
