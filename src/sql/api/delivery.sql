-- For the sending service (holdfast sweep): what is to be sent, and what became of it.

CREATE FUNCTION api.deliveries(n integer DEFAULT 500)
RETURNS TABLE (channel text, program jsonb, address text, message text, reaches bigint[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    now_at timestamptz := app.now();
BEGIN
    IF NOT engine.is_server_owner() THEN
        PERFORM engine.me();
    END IF;
    IF NOT engine.may_deliver() THEN
        RETURN;
    ELSIF n IS NULL OR n NOT BETWEEN 1 AND 10000 THEN
        PERFORM engine.refuse('HF400', 'n must be from 1 to 10000.', 'Ask again for more.');
    END IF;
    RETURN QUERY
        SELECT c.channel, p.policy -> 'notify' -> c.channel,
               CASE WHEN c.channel = 'mail' THEN s.email ELSE s.phone END,
               (SELECT engine.delivery_text(array_agg(t.kind), array_agg(coalesce(t.due <= now_at, false)), array_agg(f.action))
                FROM app.reach f JOIN app.task t ON t.id = f.task_id WHERE f.id = ANY (c.reaches)),
               c.reaches
        FROM engine.deliver_claim(n, now_at) c
        CROSS JOIN (SELECT r.policy FROM app.policy_revision r ORDER BY r.number DESC LIMIT 1) p
        LEFT JOIN app.staff s ON s.id = c.staff_id AND s.active AND s.disabled_at IS NULL;
END $$;
COMMENT ON FUNCTION api.deliveries(integer) IS
    'Messages that the caller is to send now, one per person and channel: the policy''s program with its arguments, the address (email for mail, phone for others; NULL: there is none, report it as failed), the message. Each is the caller''s for five minutes; tell api.delivered what became of it. Nothing for others than the server''s owner or duty administer, nor in a sandbox.';

CREATE FUNCTION api.delivered(channel text, reaches bigint[], good boolean, again boolean DEFAULT false) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    at timestamptz := app.now();
    settled bigint[];
    failed bigint;
    later bigint[] := '{}';
BEGIN
    IF NOT engine.may_deliver() THEN
        PERFORM engine.refuse_unseen();
    END IF;
    IF again AND NOT good THEN
        later := engine.deliver_later(reaches, delivered.channel, at);
    END IF;
    WITH done AS (
        UPDATE app.delivery s
        SET sent_at = CASE WHEN good THEN clock_timestamp() END,
            failed_at = CASE WHEN NOT good THEN clock_timestamp() END
        WHERE s.reach_id = ANY (reaches) AND s.channel = delivered.channel AND s.sent_at IS NULL AND s.failed_at IS NULL
          AND s.reach_id <> ALL (later)
        RETURNING s.reach_id)
    SELECT array_agg(d.reach_id) INTO settled FROM done d;
    IF NOT good THEN
        -- Tasks in ascending order, as every lock is taken.
        FOR failed IN SELECT f.id FROM app.reach f WHERE f.id = ANY (settled) ORDER BY f.task_id, f.id LOOP
            PERFORM engine.deliver_failed(failed, delivered.channel, at);
        END LOOP;
    END IF;
    RETURN coalesce(cardinality(settled), 0);
END $$;
COMMENT ON FUNCTION api.delivered(text, bigint[], boolean, boolean) IS
    'What became of a message that api.deliveries gave: sent, or not. again: it may succeed later, and is tried after 30 s, 2 and 8 minutes while its rung has patience. Else the failure goes on the record of its tasks and lets their ladders move on. Gives how many it settled; told twice it settles nothing. HF404: not the sending service.';

CREATE FUNCTION api.digests(forced boolean DEFAULT false) RETURNS TABLE (login text, program jsonb, address text, message text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    IF NOT engine.may_tell() THEN
        PERFORM engine.refuse_digest();
    END IF;
    RETURN QUERY SELECT d.login, engine.notify_program('mail'), d.email, d.message FROM engine.digest_list(app.now(), coalesce(forced, false)) d ORDER BY d.login;
END $$;
COMMENT ON FUNCTION api.digests(boolean) IS
    'For every person with an email for whom something waits: how much, in a sentence that names nobody, and the policy''s program for mail (NULL: it is switched off). Once a day, on days on which their organisation is open; forced: also again, and on other days. HF404: neither the server''s owner nor duty administer.';

CREATE FUNCTION api.digest_claim(login text, forced boolean DEFAULT false) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    IF engine.may_tell() AND (SELECT i.sandbox FROM app.installation i) THEN
        PERFORM engine.refuse('HF412', 'This is a sample: its people are invented, and nothing is sent.', 'Leave --mail out to see what would be.');
    ELSIF NOT engine.may_deliver() THEN
        PERFORM engine.refuse_digest();
    END IF;
    RETURN engine.claim_digest((SELECT s.id FROM app.staff s WHERE s.login = digest_claim.login), app.now(), coalesce(forced, false));
END $$;
COMMENT ON FUNCTION api.digest_claim(text, boolean) IS
    'Takes the digest of a person for today in hand; false: another service has it, or it was sent. HF404: not the sending service; HF412: a sample.';

CREATE FUNCTION api.digested(login text, good boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
BEGIN
    IF NOT engine.may_deliver() THEN
        PERFORM engine.refuse_digest();
    END IF;
    RETURN engine.end_digest((SELECT s.id FROM app.staff s WHERE s.login = digested.login), app.now(), good);
END $$;
COMMENT ON FUNCTION api.digested(text, boolean) IS
    'What became of a digest in hand: sent, or not, and then it may be taken again. False: it was in nobody''s hands. HF404: not the sending service.';
