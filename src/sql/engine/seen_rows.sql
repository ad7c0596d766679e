-- Items as rows of a list, with what the keys would do: for a whole page in one query, because one
-- call per row and action made a page cost thirty times its index scan.

CREATE FUNCTION engine.rows(ids bigint[], v engine.viewer) RETURNS SETOF engine.row LANGUAGE plpgsql STABLE AS $$
DECLARE
    my_id integer := v.staff_id;
    my_organization integer := v.organization_id;
    my_roles integer[] := v.roles;
    serves boolean := v.serves;
    coordinates boolean := v.coordinates;
    audits boolean := v.audits;
    instant timestamptz := v.at;
    day_end timestamptz := v.day_end;
    my_desks integer[] := array(SELECT r.id FROM app.role r WHERE r.supervisor_role_id = ANY (v.roles));
    mine app.organization := (SELECT o FROM app.organization o WHERE o.id = v.organization_id);
    net app.network := (SELECT n FROM app.network n);
BEGIN
    RETURN QUERY
    WITH here AS MATERIALIZED (SELECT p.id FROM engine.present_staff(instant) p),
    -- Few are away at any time; who acts for them: engine.acting_for as a join (a test holds them together).
    away AS MATERIALIZED (
        SELECT DISTINCT ON (a.staff_id) a.staff_id, p.id AS cover_id
        FROM app.coverage a LEFT JOIN here p ON p.id = a.cover_id WHERE a.starts <= instant AND a.ends > instant ORDER BY a.staff_id, p.id),
    item AS MATERIALIZED (
        SELECT u.place, t.id, t.kind, t.status, CASE t.kind WHEN 'risk' THEN t.stage::text END AS risk_stage, t.category, t.owner_role_id, t.owner_staff_id, t.owner_organization_id,
               t.requester_staff_id, t.requester_role_id, t.requester_organization_id, t.former_role_id, t.former_staff_id,
               t.version, t.priority, t.referral_id, t.attempt, t.individual_id, t.service_type_id, t.label, t.stage_since, t.need_since,
               t.needed_by, t.due, t.sort_at, t.waiting_on, t.hold_until,
               owner.code AS owner_code, owner.name AS owner_role_name, owner.supervisor_role_id,
               t.owner_staff_id = my_id OR t.owner_role_id = ANY (my_roles) OR coalesce(stand.acting_id = my_id, false) AS owns,
               stand.acting_id, coalesce(stand.acting_id = my_id AND t.owner_staff_id <> my_id, false) AS stands,
               t.requester_staff_id = my_id OR t.requester_role_id = ANY (my_roles) AS asked,
               coalesce(my_organization = t.requester_organization_id AND t.requester_role_id = ANY (my_desks), false) AS asked_below,
               my_organization = t.owner_organization_id OR my_organization IS NOT DISTINCT FROM t.requester_organization_id AS inside,
               reached.told[1] AS told_id, reached.told[2] AS told_role_id,
               reached.me AS reached_me,
               undone.action AS undoable, c.ladder_id, c.next_rung + (c.next_repetition > 0)::integer AS from_rung
        FROM unnest(ids) WITH ORDINALITY u (id, place)
        JOIN app.task t ON t.id = u.id
        JOIN app.role owner ON owner.id = t.owner_role_id
        LEFT JOIN app.clock c ON c.id = t.clock_id AND c.stopped_at IS NULL
        LEFT JOIN away ON away.staff_id = t.owner_staff_id
        LEFT JOIN app.role_on_duty answers ON answers.role_id = t.owner_role_id AND away.staff_id IS NOT NULL AND away.cover_id IS NULL
        CROSS JOIN LATERAL (SELECT coalesce(away.cover_id, answers.staff_id) AS acting_id) stand
        LEFT JOIN app.step_undo undone ON undone.task_id = t.id AND undone.staff_id = my_id AND undone.until > instant AND undone.version = t.version
        -- One look at who was brought in: the reader, and whom the present clock told last.
        CROSS JOIN LATERAL (
            SELECT coalesce(bool_or(r.staff_id = my_id OR r.role_id = ANY (my_roles)), false) AS me,
                   (array_agg(ARRAY[r.staff_id, r.role_id] ORDER BY r.at DESC, r.id DESC) FILTER (WHERE r.clock_id = t.clock_id AND r.action <> 'transfer'))[1:1] AS last
            FROM app.reach r WHERE r.task_id = t.id AND r.withdrawn_at IS NULL AND r.action <> 'remind') found
        CROSS JOIN LATERAL (SELECT found.me, ARRAY[found.last[1][1], found.last[1][2]] AS told) reached),
    -- Whom `escalate` would reach: engine.hand_rung and engine.rung_reaches as joins (a test holds them together).
    hand AS MATERIALIZED (
        SELECT DISTINCT ON (d.ladder_id, d.from_rung) d.ladder_id, d.from_rung, r.action, r.to_kind, r.to_role_id
        FROM (SELECT DISTINCT i.ladder_id, i.from_rung FROM item i) d
        JOIN app.rung r ON r.ladder_id = d.ladder_id AND r.no >= d.from_rung AND r.action IN ('escalate', 'transfer')
        ORDER BY d.ladder_id, d.from_rung, r.no),
    stood AS MATERIALIZED (
        SELECT i.*, h.action AS hand_action,
               i.inside OR EXISTS (SELECT FROM app.basis_rule b WHERE engine.rule_fits(b, i.individual_id, discloser, mine, i.category, my_id)) AS known,
               -- What came of one's own doing is for others to settle: offered is what everybody may.
               CASE WHEN i.kind IN ('alert', 'correction') AND (engine.is_own_look(i.id, my_id) OR engine.is_own_mistake(i.id, i.owner_role_id, my_id)) THEN '{V}'::text[] ELSE
               engine.letters(i.owns, i.status <> 'requested' AND i.owner_staff_id IS DISTINCT FROM my_id AND NOT i.stands, i.asked, coordinates,
                              i.supervisor_role_id = ANY (my_roles), i.asked_below, i.reached_me, i.undoable IS NOT NULL, i.inside AND serves, audits) END AS letters,
               CASE WHEN engine.is_apart(i.category)
                    THEN engine.apart_role(hand_wanted.role_id, i.individual_id, i.category, i.owner_role_id, i.owner_organization_id, i.requester_role_id, i.requester_organization_id)
                    ELSE hand_wanted.role_id END AS hand_role_id,
               CASE h.to_kind WHEN 'owner' THEN coalesce((SELECT p.id FROM here p WHERE p.id = i.owner_staff_id), (SELECT w.cover_id FROM away w WHERE w.staff_id = i.owner_staff_id))
                              WHEN 'requester' THEN coalesce((SELECT p.id FROM here p WHERE p.id = i.requester_staff_id), (SELECT w.cover_id FROM away w WHERE w.staff_id = i.requester_staff_id)) END AS hand_staff_id
        FROM item i
        LEFT JOIN app.organization discloser ON NOT i.inside AND discloser.id = coalesce(i.requester_organization_id, i.owner_organization_id)
        LEFT JOIN hand h ON h.ladder_id = i.ladder_id AND h.from_rung = i.from_rung
        CROSS JOIN LATERAL (SELECT
            CASE h.to_kind WHEN 'role' THEN h.to_role_id WHEN 'owner' THEN i.owner_role_id
                           WHEN 'owner.supervisor' THEN coalesce(i.supervisor_role_id, net.coordinator_role_id)
                           WHEN 'requester' THEN coalesce(i.requester_role_id, net.coordinator_role_id)
                           WHEN 'coordinator' THEN net.coordinator_role_id
                           WHEN 'on_call' THEN net.on_call_role_id END AS role_id) hand_wanted),
    may AS MATERIALIZED (
        SELECT d.*, o.*
        FROM (SELECT DISTINCT st.kind, st.status, st.letters, st.risk_stage, st.owner_staff_id IS NOT DISTINCT FROM my_id AS theirs FROM stood st) d
        CROSS JOIN LATERAL engine.steps_open(d.kind, d.status, d.letters, d.risk_stage, d.theirs) o),
    reason AS MATERIALIZED (
        SELECT d.owner_role_id, engine.default_reason_words('decline', d.owner_role_id) AS words
        FROM (SELECT DISTINCT i.owner_role_id FROM item i WHERE i.kind = 'referral' AND i.owns) d),
    -- Where `reroute` would go: the first of engine.offers for all searches at once (a test holds them together).
    offer AS MATERIALIZED (
        SELECT DISTINCT ON (i.id) i.id, receiver.name
        FROM item i
        JOIN app.referral f ON f.id = i.referral_id
        JOIN app.individual p ON p.id = f.individual_id
        JOIN app.service offered ON offered.service_type_id = f.service_type_id AND offered.active AND engine.intake_open(offered, instant)
        JOIN app.organization receiver ON receiver.id = offered.organization_id
        JOIN app.organization discloser ON discloser.id = f.requester_organization_id
        CROSS JOIN LATERAL (SELECT coalesce(nullif(btrim(f.provided ->> 'postal_code'), ''), p.postal_code) AS code) area
        WHERE i.kind = 'reroute'
          AND NOT EXISTS (SELECT FROM app.task tried WHERE tried.referral_id = f.id AND tried.kind = 'referral' AND tried.service_id = offered.id)
          AND (area.code IS NULL OR EXISTS (SELECT FROM unnest(offered.areas) a WHERE a = area.code OR (right(a, 1) = '*' AND starts_with(area.code, left(a, -1)))))
          AND (receiver.id = discloser.id OR EXISTS (SELECT FROM app.basis_rule b WHERE engine.rule_fits(b, f.individual_id, discloser, receiver, f.category, NULL)))
        ORDER BY i.id, offered.rank, offered.id)
    SELECT st.id, engine.task_ref(st.kind, st.id, st.referral_id, st.attempt), st.version, st.kind::text, st.status::text, st.priority::text,
           engine.referral_ref(st.referral_id),
           CASE WHEN st.known THEN engine.individual_ref(st.individual_id) END,
           CASE WHEN st.known THEN engine.person_name(p.family, p.given) END,
           CASE WHEN st.known THEN date_part('year', p.birth_date)::integer END,
           coalesce(y.code, st.kind::text), engine.label_of(st.kind, st.label, y.short, y.name),
           st.owner_code, holder.login, holder.name,
           CASE WHEN st.told_id = my_id THEN 'you' ELSE w.told END,
           st.stage_since, st.need_since, st.needed_by, st.due, st.sort_at,
           engine.state_of(st.status, st.due, instant, day_end), st.waiting_on, st.hold_until,
           coalesce(e.actions, '{}'), coalesce(e.effects, '{}'),
           engine.status_words(st.kind, st.status, coalesce(waited.name, st.waiting_on)),
           CASE WHEN st.owner_staff_id = my_id THEN 'you'
                -- Theirs still; who acts for them meanwhile.
                WHEN st.stands THEN 'for ' || engine.first_name(holder.name)
                WHEN acting.name IS NOT NULL AND (w.told IS NULL OR st.told_id = my_id) THEN engine.first_name(acting.name) || ' for ' || engine.first_name(holder.name)
                WHEN w.told IS NOT NULL AND st.told_id IS DISTINCT FROM my_id THEN w.told || ' too'
                WHEN holder.name IS NOT NULL THEN engine.first_name(holder.name)
                ELSE engine.desk_name(st.owner_role_name, desk.name, st.owner_organization_id = my_organization) END,
           NOT st.known, engine.notice_for(st.category)
    FROM stood st
    JOIN app.organization desk ON desk.id = st.owner_organization_id
    LEFT JOIN app.individual p ON p.id = st.individual_id
    LEFT JOIN app.service_type y ON y.id = st.service_type_id
    LEFT JOIN may m ON m.kind = st.kind AND m.status = st.status AND m.letters = st.letters AND m.risk_stage IS NOT DISTINCT FROM st.risk_stage AND m.theirs = (st.owner_staff_id IS NOT DISTINCT FROM my_id)
    LEFT JOIN reason ON reason.owner_role_id = st.owner_role_id AND st.kind = 'referral'
    LEFT JOIN app.reason waited ON st.status = 'on-hold' AND waited.list = 'hold' AND waited.code = st.waiting_on
    LEFT JOIN app.staff holder ON holder.id = st.owner_staff_id
    LEFT JOIN app.staff acting ON acting.id = st.acting_id
    LEFT JOIN app.staff requester ON requester.id = CASE WHEN m.places[5] IS NOT NULL THEN st.requester_staff_id END
    LEFT JOIN app.role asking ON asking.id = CASE WHEN m.places[5] IS NOT NULL AND st.requester_staff_id IS NULL THEN st.requester_role_id END
    LEFT JOIN app.staff former ON former.id = st.former_staff_id
    LEFT JOIN app.role former_role ON former_role.id = st.former_role_id
    LEFT JOIN app.staff told ON told.id = st.told_id
    LEFT JOIN app.role told_role ON told_role.id = CASE WHEN st.told_id IS NULL THEN st.told_role_id END
    LEFT JOIN app.role hand_role ON hand_role.id = st.hand_role_id
    LEFT JOIN app.role_on_duty duty ON duty.role_id = st.hand_role_id
    LEFT JOIN app.staff hand_person ON hand_person.id = coalesce(st.hand_staff_id, duty.staff_id)
    -- Where that is the reader, who comes after them; nowhere else is this looked for.
    LEFT JOIN LATERAL (
        SELECT r.action, p.id, p.name, o.name AS role_name
        FROM app.rung r
        CROSS JOIN LATERAL (SELECT
            CASE r.to_kind WHEN 'role' THEN r.to_role_id WHEN 'owner' THEN st.owner_role_id
                           WHEN 'owner.supervisor' THEN coalesce(st.supervisor_role_id, net.coordinator_role_id)
                           WHEN 'requester' THEN coalesce(st.requester_role_id, net.coordinator_role_id)
                           WHEN 'coordinator' THEN net.coordinator_role_id
                           WHEN 'on_call' THEN net.on_call_role_id END AS role_id,
            CASE r.to_kind WHEN 'owner' THEN coalesce((SELECT p.id FROM here p WHERE p.id = st.owner_staff_id), (SELECT w.cover_id FROM away w WHERE w.staff_id = st.owner_staff_id))
                           WHEN 'requester' THEN coalesce((SELECT p.id FROM here p WHERE p.id = st.requester_staff_id), (SELECT w.cover_id FROM away w WHERE w.staff_id = st.requester_staff_id)) END AS staff_id OFFSET 0) wanted
        CROSS JOIN LATERAL (SELECT
            CASE WHEN engine.is_apart(st.category)
                 THEN engine.apart_role(wanted.role_id, st.individual_id, st.category, st.owner_role_id, st.owner_organization_id, st.requester_role_id, st.requester_organization_id)
                 ELSE wanted.role_id END AS role_id, wanted.staff_id OFFSET 0) x
        JOIN app.role o ON o.id = x.role_id
        LEFT JOIN app.role_on_duty d ON d.role_id = x.role_id
        LEFT JOIN app.staff p ON p.id = coalesce(x.staff_id, d.staff_id)
        WHERE hand_person.id = my_id AND r.ladder_id = st.ladder_id AND r.no > st.from_rung AND r.action IN ('escalate', 'transfer')
          AND p.id IS DISTINCT FROM my_id
        ORDER BY r.no LIMIT 1) above ON true
    LEFT JOIN offer ON offer.id = st.id
    CROSS JOIN LATERAL (SELECT coalesce(engine.first_name(told.name), told_role.name) AS told) w
    CROSS JOIN LATERAL (SELECT
        engine.filled(m.templates[m.places[1]], '{reason}', reason.words) AS reason,
        engine.filled(m.templates[m.places[2]], '{next}', 
            CASE WHEN hand_person.id = my_id THEN engine.rung_words(above.action, above.id, above.name, above.role_name)
                 ELSE engine.rung_words(st.hand_action, hand_person.id, hand_person.name, hand_role.name) END) AS next,
        engine.filled(m.templates[m.places[3]], '{offer}', offer.name) AS offer,
        engine.filled(m.templates[m.places[4]], '{former}',
            CASE WHEN engine.goes_back(st.former_role_id, st.former_staff_id, my_id, my_roles) THEN coalesce(former.name, former_role.name)
                 WHEN st.reached_me AND st.owns IS NOT TRUE THEN coalesce(holder.name, st.owner_role_name) END) AS former,
        engine.filled(m.templates[m.places[5]], '{requester}', coalesce(requester.name, asking.name)) AS requester,
        engine.filled(m.templates[m.places[6]], '{undo}', engine.step_noun(st.undoable)) AS undo OFFSET 0) said
    CROSS JOIN LATERAL (SELECT
        array_remove(array_replace(array_replace(array_replace(array_replace(array_replace(array_replace(m.templates,
            m.templates[m.places[1]], said.reason), m.templates[m.places[2]], said.next), m.templates[m.places[3]], said.offer),
            m.templates[m.places[4]], said.former), m.templates[m.places[5]], said.requester), m.templates[m.places[6]], said.undo), '') AS effects,
        array_remove(array_remove(array_remove(array_remove(m.actions,
            CASE said.next WHEN '' THEN m.actions[m.places[2]] END), CASE said.former WHEN '' THEN m.actions[m.places[4]] END),
            CASE said.requester WHEN '' THEN m.actions[m.places[5]] END), CASE said.undo WHEN '' THEN m.actions[m.places[6]] END) AS actions) e
    ORDER BY st.place;
END $$;
COMMENT ON FUNCTION engine.rows(bigint[], engine.viewer) IS
    'The items of these ids as rows of a list, in that order. The ids must be such as the reader may see (engine.page, engine.task_to_see).';

CREATE FUNCTION engine.letters(owns boolean, other_holder boolean, asked boolean, coordinates boolean, supervises boolean,
                               asked_below boolean, reached boolean, undoes boolean, inside boolean, audits boolean)
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN owns OR asked OR coordinates OR supervises OR asked_below OR reached OR inside
        THEN array_remove(ARRAY[
            CASE WHEN owns THEN 'O' END, CASE WHEN owns AND other_holder THEN 'H' END, CASE WHEN asked THEN 'R' END,
            CASE WHEN coordinates THEN 'C' END, CASE WHEN supervises THEN 'S' END, CASE WHEN asked_below THEN 'Q' END, CASE WHEN reached THEN 'X' END,
            CASE WHEN undoes THEN 'D' END, 'V'], NULL)
        WHEN audits THEN '{A}'::text[] ELSE '{}'::text[] END
$$;
COMMENT ON FUNCTION engine.letters(boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean, boolean) IS
    'How a reader stands to an item, as letters of app.step.who: engine.relations for a page at once (a test holds the two together), with D for who may undo.';
