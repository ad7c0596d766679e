-- A serious and imminent threat as the ground of a referral (45 CFR 164.512(j)): one line, and it goes at
-- once. The supervisor is told by every channel, and compliance looks at whether it was one.

CREATE FUNCTION engine.tell_of_threat(r app.referral, t app.task, threat text, l engine.letter, request_id uuid) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    n app.network := (SELECT k FROM app.network k);
    supervisor integer := engine.my_supervisor((l.me).id);
    origin app.task_origin;
    facts jsonb := jsonb_build_object('because', 'threat', 'referral', engine.referral_ref(r.id), 'basis', r.basis);
    alert app.task;
    told jsonb;
BEGIN
    alert := engine.open_work('alert', r.individual_id, supervisor, NULL, 'told because of a threat: ' || engine.referral_ref(r.id), 'urgent', NULL, origin, l.me, 'open',
                              facts, jsonb_build_object('note', threat), l.at, request_id);
    told := engine.reach_now(alert, supervisor, 0, l.me, l.at);
    PERFORM engine.open_work('correction', r.individual_id, n.compliance_role_id, NULL, 'review: told because of a threat, ' || engine.referral_ref(r.id), 'urgent', NULL,
                             origin, l.me, 'open', facts || jsonb_build_object('of', engine.task_ref(t)), jsonb_build_object('note', threat), l.at, request_id);
    RETURN jsonb_build_array(told);
END $$;
COMMENT ON FUNCTION engine.tell_of_threat(app.referral, app.task, text, engine.letter, uuid) IS
    'A referral went out because of a serious threat: alerts the sender''s supervisor, by every channel, and opens a review for compliance, each with the line that was given. Gives who was told.';
