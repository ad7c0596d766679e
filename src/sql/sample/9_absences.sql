-- Who is away while the sample is opened: two whose cover was named, and the desk of a food bank to
-- which somebody will have to see to before next week.

CREATE FUNCTION sample.away(login text, cover text, first_day date, last_day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sample.call_as(login, 'SELECT api.cover(gen_random_uuid(), ($1)[1], nullif(($1)[2], ''''), ($1)[3]::timestamptz, ($1)[4]::timestamptz)',
        login, coalesce(cover, ''), (first_day::timestamp AT TIME ZONE 'America/New_York')::text, ((last_day + 1)::timestamp AT TIME ZONE 'America/New_York')::text);
END $$;
COMMENT ON FUNCTION sample.away(text, text, date, date) IS 'Somebody says that they are away for these days, and who covers; cover NULL: nobody was named.';

CREATE FUNCTION sample.absences(today date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    monday date := date_trunc('week', today)::date + 7;
BEGIN
    -- Maria has what is in Tomas's name, and Emil what is passed up to Ruth.
    PERFORM sample.away('tomas', 'maria', today - 1, today + 3);
    PERFORM sample.away('ruth', 'emil', today - 1, today + 4);
    -- On two days of next week the whole desk is gone, and nobody was named.
    PERFORM sample.away('frank', NULL, monday, monday + 4);
    PERFORM sample.away('sylvia', NULL, monday + 1, monday + 2);
END $$;
COMMENT ON FUNCTION sample.absences(date) IS 'What people say two days before today of this week and the next.';
