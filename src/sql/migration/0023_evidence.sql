-- Which seal covers an entry: asked for the evidence of one referral, among very many seals.
CREATE INDEX seal_covers ON app.seal USING gist (int8range(first_entry, last_entry, '[]'));
COMMENT ON INDEX app.seal_covers IS 'Seals overlap a little where entries committed late, so a few are looked into.';

-- What a service is called on a page that its person takes home, by language.
ALTER TABLE app.service_type ADD COLUMN names jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN app.service_type.names IS 'what people are told it is called, by language (BCP 47): {"es": "Enfermería en casa"}; name is the English';
