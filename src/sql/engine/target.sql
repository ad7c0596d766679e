-- Durations as the policy writes them: 30m 4h 2d real time, 45bm 6bh 2bd business time, and their
-- long forms (8 business hours). What a day or an hour of business is, calendar.sql knows.

CREATE FUNCTION engine.target_parse(target text, OUT amount bigint, OUT unit text, OUT business boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    part text[];
BEGIN
    -- The short form, by far the most frequent, without a pattern that takes it apart: that is slow.
    IF length(target) < 9 AND target ~ '^[1-9][0-9]*b?[mhd]$' THEN
        amount := rtrim(target, 'bmhd');
        unit := right(target, 1);
        business := strpos(target, 'b') > 0;
        RETURN;
    END IF;
    part := regexp_match(target, '^([0-9]{1,7}) *(?:(b)?([mhd])|(business )?(minute|hour|day)s?)$');
    IF part IS NULL OR part[1]::bigint = 0 THEN
        PERFORM engine.refuse('HF400', format('"%s" is not a length of time.', target),
            'Write 30m, 4h or 2d of real time, or 45bm, 6bh or 2bd of business time; never zero.');
    END IF;
    amount := part[1];
    unit := left(coalesce(part[3], part[5]), 1);
    business := coalesce(part[2], part[4]) IS NOT NULL;
END $$;
COMMENT ON FUNCTION engine.target_parse(text) IS
    'A duration of the policy taken apart: how many, of unit m, h or d, in business time or real time. HF400 when it is none (INTERFACES, Time).';

CREATE FUNCTION engine.unit_seconds(unit text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE unit WHEN 'm' THEN 60 WHEN 'h' THEN 3600 WHEN 'd' THEN 86400 END::bigint
$$;
COMMENT ON FUNCTION engine.unit_seconds(text) IS
    'Seconds of real time in a minute, hour or day: a day is 24 hours, also when daylight saving makes it longer or shorter.';

-- Asked several times for every clock: only the words for business time have a b or a w in them.
CREATE FUNCTION engine.is_business(target text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT target ~* '[bw]'
$$;
COMMENT ON FUNCTION engine.is_business(text) IS 'The target counts open time only. That it is a target at all, engine.target_parse has seen before.';

CREATE FUNCTION engine.elapsed_interval(duration text) RETURNS interval LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    length record := engine.target_parse(duration);
BEGIN
    IF length.business THEN
        PERFORM engine.refuse('HF400', format('"%s" is business time where only real time serves.', duration),
                              'Write 30m, 4h or 2d.');
    END IF;
    -- Never an interval of days: adding those follows the session's time zone.
    RETURN make_interval(secs => length.amount * engine.unit_seconds(length.unit));
END $$;
COMMENT ON FUNCTION engine.elapsed_interval(text) IS
    'A duration of real time as an interval of hours and minutes. HF400 for business time or no duration.';
