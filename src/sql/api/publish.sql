-- Putting a policy in force: api.publish().

CREATE FUNCTION api.publish(policy_yaml text, policy jsonb, recompute boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    actor app.staff;
BEGIN
    IF engine.is_server_owner() THEN
        PERFORM set_config('holdfast.actor', session_user, true);
    ELSE
        actor := engine.me();
        IF NOT engine.has_duty(actor.id, 'administer') THEN
            PERFORM engine.refuse_office('publish a policy', '{administer}');
        END IF;
    END IF;
    IF policy_yaml IS NULL OR policy IS NULL THEN
        PERFORM engine.refuse('HF400', 'The policy is missing.', 'Give the file''s text and what it says as JSON.');
    END IF;
    RETURN engine.publish(policy_yaml, policy, coalesce(recompute, false), actor);
-- What no check has named a table still refuses; which row of whose it was is told to nobody.
EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN
    PERFORM engine.refuse('HF400', 'The policy holds a value that cannot be, or lacks one that must be there.', 'Publish with holdfast apply, which says where.');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION api.publish(text, jsonb, boolean) IS
    'Puts a policy in force: policy_yaml the file as written, policy what it says (include/holdfast/policy/publish.h); recompute also gives running clocks the new targets, on the record. Gives {revision, changes: [{what, id, change, detail}], closures: [{calendar, day, words, by, reason}]}, the latter being closings that were said to the database (api.close_calendar) and stay; the same policy again changes nothing. For the server''s owner and duty administer. HF400 for a malformed policy, HF412 for one that leaves a gap in accountability, HF409 while somebody else publishes.';
