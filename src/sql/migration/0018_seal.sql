-- Seals: each covers the entries of the record that no seal before it covers, and follows that seal
-- by its hash. Written once more to a file elsewhere, they hold even the server's owner to what the
-- record said. And erasure: what the law wants forgotten goes, and the chain stays whole.

CREATE TABLE app.unsealed (
    entry_id bigint NOT NULL,
    at timestamptz NOT NULL,
    hash bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
COMMENT ON TABLE app.unsealed IS
    'Entries that no seal covers yet, written with the entry in one transaction, and taken out with the seal in one. Whatever commits late, in whatever order, in whichever cluster the database was restored, is simply still here for the next seal: no entry can fall between two, and none is in both. No index: it is short, and read whole.';
INSERT INTO app.unsealed SELECT l.id, l.at, l.hash FROM app.ledger l;

CREATE TABLE app.seal (
    number bigint PRIMARY KEY,
    previous bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    count integer NOT NULL,
    first_entry bigint NOT NULL,
    last_entry bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    digest bytea NOT NULL,
    cluster bigint NOT NULL,
    horizon xid8,
    database text NOT NULL,
    hash bytea NOT NULL,
    entries bigint[] NOT NULL
);
COMMENT ON TABLE app.seal IS
    'Append-only. hash is the sha256 of the seal''s line (engine.seal_line), which holds everything but the list of entries; that is proved by digest. previous is the hash of the seal before (empty for the first).';
COMMENT ON COLUMN app.seal.sealed_at IS 'real time';
COMMENT ON COLUMN app.seal.first_at IS 'the earliest app.now() of an entry in it; last_at the latest: together they say which months of the record to look in';
COMMENT ON COLUMN app.seal.digest IS 'sha256 over id (eight bytes) and hash of each entry, in the order of their ids';
COMMENT ON COLUMN app.seal.cluster IS 'the system identifier of the server it was made on: another one after a restore';
COMMENT ON COLUMN app.seal.horizon IS 'on that server every transaction before this one had ended, so what it wrote is in this seal or in one before; NULL: more waited than one seal takes';
COMMENT ON COLUMN app.seal.entries IS 'ids of the entries it covers, ascending';
SELECT app.guard_append_only('app.seal');

ALTER TABLE app.sweep_lead ADD COLUMN sealed_at timestamptz NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN app.sweep_lead.sealed_at IS 'real time of the last look for something to seal';

ALTER TABLE app.ledger_private ALTER COLUMN salt DROP NOT NULL, ALTER COLUMN body DROP NOT NULL, ADD COLUMN erased_by bigint;
COMMENT ON COLUMN app.ledger_private.erased_by IS 'the entry that says who erased these words, when and why; salt and body are gone then';
CREATE INDEX ledger_private_erased ON app.ledger_private (erased_by) WHERE erased_by IS NOT NULL;

SELECT app.protect();
