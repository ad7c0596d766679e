-- Who is asking, and what they are to an item. Identity is session_user and nothing else.

CREATE FUNCTION engine.refuse(code text, message text, hint text DEFAULT '', short text DEFAULT '') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    said text := CASE WHEN length(message) > 600 THEN left(message, 600) || '…' ELSE message END;
BEGIN
    IF short = '' THEN
        RAISE EXCEPTION USING ERRCODE = code, MESSAGE = said, HINT = hint;
    END IF;
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = said, HINT = hint, DETAIL = short;
END $$;
COMMENT ON FUNCTION engine.refuse(text, text, text, text) IS
    'Raises one of our own errors: a sentence a person can read, and what to do next. short: the same in the few words that stand behind a number where it is one of many (engine.many_short): yours already.';

CREATE FUNCTION engine.refuse_unseen() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.refuse('HF404', 'There is no such item, or it is not yours to see.',
                          'Check the reference, or ask your supervisor.');
END $$;
COMMENT ON FUNCTION engine.refuse_unseen() IS
    'The one answer for "not found" and "not permitted", so that neither can be told from the other (DESIGN 9).';

CREATE FUNCTION engine.refuse_duty(what text, duty text, organization_id integer) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    roles text := (SELECT string_agg(r.name, ', ' ORDER BY r.name) FROM app.role r
                   WHERE r.active AND r.organization_id = refuse_duty.organization_id AND refuse_duty.duty = ANY (r.duties));
BEGIN
    PERFORM engine.refuse('HF404', format('Your roles do not %s.', what),
        CASE WHEN roles IS NULL THEN 'Nobody of your organization does: ask ' || engine.coordinator_words() || '.'
             ELSE format('Those of your organization that do: %s.', roles) END);
END $$;
COMMENT ON FUNCTION engine.refuse_duty(text, text, integer) IS
    'HF404 where somebody sees what they ask about and none of their roles carries the duty; says whose does. Never about what they may not see: that is engine.refuse_unseen.';

CREATE FUNCTION engine.refuse_office(what text, duties text[]) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM engine.refuse('HF404', format('Your roles do not %s.', what),
        coalesce((SELECT format('It is for %s.', string_agg(DISTINCT r.name, ' or ')) FROM app.role r WHERE r.active AND r.duties && refuse_office.duties),
                 'Nobody of the network does: ask ' || engine.coordinator_words() || '.'));
END $$;
COMMENT ON FUNCTION engine.refuse_office(text, text[]) IS
    'engine.refuse_duty for what is done for the whole network and about nobody: HF404, with the roles of the network that carry one of the duties.';

CREATE FUNCTION engine.refuse_seen(what text, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.refuse('HF404', format('You may see this, but it is not for you to %s.', what), format('It is for %s.', who));
END $$;
COMMENT ON FUNCTION engine.refuse_seen(text, text) IS
    'HF404 where somebody sees what they ask about, and what they ask is for others: says so, and whose it is. Never about what they may not see: that is engine.refuse_unseen.';

CREATE FUNCTION engine.coordinator_words() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT 'the ' || lower(left(r.name, 1)) || substr(r.name, 2) FROM app.network n JOIN app.role r ON r.id = n.coordinator_role_id);
END $$;
COMMENT ON FUNCTION engine.coordinator_words() IS 'The coordinating role of the network within a sentence: the lead coordinator.';

CREATE FUNCTION engine.refuse_colleague() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.refuse('HF404', 'Nobody here has that login, or they are not yours to speak for.',
                          'Check the login in the directory (8), or ask their supervisor or the coordinator to do it.');
END $$;
COMMENT ON FUNCTION engine.refuse_colleague() IS
    'As engine.refuse_unseen, where a person of staff was named: whether there is nobody of that login or they are not for the caller is not told.';

CREATE FUNCTION engine.is_server_owner() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT pg_has_role(session_user, 'holdfast_owner', 'MEMBER')
$$;
COMMENT ON FUNCTION engine.is_server_owner() IS
    'The session belongs to a superuser or a member of holdfast_owner: administrative commands only.';

CREATE FUNCTION engine.me_or_none() RETURNS app.staff LANGUAGE sql STABLE AS $$
    SELECT s FROM app.staff s
    WHERE s.login = session_user AND s.active AND s.disabled_at IS NULL
$$;
COMMENT ON FUNCTION engine.me_or_none() IS 'The person of this session; NULL when it is none of ours.';

CREATE FUNCTION engine.refuse_standing_still() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM engine.refuse('HF412', 'Here every statement sees what is so now; in this transaction none would.',
                              'Begin it with ISOLATION LEVEL READ COMMITTED.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_standing_still() IS
    'HF412 in a transaction that holds on to what it saw first: it would keep a right, a duty or a consent that has ended.';

CREATE FUNCTION engine.me() RETURNS app.staff LANGUAGE plpgsql STABLE AS $$
DECLARE
    staff app.staff;
BEGIN
    PERFORM engine.refuse_standing_still();
    SELECT s.* INTO staff FROM app.staff s
    WHERE s.login = session_user AND s.active AND s.disabled_at IS NULL;
    IF NOT FOUND THEN
        PERFORM engine.refuse_unseen();
    ELSIF staff.must_choose THEN
        PERFORM engine.refuse('HF412', 'Your password was given to you by somebody else: choose your own first.',
                              'Type holdfast staff passwd, or open the console, which asks for it.');
    END IF;
    RETURN staff;
END $$;
COMMENT ON FUNCTION engine.me() IS
    'The person of this session; HF404 when it is none of ours, has left the policy, or was disabled. HF412 while their password is one that an administrator knows, and in a transaction of another isolation than READ COMMITTED.';

CREATE FUNCTION engine.still_here(staff_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT s.id FROM app.staff s WHERE s.id = still_here.staff_id AND s.active AND s.disabled_at IS NULL);
END $$;
COMMENT ON FUNCTION engine.still_here(integer) IS 'The person, where they have not left; NULL: they have, so their role is meant.';

CREATE FUNCTION engine.my_roles(staff_id integer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT r.id), '{}')
            FROM (SELECT h.role_id FROM app.role_holder h WHERE h.staff_id = my_roles.staff_id
                  UNION ALL
                  SELECT d.role_id FROM app.role_on_duty d WHERE d.staff_id = my_roles.staff_id) held
            JOIN app.role r ON r.id = held.role_id AND r.active);
END $$;
COMMENT ON FUNCTION engine.my_roles(integer) IS
    'Roles the person holds, or answers for now in place of somebody away.';

CREATE FUNCTION engine.has_duty(staff_id integer, duty text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT EXISTS (SELECT 1 FROM app.role r
                   WHERE r.id = ANY (engine.my_roles(has_duty.staff_id)) AND has_duty.duty = ANY (r.duties)));
END $$;
COMMENT ON FUNCTION engine.has_duty(integer, text) IS 'One of the person''s roles carries the duty (DESIGN 9).';

CREATE FUNCTION engine.reaches_me(task_id bigint, staff_id integer, roles integer[]) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM app.reach r
                   WHERE r.task_id = reaches_me.task_id AND r.withdrawn_at IS NULL AND r.action <> 'remind'
                     AND (r.staff_id = reaches_me.staff_id OR r.role_id = ANY (roles)));
END $$;
COMMENT ON FUNCTION engine.reaches_me(bigint, integer, integer[]) IS
    'A rung brought this person, or a role of theirs, in.';

CREATE FUNCTION engine.takes_part(individual_id bigint, staff_id integer, roles integer[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM app.care_plan c JOIN app.plan_area a ON a.plan_id = c.id
                   WHERE c.individual_id = takes_part.individual_id AND c.status = 'active'
                     AND (a.owner_staff_id = takes_part.staff_id OR a.owner_role_id = ANY (roles)));
END $$;
COMMENT ON FUNCTION engine.takes_part(bigint, integer, integer[]) IS 'Whoever owns an area of a person''s plan takes part in their case reviews.';

CREATE FUNCTION engine.relations(t app.task, staff app.staff, roles integer[]) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    duties text[];
    letters text[] := '{}';
    inside boolean := staff.organization_id IN (t.owner_organization_id, t.requester_organization_id);
    acts boolean := t.closed_at IS NULL AND t.owner_staff_id <> staff.id AND engine.stands_in(staff.id, t.owner_staff_id, t.owner_role_id, app.now());
BEGIN
    IF t.kind IN ('alert', 'correction') AND engine.look_hidden(t.id, t.owner_role_id, staff.id, roles) THEN
        RETURN letters;
    END IF;
    -- Substance-use content is absent for whoever has no basis, whatever else they are (42 CFR Part 2).
    IF engine.is_apart(t.category) AND NOT coalesce(inside, false)
       AND NOT engine.discloses(t.individual_id, coalesce(t.requester_organization_id, t.owner_organization_id), staff.organization_id, t.category, staff.id) THEN
        RETURN CASE WHEN engine.looks_at(t, staff) THEN '{A}'::text[] ELSE letters END;
    END IF;
    SELECT array_agg(DISTINCT d) INTO duties FROM app.role r, unnest(r.duties) d WHERE r.id = ANY (roles);
    IF t.owner_staff_id = staff.id OR t.owner_role_id = ANY (roles) OR acts THEN
        letters := letters || 'O'::text;
        -- Whoever acts for the named owner need not take it over.
        IF t.status <> 'requested' AND t.owner_staff_id IS DISTINCT FROM staff.id AND acts IS NOT TRUE THEN
            letters := letters || 'H'::text;
        END IF;
    END IF;
    IF t.requester_staff_id = staff.id OR t.requester_role_id = ANY (roles) THEN
        letters := letters || 'R'::text;
    END IF;
    IF 'coordinate' = ANY (duties) THEN
        letters := letters || 'C'::text;
    END IF;
    IF EXISTS (SELECT 1 FROM app.role r WHERE r.id = t.owner_role_id AND r.supervisor_role_id = ANY (roles)) THEN
        letters := letters || 'S'::text;
    END IF;
    IF staff.organization_id = t.requester_organization_id
       AND EXISTS (SELECT 1 FROM app.role r WHERE r.id = t.requester_role_id AND r.supervisor_role_id = ANY (roles)) THEN
        letters := letters || 'Q'::text;
    END IF;
    IF engine.reaches_me(t.id, staff.id, roles) THEN
        letters := letters || 'X'::text;
    END IF;
    -- An item entered by mistake is hidden from whoever had received it.
    IF t.status = 'entered-in-error' THEN
        letters := array(SELECT l FROM unnest(letters) l WHERE l IN ('R', 'Q', 'C'));
        inside := t.requester_organization_id = staff.organization_id;
    END IF;
    IF letters <> '{}' OR (inside AND duties && '{refer,respond,coordinate,supervise,plan,record}')
       OR (t.kind = 'case_review' AND t.status <> 'entered-in-error' AND engine.takes_part(t.individual_id, staff.id, roles)) THEN
        letters := letters || 'V'::text;
    ELSIF 'audit' = ANY (duties) OR engine.looks_at(t, staff) THEN
        letters := letters || 'A'::text;
    END IF;
    RETURN letters;
END $$;
COMMENT ON FUNCTION engine.relations(app.task, app.staff, integer[]) IS
    'What the person is to the item, as letters of app.step.who: O owner, H another holder of the owner role once accepted, R requester, C coordinator, S supervisor, Q of the requester''s organization and supervisor of whoever asked, X reached by a rung, V may see it and do what everybody may, A auditor, or in an emergency look: may read it and do nothing. Empty: not to be seen.';
