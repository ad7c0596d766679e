-- Empties the two replaceable schemas before their files are loaded. Runs as the migrating
-- superuser or database owner.

DROP SCHEMA IF EXISTS api CASCADE;
DROP SCHEMA IF EXISTS engine CASCADE;
CREATE SCHEMA engine AUTHORIZATION holdfast_owner;
CREATE SCHEMA api AUTHORIZATION holdfast_owner;
COMMENT ON SCHEMA engine IS 'Internal functions of Holdfast; nobody but their owner may use them.';
COMMENT ON SCHEMA api IS 'The one door to Holdfast: functions that check who calls, and nothing else.';
