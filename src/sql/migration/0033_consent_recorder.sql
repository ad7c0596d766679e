-- Nobody opens by a consent what others hold: whoever records one opens what their own organization
-- holds; what others hold only a coordinator opens, and substance-use content of others never to their
-- own organization. Consents stored before that rule open no more than it lets them (engine.consents_to).

ALTER TABLE app.consent ADD COLUMN by_coordinator boolean NOT NULL DEFAULT false;
ALTER TABLE app.consent ADD COLUMN limit_due boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN app.consent.by_coordinator IS 'whoever recorded it coordinated the network then: only so does it open what other organizations hold';
COMMENT ON COLUMN app.consent.limit_due IS 'stored before that was asked, it opens less than it says; its record does not tell yet';
CREATE INDEX consent_limit_due ON app.consent (id) WHERE limit_due;

-- What somebody was when they recorded it, the policy in force then says.
UPDATE app.consent c SET by_coordinator = true
FROM app.staff s
WHERE s.id = c.recorded_by
  AND EXISTS (SELECT FROM app.policy_revision p CROSS JOIN jsonb_each(p.policy -> 'roles') r
              WHERE p.number = (SELECT max(k.number) FROM app.policy_revision k WHERE k.published_at <= c.recorded_at)
                AND r.value -> 'holders' ? s.login AND r.value -> 'duties' ? 'coordinate');

UPDATE app.consent c SET limit_due = true
WHERE c.ended_at IS NULL AND c.from_organization_id IS DISTINCT FROM c.recorded_organization_id
  AND (NOT c.by_coordinator
       OR ((c.kind = 'part2_consent' OR c.categories && '{substance_use,counseling_notes}')
           AND EXISTS (SELECT FROM app.organization o
                       WHERE o.id = c.recorded_organization_id
                         AND (o.id = ANY (c.to_organizations) OR o.sector = ANY (c.to_sectors)
                              OR EXISTS (SELECT FROM app.staff s WHERE s.id = ANY (c.to_staff) AND s.organization_id = o.id)))));
