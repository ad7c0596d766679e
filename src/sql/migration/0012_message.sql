-- Messages: what people say to each other about an item, a person's plan or one of its areas. The
-- words are the body of the ledger entry, apart and erasable; here is who, to whom, read, answered.

CREATE TABLE app.message (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    task_id bigint REFERENCES app.task,
    area_id bigint REFERENCES app.plan_area,
    category text NOT NULL DEFAULT 'general',
    staff_id integer NOT NULL REFERENCES app.staff,
    organization_id integer NOT NULL REFERENCES app.organization,
    at timestamptz NOT NULL,
    to_role_id integer REFERENCES app.role,
    to_staff_id integer REFERENCES app.staff,
    to_organization_id integer NOT NULL REFERENCES app.organization,
    question boolean NOT NULL DEFAULT false,
    answers_id bigint REFERENCES app.message,
    answered_at timestamptz,
    follow_up_id bigint REFERENCES app.task,
    read_at timestamptz,
    read_by integer REFERENCES app.staff,
    entry_id bigint NOT NULL,
    CHECK (to_role_id IS NOT NULL OR to_staff_id IS NOT NULL),
    CHECK (question OR follow_up_id IS NULL),
    CHECK ((read_at IS NULL) = (read_by IS NULL))
);
COMMENT ON TABLE app.message IS 'One message of the thread of an item (task_id), of an area of the plan (area_id), or of the person and their plan (neither).';
COMMENT ON COLUMN app.message.to_staff_id IS 'the person it is for; NULL: whoever answers for to_role_id';
COMMENT ON COLUMN app.message.follow_up_id IS 'a question is work: the timed task of whoever was asked';
COMMENT ON COLUMN app.message.read_at IS 'first read by somebody it was for: until then it is unread for all of them';
COMMENT ON COLUMN app.message.entry_id IS 'the ledger entry that holds what was said';
CREATE INDEX message_individual ON app.message (individual_id, at);
CREATE INDEX message_task ON app.message (task_id, at) WHERE task_id IS NOT NULL;
CREATE INDEX message_answers ON app.message (answers_id) WHERE answers_id IS NOT NULL;
CREATE INDEX message_unread_role ON app.message (to_role_id, at) WHERE read_at IS NULL AND to_staff_id IS NULL;
CREATE INDEX message_unread_staff ON app.message (to_staff_id, at) WHERE read_at IS NULL AND to_staff_id IS NOT NULL;
CREATE INDEX message_asked_role ON app.message (to_role_id, at) WHERE question AND answered_at IS NULL AND to_staff_id IS NULL;
CREATE INDEX message_asked_staff ON app.message (to_staff_id, at) WHERE question AND answered_at IS NULL AND to_staff_id IS NOT NULL;

ALTER TABLE app.task_origin ADD FOREIGN KEY (message_id) REFERENCES app.message;

-- An area of an open plan has an owner who is there: neither a role nor a person that owns one can
-- go before it has passed to somebody else. Publish puts the check off to its own end.
CREATE FUNCTION app.keep_area_owners() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owned bigint;
BEGIN
    IF TG_TABLE_NAME = 'role' THEN
        SELECT count(*) INTO owned FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active'
        WHERE a.owner_role_id = NEW.id AND NOT (SELECT r.active FROM app.role r WHERE r.id = NEW.id);
    ELSE
        SELECT count(*) INTO owned FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id AND c.status = 'active'
        WHERE a.owner_staff_id = NEW.id AND NOT (SELECT s.active AND s.disabled_at IS NULL FROM app.staff s WHERE s.id = NEW.id);
    END IF;
    IF owned > 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'HF412',
            MESSAGE = format('%s owns %s of open plans.', NEW.name, CASE owned WHEN 1 THEN 'an area' ELSE owned || ' areas' END),
            HINT = 'Give them to somebody else first.';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.keep_area_owners() IS 'Trigger: a role or person that owns an area of an open plan does not leave (HF412).';
CREATE CONSTRAINT TRIGGER role_keeps_areas AFTER UPDATE ON app.role DEFERRABLE FOR EACH ROW
    WHEN (OLD.active AND NOT NEW.active) EXECUTE FUNCTION app.keep_area_owners();
CREATE CONSTRAINT TRIGGER staff_keeps_areas AFTER UPDATE ON app.staff DEFERRABLE FOR EACH ROW
    WHEN ((OLD.active AND NOT NEW.active) OR (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL)) EXECUTE FUNCTION app.keep_area_owners();

CREATE FUNCTION app.check_area_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM app.role r WHERE r.id = NEW.owner_role_id AND r.active)
       OR NOT EXISTS (SELECT FROM app.staff s WHERE s.id = NEW.owner_staff_id AND s.active AND s.disabled_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'HF412', MESSAGE = 'An area of an open plan needs an owner who is there.',
            HINT = 'Name a role of the policy, and somebody who has not left.';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.check_area_owner() IS 'Trigger: refuses an owner of an area who has left (HF412).';
CREATE TRIGGER area_owner_is_there BEFORE INSERT OR UPDATE OF owner_role_id, owner_staff_id ON app.plan_area
    FOR EACH ROW EXECUTE FUNCTION app.check_area_owner();

SELECT app.protect();
