-- An alert is opened by somebody who may act on it: an auditor's look takes it from no list.

ALTER TABLE app.opening ADD COLUMN acting boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN app.opening.acting IS 'by somebody who might act on it then: only so does an alert count as opened';

UPDATE app.opening o SET acting = false
FROM (SELECT h.staff_id FROM app.role_holder h JOIN app.role r ON r.id = h.role_id
      GROUP BY h.staff_id HAVING NOT bool_or(r.duties && '{refer,respond,coordinate,supervise,plan,record}')) s
WHERE o.staff_id = s.staff_id
  AND NOT EXISTS (SELECT FROM app.task t JOIN app.role_holder h ON h.role_id = t.owner_role_id WHERE t.id = o.task_id AND h.staff_id = o.staff_id);
