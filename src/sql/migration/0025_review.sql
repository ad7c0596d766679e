-- Reviews: what needs a decision one by one, the rest as a list, and the record that it was done.
-- One engine for the daily review, the review of risks and that of performance (policy: reviews).

ALTER TABLE app.ledger DROP CONSTRAINT ledger_entity_kind_check;
ALTER TABLE app.ledger ADD CONSTRAINT ledger_entity_kind_check
    CHECK (entity_kind IN ('task', 'individual', 'service', 'staff', 'network', 'care_plan', 'event', 'social_risk', 'pathway_run', 'consent', 'review'));

CREATE TABLE app.review_kind (
    code text PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL,
    role_id integer NOT NULL REFERENCES app.role,
    with_roles integer[] NOT NULL DEFAULT '{}',
    "of" text NOT NULL CHECK ("of" IN ('open_items', 'risks', 'performance')),
    days integer[] NOT NULL,
    by_time time NOT NULL,
    pace interval NOT NULL,
    seen_limit integer NOT NULL CHECK (seen_limit > 1),
    since timestamptz NOT NULL,
    active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE app.review_kind IS 'The reviews that the policy asks for. Nothing is deleted: what left the policy is inactive.';
COMMENT ON COLUMN app.review_kind.with_roles IS 'further roles of the same organisation that may share one';
COMMENT ON COLUMN app.review_kind.days IS '1 Monday to 7 Sunday; a day on which the role''s calendar has no opening does not count';
COMMENT ON COLUMN app.review_kind.by_time IS 'by when it is to be held, where the network is';
COMMENT ON COLUMN app.review_kind.pace IS 'how long one should take';
COMMENT ON COLUMN app.review_kind.seen_limit IS 'so many reviews in a row that only look at an item, and it goes to the supervisor of its owner';
COMMENT ON COLUMN app.review_kind.since IS 'since when the policy asks for it: none is missed before';

CREATE TABLE app.review (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    kind text NOT NULL REFERENCES app.review_kind,
    "of" text NOT NULL,
    name text NOT NULL,
    role_id integer NOT NULL REFERENCES app.role,
    seen_limit integer NOT NULL,
    for_day date NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'held')),
    began_at timestamptz NOT NULL,
    began_by integer NOT NULL REFERENCES app.staff,
    looked_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by integer REFERENCES app.staff,
    entry_id bigint,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT '',
    CHECK ((status = 'held') = (ended_at IS NOT NULL))
);
COMMENT ON TABLE app.review IS 'One review, from its beginning to its summary (W-…). What the policy said then stays with it.';
COMMENT ON COLUMN app.review.for_day IS 'the day, where the network is, on which it began: it is the review of that day';
COMMENT ON COLUMN app.review.looked_at IS 'when it was last looked for what has come or gone since';
COMMENT ON COLUMN app.review.entry_id IS 'the entry of its end: how many of what, the digest of every decision, and why anything was left';
CREATE UNIQUE INDEX review_open ON app.review (kind) WHERE status = 'open';
CREATE INDEX review_kind_began ON app.review (kind, began_at DESC);

CREATE TABLE app.review_person (
    review_id bigint NOT NULL REFERENCES app.review,
    staff_id integer NOT NULL REFERENCES app.staff,
    joined_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    seconds integer NOT NULL DEFAULT 0,
    PRIMARY KEY (review_id, staff_id)
);
COMMENT ON TABLE app.review_person IS 'Who held it, and for how long they were at it: longer gaps between two acts do not count.';

CREATE TABLE app.review_group (
    review_id bigint NOT NULL REFERENCES app.review,
    about bigint NOT NULL,
    apart boolean NOT NULL,
    turn integer NOT NULL,
    weight integer NOT NULL,
    since timestamptz NOT NULL,
    open integer NOT NULL,
    held_by integer,
    held_until timestamptz,
    PRIMARY KEY (review_id, about, apart, turn)
);
COMMENT ON TABLE app.review_group IS 'What belongs together, one person or one organisation: reserved for a reviewer as a whole, by a row that others pass over.';
COMMENT ON COLUMN app.review_group.about IS 'individual, or organisation';
COMMENT ON COLUMN app.review_group.apart IS 'what not everybody may see who may hold the review: kept apart, so that to whom it is not there, it changes nothing';
COMMENT ON COLUMN app.review_group.turn IS 'raised for what was put back to the end of the line';
COMMENT ON COLUMN app.review_group.weight IS 'of the worst item: greater comes first';
COMMENT ON COLUMN app.review_group.open IS 'how many of its items are still to decide';
CREATE INDEX review_group_line ON app.review_group (review_id, turn, weight DESC, since, about) WHERE open > 0;

CREATE TABLE app.review_item (
    review_id bigint NOT NULL REFERENCES app.review,
    no integer NOT NULL,
    task_id bigint,
    organization_id integer,
    about bigint NOT NULL,
    apart boolean NOT NULL,
    turn integer NOT NULL DEFAULT 0,
    weight integer NOT NULL,
    since timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'decided', 'gone', 'left')),
    reasons text[] NOT NULL,
    seen_before integer NOT NULL DEFAULT 0,
    came_back integer NOT NULL DEFAULT 0,
    facts jsonb NOT NULL DEFAULT '{}',
    version integer,
    action text,
    seen integer NOT NULL DEFAULT 0,
    PRIMARY KEY (review_id, no),
    CHECK (num_nonnulls(task_id, organization_id) > 0)
);
COMMENT ON TABLE app.review_item IS 'What needs a decision in a review. What needs none is no row: it is acknowledged as a list (app.review_list).';
COMMENT ON COLUMN app.review_item.no IS 'in the order in which they came in';
COMMENT ON COLUMN app.review_item.reasons IS 'why it needs one: as it came in, or as it was when decided; what it has beyond them later brings it back';
COMMENT ON COLUMN app.review_item.seen_before IS 'in how many reviews of this kind before this one, in a row, it was only looked at';
COMMENT ON COLUMN app.review_item.came_back IS 'how often it was decided and got worse before the end';
COMMENT ON COLUMN app.review_item.facts IS 'of an organisation: how many of what, and which; of a decided item: what its third look opened';
COMMENT ON COLUMN app.review_item.version IS 'of the task, as the decision left it';
COMMENT ON COLUMN app.review_item.action IS 'decided: the step, or seen; gone: closed or mended';
COMMENT ON COLUMN app.review_item.seen IS 'decided by seen: the how-manieth in a row';
CREATE UNIQUE INDEX review_item_task ON app.review_item (task_id, review_id) WHERE organization_id IS NULL;
CREATE UNIQUE INDEX review_item_organization ON app.review_item (organization_id, review_id) WHERE organization_id IS NOT NULL;
CREATE INDEX review_item_group ON app.review_item (review_id, about, apart, turn) WHERE state = 'open';
CREATE INDEX review_item_apart ON app.review_item (review_id) WHERE apart;

CREATE TABLE app.review_decision (
    review_id bigint NOT NULL REFERENCES app.review,
    no integer NOT NULL,
    item_no integer NOT NULL,
    at timestamptz NOT NULL,
    staff_id integer NOT NULL REFERENCES app.staff,
    action text NOT NULL,
    version integer,
    seen integer NOT NULL DEFAULT 0,
    opened bigint[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (review_id, no),
    FOREIGN KEY (review_id, item_no) REFERENCES app.review_item
);
COMMENT ON TABLE app.review_decision IS 'Every decision of a review; an item that came back has more than one.';
COMMENT ON COLUMN app.review_decision.version IS 'of the task, after it';
COMMENT ON COLUMN app.review_decision.opened IS 'tasks that it opened';

CREATE TABLE app.review_list (
    review_id bigint NOT NULL REFERENCES app.review,
    no integer NOT NULL,
    at timestamptz NOT NULL,
    staff_id integer NOT NULL REFERENCES app.staff,
    tasks bigint[] NOT NULL,
    versions integer[] NOT NULL,
    apart bigint[] NOT NULL DEFAULT '{}',
    digest bytea NOT NULL,
    PRIMARY KEY (review_id, no)
);
COMMENT ON TABLE app.review_list IS 'What was acknowledged as a list: which items, at which version. digest is also in the record.';
COMMENT ON COLUMN app.review_list.apart IS 'those of them that not everybody may see';

CREATE TABLE app.review_missed (
    kind text NOT NULL REFERENCES app.review_kind,
    day date NOT NULL,
    task_id bigint,
    at timestamptz NOT NULL,
    PRIMARY KEY (kind, day)
);
COMMENT ON TABLE app.review_missed IS 'A review that was not held by its time, and the task that came of it; NULL: nothing waited for it.';

SELECT app.protect();
