-- Changing a plan: api.plan_edit(); reading one part of it: api.plan_part().
--
-- api.plan_edit(request_id, individual_ref, part, version, change) → {"part", "version", "replayed"}
--   part            change                                                       who
--   plan            {open: true} · {close: true, reason}                         duty plan or coordinate · coordinator
--   area/ID         {summary, review_by}                                         its owner
--                   {owner_staff: login}                                         its owner, coordinator
--                   {owner_role: code, owner_staff?}                             coordinator
--   goal/new        {area: ID or domain, description, target_date?, lifecycle?, achievement?}   owner of the area
--   goal/ID         {description, lifecycle, achievement, target_date}           owner of the area
--   note/new        {kind, area?: ID or domain, text}                            see engine.may_note
--   note/ID         {text} · {ended: true}                                       author, owner of the area
-- Of change only what is to be changed. The answer's part names a new goal or note: goal/123. The
-- version of `new` and of open is not asked.

CREATE FUNCTION api.plan_edit(request_id uuid, individual_ref text, part text, version integer DEFAULT NULL, change jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    arguments jsonb := jsonb_build_object('individual', individual_ref, 'part', part, 'version', version, 'change', change);
    c engine.care;
    wanted record;
    answer jsonb;
BEGIN
    c.me := engine.me();
    c.v := engine.viewer();
    c.individual_id := engine.individual_to_see(individual_ref, c.v);
    c.request_id := plan_edit.request_id;
    IF NOT (c.v).serves THEN
        PERFORM engine.refuse_seen('change the plan', 'those who work with this person');
    END IF;
    wanted := engine.part_of(part);
    c := engine.care_lock(c, wanted);
    answer := engine.once(c.me, request_id, 'plan_edit', arguments);
    IF answer IS NOT NULL THEN
        RETURN answer;
    END IF;
    answer := engine.edit_part(c, wanted, version, change);
    PERFORM engine.keep_answer(c.me, request_id, 'plan_edit', arguments, answer);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.plan_edit(uuid, text, text, integer, jsonb) IS
    'Changes one part of a person''s plan, opens the plan or closes it. Each part has its own version: two people in different parts never meet. HF404: no such person or part, or not the caller''s to change; HF409: somebody changed that part meanwhile, who and when (api.plan_part gives their text); HF412: what is asked for is not possible; HF400: malformed.';

CREATE FUNCTION api.plan_part(individual_ref text, part text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    individual bigint := engine.individual_to_see(individual_ref, v);
    answer jsonb := engine.part_text(engine.part_of(part), individual, v);
BEGIN
    IF answer IS NULL OR answer ->> 'version' IS NULL THEN
        PERFORM engine.refuse_unseen();
    END IF;
    PERFORM engine.disclose_person(individual, 'plan', engine.area_contents(ARRAY[engine.part_area(engine.part_of(part))]), v);
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.plan_part(text, text) IS
    'One part of a plan as it stands: {version, text, who, at}, and for an area {review_by, owner_role, owner_login}, a goal {lifecycle, achievement, target_date}, a note {kind, ended}. HF404: none for this reader.';
