-- Who may call what, once all functions are there. Runs as the migrating superuser or database
-- owner, after the files of engine and api.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA engine FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA api FROM PUBLIC;
GRANT USAGE ON SCHEMA api TO holdfast_person;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO holdfast_person;
