-- What a person has allowed to be told to whom, why and until when: a signed release (45 CFR 164.508)
-- or a consent for substance-use content with every element of 42 CFR 2.31. Never changed: renewing
-- makes another one; taken back or over it stays as evidence of what could be told while it stood.

CREATE TABLE app.consent (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    kind text NOT NULL CHECK (kind IN ('part2_consent', 'authorization')),
    version integer NOT NULL DEFAULT 1,
    from_kind text NOT NULL CHECK (from_kind IN ('organization', 'sector', 'any')),
    from_organization_id integer REFERENCES app.organization,
    from_sector text,
    to_organizations integer[] NOT NULL DEFAULT '{}',
    to_sectors text[] NOT NULL DEFAULT '{}',
    to_staff integer[] NOT NULL DEFAULT '{}',
    categories text[] NOT NULL CHECK (categories <> '{}'),
    purpose text NOT NULL,
    signer text NOT NULL,
    authority text NOT NULL,
    signed_on date NOT NULL,
    signature_on_file boolean NOT NULL,
    where_filed text,
    redisclosure boolean NOT NULL DEFAULT false,
    starts timestamptz NOT NULL,
    expires date,
    ends timestamptz,
    expires_event text,
    renews_id bigint REFERENCES app.consent,
    recorded_by integer NOT NULL REFERENCES app.staff,
    recorded_organization_id integer NOT NULL REFERENCES app.organization,
    recorded_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_kind text CHECK (end_kind IN ('revoked', 'expired', 'renewed')),
    ended_by integer REFERENCES app.staff,
    revoked_reason text,
    revoked_how text,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT '',
    CHECK ((from_kind = 'organization') = (from_organization_id IS NOT NULL)),
    CHECK ((from_kind = 'sector') = (from_sector IS NOT NULL)),
    CHECK ((expires IS NULL) = (ends IS NULL)),
    CHECK (to_organizations <> '{}' OR to_sectors <> '{}' OR to_staff <> '{}'),
    CHECK ((ended_at IS NULL) = (end_kind IS NULL)),
    -- 42 CFR 2.31(b): consent to disclose counselling notes is not combined with any other.
    CHECK (NOT 'counseling_notes' = ANY (categories) OR categories = '{counseling_notes}')
);
COMMENT ON COLUMN app.consent.from_kind IS 'who may tell: an organisation, all of a sector, or whoever in the network holds it';
COMMENT ON COLUMN app.consent.authority IS 'as what the signer signed: the person, a parent, a guardian, a personal representative';
COMMENT ON COLUMN app.consent.redisclosure IS 'what was signed says that recipients may pass it on as 45 CFR part 164 allows (42 CFR 2.31(a)(10)); otherwise the notice of 42 CFR 2.32 forbids it';
COMMENT ON COLUMN app.consent.ends IS 'the end of the day expires, in the network''s time zone';
COMMENT ON COLUMN app.consent.expires_event IS 'the event with which it ends, in the words that were signed; it ends when somebody records that';
COMMENT ON COLUMN app.consent.ended_at IS 'taken back, renewed, or seen by a sweep to be over: before that it may be over all the same, by ends';
CREATE INDEX consent_individual ON app.consent (individual_id);
CREATE INDEX consent_ends ON app.consent (ends) WHERE ended_at IS NULL AND ends IS NOT NULL;

ALTER TABLE app.ledger DROP CONSTRAINT ledger_entity_kind_check;
ALTER TABLE app.ledger ADD CONSTRAINT ledger_entity_kind_check
    CHECK (entity_kind IN ('task', 'individual', 'service', 'staff', 'network', 'care_plan', 'event', 'social_risk', 'pathway_run', 'consent'));

SELECT app.protect();
