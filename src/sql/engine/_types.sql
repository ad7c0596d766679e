-- Types that several files of this schema pass around. Files load in the order of their names, and a
-- type must be there before a function names it; functions themselves may be loaded in any order.

CREATE TYPE engine.viewer AS (
    staff_id integer,
    login text,
    organization_id integer,
    roles integer[],
    duties text[],
    serves boolean,
    coordinates boolean,
    audits boolean,
    uncovered integer[],
    at timestamptz,
    day_end timestamptz,
    timezone text);
COMMENT ON TYPE engine.viewer IS
    'Whoever reads, and when: roles held or answered for; serves: has a duty of care work, so sees what their organisation owns or asked for; coordinates, audits: sees the network; uncovered: roles whose owner is away and nobody covers; day_end: the end of today in the network''s time zone.';

CREATE TYPE engine.wanted AS (
    clause text,
    kinds app.task_kind[], statuses app.task_status[], priorities app.priority[],
    owner_roles integer[], owner_staff integer[], types integer[], organizations integer[],
    individuals bigint[], tasks bigint[], family text);
COMMENT ON TYPE engine.wanted IS 'A filter as a clause over its parsed values: $9 kinds and on, in this order.';

CREATE TYPE engine.row AS (
    id bigint, ref text, version integer, kind text, status text, priority text, referral_ref text,
    individual_ref text, individual_name text, birth_year integer, code text, label text,
    owner_role text, owner_login text, owner_name text, reached text,
    stage_since timestamptz, need_since timestamptz, needed_by timestamptz, due timestamptz, sort_at timestamptz,
    state text, waiting_on text, hold_until timestamptz, actions text[], effects text[],
    state_words text, with_words text, withheld boolean, notice text);
COMMENT ON TYPE engine.row IS 'A row of a list, as api.queue gives it.';

CREATE TYPE engine.entity AS (kind text, id bigint, ref text, title text, head bytea, known boolean);
COMMENT ON TYPE engine.entity IS 'Something with a record of its own; known: the reader may see the words typed about it.';

CREATE TYPE engine.letter AS (
    me app.staff,
    roles integer[],
    role app.role,
    individual app.individual,
    priority app.priority,
    needed_by timestamptz,
    context text,
    provided jsonb,
    duplicate_reason text,
    at timestamptz,
    requester app.staff,
    need_since timestamptz,
    risk_id bigint
);
COMMENT ON TYPE engine.letter IS 'What the items of one referral have in common, read and checked. requester, need_since: where they are not the sender and now (a request imported from elsewhere). risk_id: the social risk because of which it is asked.';

CREATE TYPE engine.event_work AS (opened bigint[], joined bigint[]);
COMMENT ON TYPE engine.event_work IS 'Tasks that an event opened, and those that it joined.';

CREATE TYPE engine.life_step AS (task_id bigint, plan_id bigint, action text, detail jsonb, words text);
COMMENT ON TYPE engine.life_step IS
    'What a change of life proposes for one open item. action: a step, or stay, address (tell the provider the new one), seek (another provider by the new area), review (hold a case review), close_plan, stop_pathway. task_id, plan_id NULL: about none of the items.';

CREATE TYPE engine.care AS (
    me app.staff, v engine.viewer, individual_id bigint, plan app.care_plan, at timestamptz, request_id uuid);
COMMENT ON TYPE engine.care IS 'One change to somebody''s plan: who makes it, to which plan (locked), when.';

CREATE TYPE engine.area_seen AS (
    area app.plan_area, domain app.domain, role app.role, owner app.staff, known boolean, mine boolean);
COMMENT ON TYPE engine.area_seen IS
    'An area of a plan as a reader sees it. known: what stands in it may be shared with them; mine: they may change it.';

CREATE TYPE engine.place AS (
    ref text, individual_id bigint, task app.task, area app.plan_area, category text, guest boolean, audited boolean);
COMMENT ON TYPE engine.place IS
    'Where messages are: an item (task), an area of a plan, or a person and their plan (neither). guest: the reader may only see what was written to or by them; audited: all of it, and write nothing there.';

CREATE TYPE engine.content AS (organization_id integer, category text, task_id bigint, event_id bigint);
COMMENT ON TYPE engine.content IS 'Something that may be disclosed: whose it is, of which category, and the item, or what happened, that tells it.';

CREATE TYPE engine.measure_case AS (
    topic text, part text, entity text, id bigint, individual_id bigint, category text,
    organization_id integer, asker_id integer, role_id integer, service_type_id integer,
    at timestamptz, counted boolean, hit boolean, missed boolean,
    value double precision, open_value double precision, apart text);
COMMENT ON TYPE engine.measure_case IS
    'One thing that a measure counts; the numbers, their trend and the items behind them are all taken from such rows. organization_id, role_id: whose doing it is; asker_id: who asked; at: what period it belongs to; counted: in the denominator; hit: in the numerator; missed: neither met nor in time; value, open_value: how long, in real and in open hours, or how many; apart: died, moved, mistaken, refuted, admitted: told apart, and then never counted.';

CREATE TYPE engine.measure_span AS (
    topic text, entity text, id bigint, individual_id bigint, category text,
    organization_id integer, asker_id integer, role_id integer, service_type_id integer,
    starts timestamptz, ends timestamptz, since timestamptz, late_from timestamptz, deceased_at timestamptz, void boolean);
COMMENT ON TYPE engine.measure_span IS
    'Something that waited from starts until ends (NULL: still does), aged since; late from late_from on; with what a picture of any moment within it needs to tell it apart.';

CREATE TYPE engine.measure_count AS (
    topic text, part text, key integer, bucket integer, whole boolean, denominator bigint, hits bigint, ones bigint, missed bigint,
    total double precision, median double precision, open_median double precision, apart jsonb);
COMMENT ON TYPE engine.measure_count IS
    'What the cases of a topic come to in one part, or in all (whole), of one group and bucket: how many are counted, hit, of value 1 and missed, the sum and the medians of their values, and how many are told apart.';

CREATE TYPE engine.measure_view AS (
    v engine.viewer, a timestamptz, b timestamptz, before timestamptz, weeks timestamptz[], trend boolean,
    org_id integer, role_id integer, type_id integer, grouped text, axes integer[], outside boolean, suppressed boolean, lists boolean, below integer);
COMMENT ON TYPE engine.measure_view IS
    'What a reader asked to be measured: the period from a to b, the one before it from before to a, the starts of the 13 weeks up to b (trend: they are wanted); of whom, grouped how; axes: all that is counted (as engine.measure_axis_no has them), of others than grouped without weeks; suppressed: small numbers are not told; lists: the items behind the numbers are.';

CREATE TYPE engine.measure_line AS (
    position integer, measure text, name text, part text, part_name text, topic text, topic_part text, how text, unit text, better text,
    definition text, source text, note text);
COMMENT ON TYPE engine.measure_line IS
    'A line of the catalogue. how: share (hits of the counted), helped (those with value 1), median or open_median (of value or open_value), mean (of value), parts (what share of the counted each part is). topic_part NULL: all parts together, or of parts each by itself.';

CREATE TYPE engine.measure_number AS (
    position integer, measure text, part text, label text, topic text, how text, key integer, bucket integer,
    value double precision, numerator bigint, denominator bigint, missed bigint, apart jsonb, hidden boolean);
COMMENT ON TYPE engine.measure_number IS
    'One number: of a measure and part, for one group (key: engine.measure_key), in one bucket: 0 the period, 1 the one before, 2 to 14 the weeks. hidden: too small to be told.';
