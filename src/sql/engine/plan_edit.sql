-- Changing a plan, part by part. Each part has a version of its own, so that two people in different
-- parts never meet; in the same part the second is told who came first (HF409), reads that text
-- beside their own (api.plan_part) and decides.

CREATE FUNCTION engine.part_of(part text, OUT kind text, OUT id bigint, OUT fresh boolean) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    m text[] := regexp_match(part, '^(?:(plan)|(area|goal|note)/([0-9]{1,18})|(goal|note)/(new))$');
BEGIN
    IF m IS NULL THEN
        PERFORM engine.refuse('HF400', 'There is no such part of a plan.', 'One of: plan, area/ID, goal/new, goal/ID, note/new, note/ID.');
    END IF;
    kind := coalesce(m[1], m[2], m[4]);
    id := m[3]::bigint;
    fresh := m[5] IS NOT NULL;
END $$;
COMMENT ON FUNCTION engine.part_of(text) IS 'Takes the name of a part apart: plan, area/34, goal/new. HF400: no such part.';

CREATE FUNCTION engine.check_change(change jsonb, allowed text[]) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    stray text;
BEGIN
    IF jsonb_typeof(change) IS DISTINCT FROM 'object' OR change = '{}' THEN
        PERFORM engine.refuse('HF400', 'Nothing was given.', format('It may have: %s.', array_to_string(allowed, ', ')));
    END IF;
    stray := (SELECT k FROM jsonb_object_keys(change) k WHERE NOT k = ANY (allowed) ORDER BY k LIMIT 1);
    IF stray IS NOT NULL THEN
        PERFORM engine.refuse('HF400', format('This part has no %s.', stray), format('It has: %s.', array_to_string(allowed, ', ')));
    END IF;
    PERFORM engine.check_lengths(change, 10000);
END $$;
COMMENT ON FUNCTION engine.check_change(jsonb, text[]) IS 'HF400 names what a change has that the part has not, or a text that is too long.';

CREATE FUNCTION engine.refuse_old_part(who integer, changed timestamptz, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM engine.refuse('HF409', format('%s changed it at %s.', coalesce((SELECT s.name FROM app.staff s WHERE s.id = who), 'The program'),
                                          engine.say_time(changed, at)),
                          'Read their text and yours, one after the other, then decide. Nothing you typed is lost.');
END $$;
COMMENT ON FUNCTION engine.refuse_old_part(integer, timestamptz, timestamptz) IS 'HF409: who changed the part since the version that the caller saw, and when.';

CREATE FUNCTION engine.check_part(version integer, present integer, who integer, changed timestamptz, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF version IS NULL THEN
        PERFORM engine.refuse('HF400', 'version is missing.', 'Give the version of the part that you saw.');
    ELSIF version <> present THEN
        PERFORM engine.refuse_old_part(who, changed, at);
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_part(integer, integer, integer, timestamptz, timestamptz) IS 'HF409 where the part is not at the version that the caller saw.';

CREATE FUNCTION engine.read_choice(change jsonb, key text, type regtype) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    given text := change ->> key;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_enum e WHERE e.enumtypid = type AND e.enumlabel = given) THEN
        PERFORM engine.refuse('HF400', format('%s is not one that there is.', key),
            format('One of: %s.', (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = type)));
    END IF;
    RETURN given;
END $$;
COMMENT ON FUNCTION engine.read_choice(jsonb, text, regtype) IS 'A value of an enumeration. HF400 names the key and what there is.';

CREATE FUNCTION engine.care_lock(INOUT c engine.care, part record) LANGUAGE plpgsql AS $$
DECLARE
    areas bigint[] := array(SELECT a.id FROM app.care_plan p JOIN app.plan_area a ON a.plan_id = p.id
                            WHERE p.individual_id = c.individual_id AND p.status = 'active'
                              AND (part.kind = 'plan' OR (part.kind = 'area' AND a.id = part.id)));
    p app.care_plan;
BEGIN
    BEGIN
        -- Tasks come before the plan (DESIGN 4.1): what an edit of an area, or the plan's end, may close.
        PERFORM 1 FROM app.task t WHERE t.id = ANY (engine.plan_update_of(areas)) ORDER BY t.id FOR NO KEY UPDATE;
        SELECT k.* INTO p FROM app.care_plan k WHERE k.individual_id = c.individual_id AND k.status = 'active' FOR NO KEY UPDATE;
    EXCEPTION WHEN lock_not_available THEN
        PERFORM engine.refuse('HF409', 'Somebody else is working on this plan at this moment.', 'Try again: nothing you typed is lost.');
    END;
    c.plan := p;
    c.at := app.now();
END $$;
COMMENT ON FUNCTION engine.care_lock(engine.care, record) IS 'Locks the person''s plan, after the tasks that the change may close, and takes the time. HF409: the lock was not to be had.';

CREATE FUNCTION engine.sign_part(c engine.care, action text, facts jsonb, words jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    p app.care_plan := (SELECT k FROM app.care_plan k WHERE k.id = (c.plan).id);
BEGIN
    PERFORM engine.sign_plan(p, c.at, c.me, action, facts, words, c.request_id);
    PERFORM engine.hint(array(SELECT DISTINCT r.organization_id FROM app.plan_area a JOIN app.role r ON r.id = a.owner_role_id WHERE a.plan_id = p.id));
END $$;
COMMENT ON FUNCTION engine.sign_part(engine.care, text, jsonb, jsonb) IS 'The entry of a change to a part, on the plan''s record; hints to its owners'' consoles.';

CREATE FUNCTION engine.part_answer(part text, version integer) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('part', part, 'version', version, 'replayed', false)
$$;
COMMENT ON FUNCTION engine.part_answer(text, integer) IS 'What api.plan_edit gives: the part as it is now called, and its version.';

CREATE FUNCTION engine.edit_plan(c engine.care, version integer, change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    p app.care_plan := c.plan;
BEGIN
    PERFORM engine.check_change(change, '{open,close,reason}');
    IF engine.detail_flag(change, 'open') THEN
        IF NOT (c.v).duties && '{plan,coordinate}' THEN
            PERFORM engine.refuse_seen('open a plan', 'those whose roles plan, or ' || engine.coordinator_words());
        END IF;
        p := engine.plan_open(c.individual_id, c.me, c.at, c.request_id);
        RETURN engine.part_answer('plan', p.version);
    ELSIF NOT (c.v).coordinates THEN
        PERFORM engine.refuse_seen('close the plan', engine.coordinator_words());
    ELSIF p.id IS NULL THEN
        PERFORM engine.refuse('HF412', 'This person has no plan under way.', 'Open one first ({"open": true}).');
    ELSIF engine.detail_text(change, 'reason') IS NULL THEN
        PERFORM engine.refuse('HF412', 'To close a plan, give a reason.', 'Say why.');
    END IF;
    PERFORM engine.check_part(version, p.version, NULL, p.created_at, c.at);
    PERFORM engine.withdraw_updates(p.id, c.me, c.at, c.request_id);
    p.status := 'completed';
    p.closed_at := c.at;
    p.version := p.version + 1;
    c.plan := p;
    p := engine.sign_plan(p, c.at, c.me, 'close_plan', '{}', jsonb_build_object('reason', change ->> 'reason'), c.request_id);
    RETURN engine.part_answer('plan', p.version);
END $$;
COMMENT ON FUNCTION engine.edit_plan(engine.care, integer, jsonb) IS
    'Opens a person''s plan (or gives the one there is), or, for a coordinator with a reason, closes it; what waited to be brought up to date is withdrawn.';

CREATE FUNCTION engine.read_review(change jsonb, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    given timestamptz := engine.read_time(change ->> 'review_by', 'review_by', true);
BEGIN
    IF given IS NULL OR given <= at THEN
        PERFORM engine.refuse('HF412', 'The next review must be later than now.', 'Give a day to come.');
    ELSIF given > at + interval '400 days' THEN
        PERFORM engine.refuse('HF412', 'The next review is more than a year away.', 'Look at it again within a year.');
    END IF;
    RETURN given;
END $$;
COMMENT ON FUNCTION engine.read_review(jsonb, timestamptz) IS 'When an area is to be looked at again, a bare date at its end. HF412: past, or more than a year away.';

CREATE FUNCTION engine.new_owner(a app.plan_area, change jsonb, coordinates boolean, OUT role app.role, OUT staff app.staff) LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted_role text := engine.detail_text(change, 'owner_role');
    wanted_login text := engine.detail_text(change, 'owner_staff');
    before app.role := (SELECT r FROM app.role r WHERE r.id = a.owner_role_id);
    person bigint := (SELECT c.individual_id FROM app.care_plan c WHERE c.id = a.plan_id);
    category text := (SELECT d.category FROM app.domain d WHERE d.id = a.domain_id);
BEGIN
    IF wanted_role IS NOT NULL AND NOT coordinates THEN
        PERFORM engine.refuse_seen('give an area to another role', engine.coordinator_words());
    END IF;
    SELECT r.* INTO role FROM app.role r WHERE r.active AND CASE WHEN wanted_role IS NULL THEN r.id = a.owner_role_id ELSE r.code = wanted_role END;
    IF role.id IS NULL THEN
        PERFORM engine.refuse('HF412', format('There is no role %s.', wanted_role), 'Give the code of a role.');
    ELSIF NOT engine.role_serves(role) THEN
        PERFORM engine.refuse('HF412', format('%s keeps no part of a plan.', role.name), 'Choose a role that works with people.');
    ELSIF engine.basis(person, before.organization_id, role.organization_id, category) IS NULL THEN
        PERFORM engine.refuse_basis(person, before.organization_id, role.organization_id, category);
    END IF;
    SELECT s.* INTO staff FROM app.staff s
    WHERE s.active AND s.disabled_at IS NULL
      AND CASE WHEN wanted_login IS NULL THEN s.id = engine.named_owner(role.id) ELSE s.login = wanted_login END;
    IF staff.id IS NULL OR (staff.organization_id <> role.organization_id
                            AND NOT EXISTS (SELECT FROM app.role_holder h WHERE h.role_id = role.id AND h.staff_id = staff.id)) THEN
        PERFORM engine.refuse('HF412', format('%s is not of %s.', coalesce(engine.login_words(wanted_login), 'Nobody'), role.name),
                              format('One of: %s.', (SELECT string_agg(format('%s (%s)', s.name, s.login), ', ' ORDER BY h.rank) FROM app.role_holder h JOIN app.staff s ON s.id = h.staff_id WHERE h.role_id = role.id)));
    END IF;
END $$;
COMMENT ON FUNCTION engine.new_owner(app.plan_area, jsonb, boolean) IS
    'To whom an area is given: owner_role by a coordinator only, owner_staff of that role or its organisation. HF412: no such, or no basis.';

CREATE FUNCTION engine.area_people(x engine.area_seen) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(', ', (x.owner).name, (x.role).name)
$$;
COMMENT ON FUNCTION engine.area_people(engine.area_seen) IS 'Whose an area is, for a hint: Hana Cole, Harbor Housing area owners.';

CREATE FUNCTION engine.refuse_closed(a app.plan_area, c engine.care) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF a.plan_id IS DISTINCT FROM (c.plan).id THEN
        PERFORM engine.refuse('HF412', 'That plan was closed: nothing in it is changed any more.', 'Look at the plan that is under way.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_closed(app.plan_area, engine.care) IS 'HF412 for an area, which the reader sees, of a plan that was closed.';

CREATE FUNCTION engine.edit_area(c engine.care, area_id bigint, version integer, change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    x engine.area_seen := engine.area_to_see(area_id, c.individual_id, c.v);
    a app.plan_area := x.area;
    words boolean := change ?| '{summary,review_by}';
    hands boolean := change ?| '{owner_staff,owner_role}';
    heir record;
    task_id bigint;
BEGIN
    PERFORM engine.check_change(change, '{summary,review_by,owner_staff,owner_role}');
    PERFORM engine.refuse_closed(a, c);
    IF words AND NOT x.mine THEN
        PERFORM engine.refuse_seen('say what stands in this area', engine.area_people(x));
    ELSIF hands AND NOT (x.mine OR (c.v).coordinates) THEN
        PERFORM engine.refuse_seen('hand this area on', engine.area_people(x) || ', or ' || engine.coordinator_words());
    END IF;
    PERFORM engine.check_part(version, a.version, a.updated_by, a.updated_at, c.at);
    IF hands THEN
        heir := engine.new_owner(a, change, (c.v).coordinates);
        a := engine.hand_area(a, (heir.role).id, (heir.staff).id, c.me, c.at, c.request_id);
    END IF;
    IF words THEN
        a := engine.write_area(c, a, change);
        FOREACH task_id IN ARRAY engine.plan_update_of(ARRAY[a.id]) LOOP
            PERFORM engine.settle_work(task_id, 'completed', c.me, 'complete', jsonb_build_object('by', 'area/' || a.id), c.at, c.request_id);
        END LOOP;
    END IF;
    RETURN engine.part_answer('area/' || a.id, a.version);
END $$;
COMMENT ON FUNCTION engine.edit_area(engine.care, bigint, integer, jsonb) IS
    'Changes an area: summary and review_by by its owner, owner_staff by its owner or a coordinator, owner_role by a coordinator. What asked for it to be brought up to date is done with it.';

CREATE FUNCTION engine.write_area(c engine.care, a app.plan_area, change jsonb) RETURNS app.plan_area LANGUAGE plpgsql AS $$
DECLARE
    was app.plan_area := a;
BEGIN
    IF change ? 'summary' THEN
        a.summary := engine.detail_text(change, 'summary');
    END IF;
    IF change ? 'review_by' THEN
        a.review_by := engine.read_review(change, c.at);
    ELSIF a.review_by <= c.at THEN
        a.review_by := engine.first_review(c.at);
    END IF;
    UPDATE app.plan_area k SET summary = a.summary, review_by = a.review_by, version = k.version + 1, updated_at = c.at, updated_by = (c.me).id
    WHERE k.id = a.id RETURNING k.* INTO a;
    PERFORM engine.sign_part(c, 'edit_area', engine.area_facts(a)
            || CASE WHEN a.review_by <> was.review_by THEN jsonb_build_object('review_by', a.review_by) ELSE '{}' END,
        CASE WHEN a.summary IS DISTINCT FROM was.summary THEN jsonb_build_object('summary', a.summary, 'was', was.summary) END);
    RETURN a;
END $$;
COMMENT ON FUNCTION engine.write_area(engine.care, app.plan_area, jsonb) IS 'Stores what an area says now; what it said before stays on the record beside it.';

CREATE FUNCTION engine.area_named(c engine.care, named jsonb) RETURNS engine.area_seen LANGUAGE plpgsql STABLE AS $$
DECLARE
    x engine.area_seen;
BEGIN
    SELECT k.* INTO x FROM engine.areas_seen((c.plan).id, c.v) k
    WHERE k.known AND ((k.area).id::text = named #>> '{}' OR (k.domain).code = named #>> '{}') LIMIT 1;
    IF x.area IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN x;
END $$;
COMMENT ON FUNCTION engine.area_named(engine.care, jsonb) IS 'The area of the plan that is meant, by its id or its domain''s code. HF404: none for this reader.';

CREATE FUNCTION engine.fill_goal(INOUT g app.goal, change jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF change ? 'description' THEN
        g.description := engine.detail_text(change, 'description');
    END IF;
    IF change ? 'target_date' THEN
        g.target_date := engine.read_date(change ->> 'target_date', 'target_date');
    END IF;
    IF change ? 'lifecycle' THEN
        g.lifecycle := engine.read_choice(change, 'lifecycle', 'app.goal_lifecycle'::regtype)::app.goal_lifecycle;
    END IF;
    IF change ? 'achievement' THEN
        g.achievement := engine.read_choice(change, 'achievement', 'app.goal_achievement'::regtype)::app.goal_achievement;
    END IF;
    IF g.description IS NULL THEN
        PERFORM engine.refuse('HF412', 'Say what is to be reached.', 'Missing: description.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.fill_goal(app.goal, jsonb) IS 'A goal with what is given of it. HF400: malformed; HF412: no description.';

CREATE FUNCTION engine.add_goal(c engine.care, change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    x engine.area_seen;
    g app.goal;
BEGIN
    PERFORM engine.check_change(change, '{area,description,target_date,lifecycle,achievement}');
    x := engine.area_named(c, change -> 'area');
    IF NOT x.mine THEN
        PERFORM engine.refuse_seen('set goals in this area', engine.area_people(x));
    END IF;
    g.lifecycle := 'active';
    g.achievement := 'in-progress';
    g := engine.fill_goal(g, change);
    INSERT INTO app.goal AS k (area_id, description, lifecycle, achievement, target_date, created_at, updated_at, updated_by)
    VALUES ((x.area).id, g.description, g.lifecycle, g.achievement, g.target_date, c.at, c.at, (c.me).id) RETURNING k.* INTO g;
    PERFORM engine.sign_part(c, 'add_goal', engine.area_facts(x.area) || jsonb_build_object('goal', g.id, 'part_version', 1, 'target_date', g.target_date),
                             jsonb_build_object('goal', g.description));
    RETURN engine.part_answer('goal/' || g.id, g.version);
END $$;
COMMENT ON FUNCTION engine.add_goal(engine.care, jsonb) IS 'A new goal of an area, by its owner.';

CREATE FUNCTION engine.edit_goal(c engine.care, goal_id bigint, version integer, change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    was app.goal := (SELECT k FROM app.goal k WHERE k.id = goal_id);
    x engine.area_seen := engine.area_to_see(was.area_id, c.individual_id, c.v);
    g app.goal;
BEGIN
    PERFORM engine.check_change(change, '{description,target_date,lifecycle,achievement}');
    PERFORM engine.refuse_closed(x.area, c);
    IF NOT x.mine THEN
        PERFORM engine.refuse_seen('change goals of this area', engine.area_people(x));
    END IF;
    PERFORM engine.check_part(version, was.version, was.updated_by, was.updated_at, c.at);
    g := engine.fill_goal(was, change);
    UPDATE app.goal k SET description = g.description, lifecycle = g.lifecycle, achievement = g.achievement, target_date = g.target_date,
        version = k.version + 1, updated_at = c.at, updated_by = (c.me).id
    WHERE k.id = g.id RETURNING k.* INTO g;
    PERFORM engine.sign_part(c, 'edit_goal', engine.area_facts(x.area) || jsonb_build_object('goal', g.id, 'part_version', g.version,
            'lifecycle', g.lifecycle, 'achievement', g.achievement, 'target_date', g.target_date),
        jsonb_build_object('goal', g.description, 'was', nullif(was.description, g.description)));
    RETURN engine.part_answer('goal/' || g.id, g.version);
END $$;
COMMENT ON FUNCTION engine.edit_goal(engine.care, bigint, integer, jsonb) IS 'Changes a goal, by the owner of its area.';

CREATE FUNCTION engine.may_note(c engine.care, kind text, x engine.area_seen) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (c.v).serves AND CASE
        WHEN kind IN ('comment', 'proposal')
            THEN (x.area).id IS NOT NULL AND ((c.v).coordinates OR EXISTS (SELECT FROM engine.areas_seen((c.plan).id, c.v) k WHERE k.mine))
        ELSE (x.area).id IS NULL OR x.mine END;
END $$;
COMMENT ON FUNCTION engine.may_note(engine.care, text, engine.area_seen) IS
    'What is handed over with the whole plan anybody who cares for the person writes; in an area its owner; comments and proposals a coordinator, or an owner of any area.';

CREATE FUNCTION engine.add_note(c engine.care, change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    x engine.area_seen;
    n app.plan_note;
BEGIN
    PERFORM engine.check_change(change, '{kind,area,text}');
    IF coalesce(change ->> 'kind', '') NOT IN ('barrier', 'medicine', 'pending_result', 'known_risk', 'comment', 'proposal', 'counseling') THEN
        PERFORM engine.refuse('HF400', 'kind is not one that there is.', 'One of: barrier, medicine, pending_result, known_risk, comment, proposal, counseling.');
    ELSIF engine.detail_text(change, 'text') IS NULL THEN
        PERFORM engine.refuse('HF412', 'A note needs words.', 'Missing: text.');
    ELSIF change ->> 'kind' = 'counseling' THEN
        PERFORM engine.refuse_counseling((c.me).organization_id);
    END IF;
    IF jsonb_typeof(change -> 'area') <> 'null' THEN
        x := engine.area_named(c, change -> 'area');
    END IF;
    IF (c.plan).id IS NULL THEN
        PERFORM engine.refuse('HF412', 'This person has no plan under way.', 'Open one first ({"open": true}).');
    ELSIF NOT engine.may_note(c, change ->> 'kind', x) THEN
        PERFORM engine.refuse_seen('write that here', CASE WHEN (x.area).id IS NULL THEN 'an area: name it'
            WHEN change ->> 'kind' IN ('comment', 'proposal') THEN 'those who have an area of this plan, or ' || engine.coordinator_words() ELSE engine.area_people(x) END);
    END IF;
    INSERT INTO app.plan_note AS k (plan_id, area_id, kind, text, staff_id, at, organization_id)
    VALUES ((c.plan).id, (x.area).id, change ->> 'kind', engine.detail_text(change, 'text'), (c.me).id, c.at,
        CASE change ->> 'kind' WHEN 'counseling' THEN (c.me).organization_id END) RETURNING k.* INTO n;
    PERFORM engine.sign_part(c, 'add_note', engine.note_facts(n, x), jsonb_build_object('text', n.text));
    RETURN engine.part_answer('note/' || n.id, n.version);
END $$;
COMMENT ON FUNCTION engine.add_note(engine.care, jsonb) IS 'A note on the plan or one of its areas.';

CREATE FUNCTION engine.note_facts(n app.plan_note, x engine.area_seen) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('area', n.area_id, 'domain', (x.domain).code, 'note', n.id, 'kind', n.kind, 'organization', n.organization_id, 'part_version', n.version))
$$;
COMMENT ON FUNCTION engine.note_facts(app.plan_note, engine.area_seen) IS 'Which note an entry is about.';

CREATE FUNCTION engine.edit_note(c engine.care, note_id bigint, version integer, change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    -- What may not be told of is refused where what is not there is.
    was app.plan_note := (SELECT k FROM app.plan_note k
                          WHERE k.id = note_id AND k.ended_at IS NULL AND k.plan_id = (c.plan).id AND engine.note_seen(k, c.individual_id, c.v));
    x engine.area_seen;
    n app.plan_note;
    ended boolean := engine.detail_flag(change, 'ended');
BEGIN
    PERFORM engine.check_change(change, '{text,ended}');
    IF was.id IS NULL OR was.area_id IS NOT NULL THEN
        x := engine.area_to_see(was.area_id, c.individual_id, c.v);
    END IF;
    IF NOT (c.v).serves OR was.organization_id <> (c.me).organization_id OR NOT coalesce(was.staff_id = (c.me).id OR x.mine OR (was.area_id IS NULL AND engine.may_note(c, was.kind, x)), false) THEN
        PERFORM engine.refuse_seen('change this note', concat_ws(', or ', 'whoever wrote it', nullif(engine.area_people(x), '')));
    END IF;
    PERFORM engine.check_part(version, was.version, was.staff_id, was.at, c.at);
    IF NOT ended AND engine.detail_text(change, 'text') IS NULL THEN
        PERFORM engine.refuse('HF412', 'A note needs words.', 'Say that it is over (ended) to take it from the plan.');
    END IF;
    UPDATE app.plan_note k SET text = coalesce(engine.detail_text(change, 'text'), k.text), version = k.version + 1, staff_id = (c.me).id, at = c.at,
        ended_at = CASE WHEN ended THEN c.at END
    WHERE k.id = was.id RETURNING k.* INTO n;
    PERFORM engine.sign_part(c, CASE WHEN ended THEN 'end_note' ELSE 'edit_note' END, engine.note_facts(n, x),
                             jsonb_build_object('text', n.text, 'was', nullif(was.text, n.text)));
    RETURN engine.part_answer('note/' || n.id, n.version);
END $$;
COMMENT ON FUNCTION engine.edit_note(engine.care, bigint, integer, jsonb) IS 'Changes a note, or says that it is over: whoever wrote it, the owner of its area, of the whole plan''s whoever may write one.';

CREATE FUNCTION engine.edit_part(c engine.care, part record, version integer, change jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE
        WHEN part.kind = 'plan' THEN engine.edit_plan(c, version, change)
        WHEN part.kind = 'area' THEN engine.edit_area(c, part.id, version, change)
        WHEN part.kind = 'goal' AND part.fresh THEN engine.add_goal(c, change)
        WHEN part.kind = 'goal' THEN engine.edit_goal(c, part.id, version, change)
        WHEN part.fresh THEN engine.add_note(c, change)
        ELSE engine.edit_note(c, part.id, version, change) END;
END $$;
COMMENT ON FUNCTION engine.edit_part(engine.care, record, integer, jsonb) IS 'The change to the part that is meant; the caller has locked the plan.';

CREATE FUNCTION engine.part_area(part record) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE part.kind WHEN 'area' THEN part.id WHEN 'goal' THEN (SELECT g.area_id FROM app.goal g WHERE g.id = part.id)
                          WHEN 'note' THEN (SELECT n.area_id FROM app.plan_note n WHERE n.id = part.id) END;
END $$;
COMMENT ON FUNCTION engine.part_area(record) IS 'In which area of a plan a part stands. NULL: in none, or there is no such part.';

CREATE FUNCTION engine.part_text(part record, individual_id bigint, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    p app.care_plan := engine.plan_of(individual_id);
    area_id bigint := engine.part_area(part);
    x engine.area_seen;
    -- What may not be told of is refused where what is not there is.
    there boolean := part.kind IN ('plan', 'area', 'goal')
                     OR EXISTS (SELECT FROM app.plan_note n JOIN app.care_plan k ON k.id = n.plan_id AND k.individual_id = part_text.individual_id
                                WHERE n.id = part.id AND engine.note_seen(n, k.individual_id, v));
BEGIN
    area_id := CASE WHEN there THEN area_id END;
    IF area_id IS NOT NULL OR NOT there OR part.kind IN ('area', 'goal') THEN
        x := engine.area_to_see(area_id, individual_id, v);
    END IF;
    RETURN CASE part.kind
        WHEN 'plan' THEN jsonb_build_object('version', p.version, 'text', NULL, 'who', engine.staff_words(p.created_by, v), 'at', p.created_at)
        WHEN 'area' THEN jsonb_build_object('version', (x.area).version, 'text', (x.area).summary, 'review_by', (x.area).review_by,
            'owner_role', (x.role).code, 'owner_login', (x.owner).login, 'who', engine.staff_words((x.area).updated_by, v), 'at', (x.area).updated_at)
        WHEN 'goal' THEN (SELECT jsonb_build_object('version', g.version, 'text', g.description, 'lifecycle', g.lifecycle, 'achievement', g.achievement,
            'target_date', g.target_date, 'who', engine.staff_words(g.updated_by, v), 'at', g.updated_at) FROM app.goal g WHERE g.id = part.id)
        ELSE (SELECT jsonb_build_object('version', n.version, 'text', n.text, 'kind', n.kind, 'ended', n.ended_at IS NOT NULL,
            'who', engine.staff_words(n.staff_id, v), 'at', n.at) FROM app.plan_note n
            JOIN app.care_plan c ON c.id = n.plan_id AND c.individual_id = part_text.individual_id WHERE n.id = part.id AND engine.note_seen(n, c.individual_id, v)) END;
END $$;
COMMENT ON FUNCTION engine.part_text(record, bigint, engine.viewer) IS 'What a part says now, whose words they are and since when. NULL: there is no such part.';
