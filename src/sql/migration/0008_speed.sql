-- What every step pays for, whether it needs it or not. Checks are read and prepared anew by every
-- statement that writes, as is the condition of every partial index; each reference costs a
-- statement of its own, and locks the same few rows of the small dictionaries in every transaction.

-- As for the other tables that every step writes: nothing is ever deleted from what these name.
ALTER TABLE app.task
    DROP CONSTRAINT task_service_type_id_fkey, DROP CONSTRAINT task_service_id_fkey, DROP CONSTRAINT task_level_id_fkey,
    DROP CONSTRAINT task_owner_role_id_fkey, DROP CONSTRAINT task_owner_staff_id_fkey, DROP CONSTRAINT task_owner_organization_id_fkey,
    DROP CONSTRAINT task_former_role_id_fkey, DROP CONSTRAINT task_former_staff_id_fkey,
    DROP CONSTRAINT task_requester_staff_id_fkey, DROP CONSTRAINT task_requester_role_id_fkey, DROP CONSTRAINT task_requester_organization_id_fkey;
-- Whoever begins a clock holds its task locked.
ALTER TABLE app.clock DROP CONSTRAINT clock_task_id_fkey;

-- The same as the six checks that it replaces, read in one go.
ALTER TABLE app.task
    ADD CONSTRAINT task_whole CHECK (
        (attempt IS NOT NULL) = (kind = 'referral') AND (kind <> 'referral' OR referral_id IS NOT NULL)
        AND (closed_at IS NULL) = (status <= 'on-hold')
        AND num_nonnulls(hold_until, waiting_on, held_from) = CASE status WHEN 'on-hold' THEN 3 ELSE 0 END),
    DROP CONSTRAINT task_check, DROP CONSTRAINT task_check1, DROP CONSTRAINT task_check2, DROP CONSTRAINT task_check3,
    DROP CONSTRAINT task_check4, DROP CONSTRAINT task_check5;
COMMENT ON CONSTRAINT task_whole ON app.task IS 'a try has its number and its referral; up to on-hold a task is open; on hold it waits for somebody, until a date, and was somewhere before';

-- What is on hold sorts by the date on which it comes back: task_open_held finds it.
DROP INDEX app.task_open_hold;
