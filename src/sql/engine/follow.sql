-- What follows a step on other things than the item itself. Asked only of steps by which an item is
-- closed, waits, or no longer does (engine.step_store).

CREATE FUNCTION engine.step_follows(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
BEGIN
    -- Undo puts back by itself what the undone step changed.
    IF (s.step).action = 'undo' THEN
        RETURN;
    END IF;
    CASE (s.t).kind
        WHEN 'risk' THEN s := engine.risk_followed(s);
        WHEN 'result_review' THEN s := engine.result_followed(s);
        ELSE NULL;
    END CASE;
    s := engine.pathway_moved(s);
END $$;
COMMENT ON FUNCTION engine.step_follows(engine.step_state) IS
    'The risk, the result or the pathway that the item belongs to goes on as the step leaves it; what opens is added to what the step opened, what changed to what undo puts back.';

CREATE FUNCTION engine.undo_follows(s engine.step_state, before jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF before ? 'risk' THEN
        PERFORM engine.undo_risk(s, jsonb_populate_record(NULL::app.social_risk, before -> 'risk'));
    END IF;
    IF before ? 'result' THEN
        UPDATE app.result r SET reviewed_at = NULL, reviewed_by = NULL WHERE r.review_id = (s.t).id;
    END IF;
    IF before ? 'pathway' THEN
        PERFORM engine.undo_pathway(s, before -> 'pathway');
    END IF;
END $$;
COMMENT ON FUNCTION engine.undo_follows(engine.step_state, jsonb) IS 'Puts back what followed the undone step.';
