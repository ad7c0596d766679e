-- Referrals that came back because they repeat an open one: nothing else of them is stored, and how many
-- were then not sent is measured.
CREATE TABLE app.duplicate (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    service_type_id integer NOT NULL,
    repeats_id bigint NOT NULL REFERENCES app.referral,
    role_id integer NOT NULL,
    organization_id integer NOT NULL,
    at timestamptz NOT NULL,
    referral_id bigint REFERENCES app.referral
);
COMMENT ON TABLE app.duplicate IS 'A referral that its sender was told repeats one they may see (repeats_id). referral_id: it was sent after all; NULL a day later: it was not.';
CREATE INDEX duplicate_individual ON app.duplicate (individual_id, service_type_id);

SELECT app.protect();
