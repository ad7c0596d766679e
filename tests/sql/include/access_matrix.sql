-- What is expected of every call of include/access_calls.sql, by everybody, on every item. Reviewed by hand:
-- a cell that changes is a decision about access, not a number to be brought up to date.
--   A allowed; of what is read: the person stands in it · r read, without the person: references, or what has no names ·
--   . read, and nothing of the item is there · 4 HF404, not there or not yours · 2 HF412, a condition is not met ·
--   0 HF400 · 9 HF409
CREATE TEMPORARY TABLE columns AS SELECT 'maria tomas sam drew helen joan jorge theo bea nina leon hana wes lena omar casey adm brenda t_stranger'::text AS people;
CREATE TEMPORARY TABLE matrix AS
SELECT btrim(w[1]) AS name, btrim(w[2]) AS subject, btrim(regexp_replace(w[3], '\s+', ' ', 'g')) AS answers
FROM regexp_split_to_table($matrix$
                     -                  - maria tomas sam drew helen joan jorge theo bea nina leon hana wes lena omar casey adm brenda t_stranger
queue mine           | housing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue mine           | housing revoked  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue mine           | nursing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue mine           | recovery         | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue mine           | recovery revoked | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue mine           | recovery shared  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue role           | housing          | .     .     .   .    .     .    .     .    .   .    A    A    .   .    .    .     .   4      4
queue role           | housing revoked  | .     .     .   .    .     .    .     .    .   .    A    A    .   .    .    .     .   4      4
queue role           | nursing          | A     A     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue role           | recovery         | .     .     .   .    .     .    .     .    .   A    .    .    .   .    .    .     .   4      4
queue role           | recovery revoked | .     .     .   .    .     .    .     .    .   A    .    .    .   .    .    .     .   4      4
queue role           | recovery shared  | .     .     .   .    .     .    .     .    .   A    .    .    .   .    .    .     .   4      4
queue org            | housing          | .     .     .   .    .     .    .     .    .   .    A    A    .   .    .    .     .   4      4
queue org            | housing revoked  | .     .     .   .    .     .    .     .    .   .    A    A    .   .    .    .     .   4      4
queue org            | nursing          | A     A     A   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue org            | recovery         | .     .     .   .    .     .    .     .    .   A    .    .    .   .    .    .     .   4      4
queue org            | recovery revoked | .     .     .   .    .     .    .     .    .   A    .    .    .   .    .    .     .   4      4
queue org            | recovery shared  | .     .     .   .    .     .    .     .    .   A    .    .    .   .    .    .     .   4      4
queue network        | housing          | .     .     .   .    .     .    .     A    A   .    A    A    .   A    A    A     .   4      4
queue network        | housing revoked  | .     .     .   .    .     .    .     A    A   .    A    A    .   A    A    A     .   4      4
queue network        | nursing          | A     A     A   A    A     .    .     .    .   .    .    .    .   A    A    A     .   4      4
queue network        | recovery         | .     .     .   .    .     .    .     A    A   A    .    .    .   .    .    .     .   4      4
queue network        | recovery revoked | .     .     .   .    .     .    .     A    A   A    .    .    .   .    .    .     .   4      4
queue network        | recovery shared  | .     .     .   .    .     .    .     A    A   A    .    .    .   A    A    A     .   4      4
queue alerts         | housing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue alerts         | housing revoked  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue alerts         | nursing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue alerts         | recovery         | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue alerts         | recovery revoked | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue alerts         | recovery shared  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue escalations    | housing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue escalations    | housing revoked  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue escalations    | nursing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue escalations    | recovery         | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue escalations    | recovery revoked | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue escalations    | recovery shared  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue requested      | housing          | .     .     .   .    .     .    .     A    A   .    .    .    .   .    .    .     .   4      4
queue requested      | housing revoked  | .     .     .   .    .     .    .     A    A   .    .    .    .   .    .    .     .   4      4
queue requested      | nursing          | .     .     .   A    A     .    .     .    .   .    .    .    .   .    .    .     .   4      4
queue requested      | recovery         | .     .     .   .    .     .    .     A    A   .    .    .    .   .    .    .     .   4      4
queue requested      | recovery revoked | .     .     .   .    .     .    .     A    A   .    .    .    .   .    .    .     .   4      4
queue requested      | recovery shared  | .     .     .   .    .     .    .     A    A   .    .    .    .   .    .    .     .   4      4
queue_refs           | housing          | .     .     .   .    .     .    .     r    r   .    r    r    .   r    r    r     .   4      4
queue_refs           | housing revoked  | .     .     .   .    .     .    .     r    r   .    r    r    .   r    r    r     .   4      4
queue_refs           | nursing          | r     r     r   r    r     .    .     .    .   .    .    .    .   r    r    r     .   4      4
queue_refs           | recovery         | .     .     .   .    .     .    .     r    r   r    .    .    .   .    .    .     .   4      4
queue_refs           | recovery revoked | .     .     .   .    .     .    .     r    r   r    .    .    .   .    .    .     .   4      4
queue_refs           | recovery shared  | .     .     .   .    .     .    .     r    r   r    .    .    .   r    r    r     .   4      4
queue_row            | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
queue_row            | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
queue_row            | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    A     4   4      4
queue_row            | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
queue_row            | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
queue_row            | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    A     4   4      4
counts               | housing          | .     .     .   .    .     .    .     A    A   .    A    A    .   A    A    A     .   4      4
counts               | housing revoked  | .     .     .   .    .     .    .     A    A   .    A    A    .   A    A    A     .   4      4
counts               | nursing          | A     A     A   A    A     .    .     .    .   .    .    .    .   A    A    A     .   4      4
counts               | recovery         | .     .     .   .    .     .    .     A    A   A    .    .    .   .    .    .     .   4      4
counts               | recovery revoked | .     .     .   .    .     .    .     A    A   A    .    .    .   .    .    .     .   4      4
counts               | recovery shared  | .     .     .   .    .     .    .     A    A   A    .    .    .   A    A    A     .   4      4
peek                 | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
peek                 | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
peek                 | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    A     4   4      4
peek                 | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
peek                 | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
peek                 | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    A     4   4      4
peeks                | housing          | .     .     .   .    .     .    .     A    A   .    A    A    .   A    A    A     .   4      4
peeks                | housing revoked  | .     .     .   .    .     .    .     A    A   .    A    A    .   A    A    A     .   4      4
peeks                | nursing          | A     A     A   A    A     .    .     .    .   .    .    .    .   A    A    A     .   4      4
peeks                | recovery         | .     .     .   .    .     .    .     A    A   A    .    .    .   .    .    .     .   4      4
peeks                | recovery revoked | .     .     .   .    .     .    .     A    A   A    .    .    .   .    .    .     .   4      4
peeks                | recovery shared  | .     .     .   .    .     .    .     A    A   A    .    .    .   A    A    A     .   4      4
item                 | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
item                 | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
item                 | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    A     4   4      4
item                 | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
item                 | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
item                 | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    A     4   4      4
choices              | housing          | 4     4     4   4    4     4    4     2    2   4    r    r    4   r    r    2     4   4      4
choices              | housing revoked  | 4     4     4   4    4     4    4     2    2   4    r    r    4   r    r    2     4   4      4
choices              | nursing          | r     r     r   2    2     4    4     4    4   4    4    4    4   r    r    2     4   4      4
choices              | recovery         | 4     4     4   4    4     4    4     2    2   r    4    4    4   4    4    4     4   4      4
choices              | recovery revoked | 4     4     4   4    4     4    4     2    2   r    4    4    4   4    4    4     4   4      4
choices              | recovery shared  | 4     4     4   4    4     4    4     2    2   r    4    4    4   r    r    2     4   4      4
record               | housing          | 4     4     4   4    4     4    4     r    r   4    r    r    4   r    r    r     4   4      4
record               | housing revoked  | 4     4     4   4    4     4    4     r    r   4    r    r    4   r    r    r     4   4      4
record               | nursing          | r     r     r   r    r     4    4     4    4   4    4    4    4   r    r    r     4   4      4
record               | recovery         | 4     4     4   4    4     4    4     r    r   r    4    4    4   4    4    4     4   4      4
record               | recovery revoked | 4     4     4   4    4     4    4     r    r   r    4    4    4   4    4    4     4   4      4
record               | recovery shared  | 4     4     4   4    4     4    4     r    r   r    4    4    4   r    r    r     4   4      4
ledger_show          | housing          | 4     4     4   4    4     4    4     r    r   4    r    r    4   r    r    r     4   4      4
ledger_show          | housing revoked  | 4     4     4   4    4     4    4     r    r   4    r    r    4   r    r    r     4   4      4
ledger_show          | nursing          | r     r     r   r    r     4    4     4    4   4    4    4    4   r    r    r     4   4      4
ledger_show          | recovery         | 4     4     4   4    4     4    4     r    r   r    4    4    4   4    4    4     4   4      4
ledger_show          | recovery revoked | 4     4     4   4    4     4    4     r    r   r    4    4    4   4    4    4     4   4      4
ledger_show          | recovery shared  | 4     4     4   4    4     4    4     r    r   r    4    4    4   r    r    r     4   4      4
evidence             | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
evidence             | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
evidence             | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    A     4   4      4
evidence             | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
evidence             | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
evidence             | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    A     4   4      4
act accept           | housing          | 4     4     4   4    4     4    4     4    4   4    A    A    4   4    4    4     4   4      4
act accept           | housing revoked  | 4     4     4   4    4     4    4     4    4   4    A    A    4   4    4    4     4   4      4
act accept           | nursing          | A     A     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act accept           | recovery         | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act accept           | recovery revoked | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act accept           | recovery shared  | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act decline          | housing          | 4     4     4   4    4     4    4     4    4   4    A    A    4   4    4    4     4   4      4
act decline          | housing revoked  | 4     4     4   4    4     4    4     4    4   4    A    A    4   4    4    4     4   4      4
act decline          | nursing          | A     A     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act decline          | recovery         | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act decline          | recovery revoked | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act decline          | recovery shared  | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act escalate         | housing          | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
act escalate         | housing revoked  | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
act escalate         | nursing          | A     A     A   A    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
act escalate         | recovery         | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
act escalate         | recovery revoked | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
act escalate         | recovery shared  | 4     4     4   4    4     4    4     A    4   A    4    4    4   A    A    4     4   4      4
act cancel           | housing          | 4     4     4   4    4     4    4     A    4   4    4    4    4   A    A    4     4   4      4
act cancel           | housing revoked  | 4     4     4   4    4     4    4     A    4   4    4    4    4   A    A    4     4   4      4
act cancel           | nursing          | 4     4     4   A    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
act cancel           | recovery         | 4     4     4   4    4     4    4     A    4   4    4    4    4   4    4    4     4   4      4
act cancel           | recovery revoked | 4     4     4   4    4     4    4     A    4   4    4    4    4   4    4    4     4   4      4
act cancel           | recovery shared  | 4     4     4   4    4     4    4     A    4   4    4    4    4   A    A    4     4   4      4
act assign           | housing          | 4     4     4   4    4     4    4     4    4   4    A    A    4   A    A    4     4   4      4
act assign           | housing revoked  | 4     4     4   4    4     4    4     4    4   4    A    A    4   A    A    4     4   4      4
act assign           | nursing          | A     A     A   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
act assign           | recovery         | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act assign           | recovery revoked | 4     4     4   4    4     4    4     4    4   A    4    4    4   4    4    4     4   4      4
act assign           | recovery shared  | 4     4     4   4    4     4    4     4    4   A    4    4    4   A    A    4     4   4      4
act note             | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    4     4   4      4
act note             | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    4     4   4      4
act note             | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    4     4   4      4
act note             | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
act note             | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
act note             | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    4     4   4      4
act call             | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    4     4   4      4
act call             | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    4     4   4      4
act call             | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    4     4   4      4
act call             | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
act call             | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
act call             | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    4     4   4      4
act void             | housing          | 4     4     4   4    4     4    4     A    4   4    4    4    4   A    A    4     4   4      4
act void             | housing revoked  | 4     4     4   4    4     4    4     A    4   4    4    4    4   A    A    4     4   4      4
act void             | nursing          | 4     4     4   A    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
act void             | recovery         | 4     4     4   4    4     4    4     A    4   4    4    4    4   4    4    4     4   4      4
act void             | recovery revoked | 4     4     4   4    4     4    4     A    4   4    4    4    4   4    4    4     4   4      4
act void             | recovery shared  | 4     4     4   4    4     4    4     A    4   4    4    4    4   A    A    4     4   4      4
act undo             | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act undo             | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act undo             | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act undo             | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act undo             | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act undo             | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
act_many_preview     | housing          | .     .     .   .    .     .    .     .    .   .    r    r    .   r    r    .     .   4      4
act_many_preview     | housing revoked  | .     .     .   .    .     .    .     .    .   .    r    r    .   r    r    .     .   4      4
act_many_preview     | nursing          | r     r     r   .    .     .    .     .    .   .    .    .    .   r    r    .     .   4      4
act_many_preview     | recovery         | .     .     .   .    .     .    .     .    .   r    .    .    .   .    .    .     .   4      4
act_many_preview     | recovery revoked | .     .     .   .    .     .    .     .    .   r    .    .    .   .    .    .     .   4      4
act_many_preview     | recovery shared  | .     .     .   .    .     .    .     .    .   r    .    .    .   r    r    .     .   4      4
act_many             | housing          | .     .     .   .    .     .    .     .    .   .    r    r    .   r    r    .     .   4      4
act_many             | housing revoked  | .     .     .   .    .     .    .     .    .   .    r    r    .   r    r    .     .   4      4
act_many             | nursing          | r     r     r   .    .     .    .     .    .   .    .    .    .   r    r    .     .   4      4
act_many             | recovery         | .     .     .   .    .     .    .     .    .   r    .    .    .   .    .    .     .   4      4
act_many             | recovery revoked | .     .     .   .    .     .    .     .    .   r    .    .    .   .    .    .     .   4      4
act_many             | recovery shared  | .     .     .   .    .     .    .     .    .   r    .    .    .   r    r    .     .   4      4
message              | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    4     4   4      4
message              | housing revoked  | 4     4     4   4    4     4    4     2    2   4    A    A    4   A    A    4     4   4      4
message              | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    4     4   4      4
message              | recovery         | 4     4     4   4    4     4    4     A    A   2    4    4    4   4    4    4     4   4      4
message              | recovery revoked | 4     4     4   4    4     4    4     2    2   2    4    4    4   4    4    4     4   4      4
message              | recovery shared  | 4     4     4   4    4     4    4     A    A   2    4    4    4   2    2    4     4   4      4
messages             | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
messages             | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    A     4   4      4
messages             | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    A     4   4      4
messages             | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
messages             | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
messages             | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    4     4   4      4
appointment          | housing          | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
appointment          | housing revoked  | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
appointment          | nursing          | A     A     4   A    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
appointment          | recovery         | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
appointment          | recovery revoked | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
appointment          | recovery shared  | 4     4     4   4    4     4    4     A    4   A    4    4    4   A    A    4     4   4      4
authorization        | housing          | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
authorization        | housing revoked  | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
authorization        | nursing          | A     A     4   A    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
authorization        | recovery         | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
authorization        | recovery revoked | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
authorization        | recovery shared  | 4     4     4   4    4     4    4     A    4   A    4    4    4   A    A    4     4   4      4
result               | housing          | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
result               | housing revoked  | 4     4     4   4    4     4    4     A    4   4    A    A    4   A    A    4     4   4      4
result               | nursing          | A     A     4   A    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
result               | recovery         | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
result               | recovery revoked | 4     4     4   4    4     4    4     A    4   A    4    4    4   4    4    4     4   4      4
result               | recovery shared  | 4     4     4   4    4     4    4     A    4   A    4    4    4   A    A    4     4   4      4
alarms               | housing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
alarms               | housing revoked  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
alarms               | nursing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
alarms               | recovery         | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
alarms               | recovery revoked | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
alarms               | recovery shared  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
today                | housing          | .     .     .   .    .     .    .     .    .   .    A    A    .   A    A    .     .   4      4
today                | housing revoked  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
today                | nursing          | A     A     A   A    A     .    .     .    .   .    .    .    .   A    A    .     .   4      4
today                | recovery         | .     .     .   .    .     .    .     .    A   A    .    .    .   A    A    .     .   4      4
today                | recovery revoked | .     .     .   .    .     .    .     A    A   A    .    .    .   A    A    .     .   4      4
today                | recovery shared  | .     .     .   .    .     .    .     .    A   A    .    .    .   A    A    .     .   4      4
review_list          | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_list          | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_list          | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_list          | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   .    4    4     4   4      4
review_list          | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   .    4    4     4   4      4
review_list          | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_decide        | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    4    4     4   4      4
review_decide        | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    4    4     4   4      4
review_decide        | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    4    4     4   4      4
review_decide        | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
review_decide        | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
review_decide        | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    4    4     4   4      4
find                 | housing          | .     .     .   .    .     .    A     A    A   .    A    A    A   A    A    A     .   4      4
find                 | housing revoked  | .     .     .   .    .     .    A     A    A   .    A    A    A   A    A    A     .   4      4
find                 | nursing          | A     A     A   A    A     .    A     A    A   .    A    A    A   A    A    A     .   4      4
find                 | recovery         | .     .     .   .    .     .    A     A    A   A    A    A    A   A    A    A     .   4      4
find                 | recovery revoked | .     .     .   .    .     .    A     A    A   A    A    A    A   A    A    A     .   4      4
find                 | recovery shared  | .     .     .   .    .     .    A     A    A   A    A    A    A   A    A    A     .   4      4
individual           | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
individual           | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
individual           | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    A     4   4      4
individual           | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
individual           | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
individual           | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
person_sheet         | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
person_sheet         | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
person_sheet         | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    A     4   4      4
person_sheet         | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
person_sheet         | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
person_sheet         | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
correct_individual   | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
correct_individual   | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
correct_individual   | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
correct_individual   | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
correct_individual   | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
correct_individual   | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
duplicates           | housing          | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
duplicates           | housing revoked  | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
duplicates           | nursing          | .     .     .   .    .     4    .     .    .   4    .    .    .   .    .    .     4   4      4
duplicates           | recovery         | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
duplicates           | recovery revoked | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
duplicates           | recovery shared  | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
merge                | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
merge                | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
merge                | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
merge                | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
merge                | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
merge                | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
unmerge              | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
unmerge              | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
unmerge              | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
unmerge              | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
unmerge              | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
unmerge              | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
record person        | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
record person        | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
record person        | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    A     4   4      4
record person        | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
record person        | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
record person        | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
ledger_show person   | housing          | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
ledger_show person   | housing revoked  | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
ledger_show person   | nursing          | r     r     r   r    r     4    r     r    r   4    r    r    r   r    r    r     4   4      4
ledger_show person   | recovery         | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
ledger_show person   | recovery revoked | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
ledger_show person   | recovery shared  | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
refer                | housing          | 4     4     4   4    4     4    A     2    2   4    A    A    A   A    A    4     4   4      4
refer                | housing revoked  | 4     4     4   4    4     4    A     2    2   4    A    A    A   A    A    4     4   4      4
refer                | nursing          | 4     4     4   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
refer                | recovery         | 4     4     4   4    4     4    A     2    2   2    A    A    A   A    A    4     4   4      4
refer                | recovery revoked | 4     4     4   4    4     4    A     2    2   2    A    A    A   A    A    4     4   4      4
refer                | recovery shared  | 4     4     4   4    4     4    A     2    2   2    A    A    A   A    A    4     4   4      4
refer_preview        | housing          | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    4     4   4      4
refer_preview        | housing revoked  | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    4     4   4      4
refer_preview        | nursing          | 4     4     4   .    .     4    .     .    .   4    .    .    .   .    .    4     4   4      4
refer_preview        | recovery         | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    4     4   4      4
refer_preview        | recovery revoked | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    4     4   4      4
refer_preview        | recovery shared  | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    4     4   4      4
record_event         | housing          | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
record_event         | housing revoked  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
record_event         | nursing          | 4     4     4   A    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
record_event         | recovery         | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
record_event         | recovery revoked | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
record_event         | recovery shared  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
retract_event        | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
retract_event        | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
retract_event        | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
retract_event        | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
retract_event        | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
retract_event        | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
event                | housing          | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
event                | housing revoked  | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
event                | nursing          | r     r     r   r    r     4    r     r    r   4    r    r    r   r    r    r     4   4      4
event                | recovery         | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
event                | recovery revoked | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
event                | recovery shared  | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
life_change          | housing          | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
life_change          | housing revoked  | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
life_change          | nursing          | .     .     .   .    .     4    .     .    .   4    .    .    .   .    .    .     4   4      4
life_change          | recovery         | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
life_change          | recovery revoked | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
life_change          | recovery shared  | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
life_change_apply    | housing          | 4     4     4   4    4     4    4     4    2   4    4    2    2   2    2    4     4   4      4
life_change_apply    | housing revoked  | 4     4     4   4    4     4    4     4    2   4    4    2    2   2    2    4     4   4      4
life_change_apply    | nursing          | 4     4     4   2    4     4    4     4    2   4    4    2    2   2    2    4     4   4      4
life_change_apply    | recovery         | 4     4     4   4    4     4    4     4    2   4    4    2    2   2    2    4     4   4      4
life_change_apply    | recovery revoked | 4     4     4   4    4     4    4     4    2   4    4    2    2   2    2    4     4   4      4
life_change_apply    | recovery shared  | 4     4     4   4    4     4    4     4    2   4    4    2    2   2    2    4     4   4      4
life_change_undo     | housing          | 4     4     4   4    4     4    2     2    2   4    2    2    2   2    2    2     4   4      4
life_change_undo     | housing revoked  | 4     4     4   4    4     4    2     2    2   4    2    2    2   2    2    2     4   4      4
life_change_undo     | nursing          | 2     2     2   2    2     4    2     2    2   4    2    2    2   2    2    2     4   4      4
life_change_undo     | recovery         | 4     4     4   4    4     4    2     2    2   2    2    2    2   2    2    2     4   4      4
life_change_undo     | recovery revoked | 4     4     4   4    4     4    2     2    2   2    2    2    2   2    2    2     4   4      4
life_change_undo     | recovery shared  | 4     4     4   4    4     4    2     2    2   2    2    2    2   2    2    2     4   4      4
record_risk          | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
record_risk          | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
record_risk          | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
record_risk          | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
record_risk          | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
record_risk          | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
risks                | housing          | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
risks                | housing revoked  | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
risks                | nursing          | r     r     r   r    r     4    r     r    r   4    r    r    r   r    r    r     4   4      4
risks                | recovery         | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
risks                | recovery revoked | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
risks                | recovery shared  | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
safety               | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
safety               | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
safety               | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
safety               | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
safety               | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
safety               | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
plan                 | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
plan                 | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
plan                 | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    A     4   4      4
plan                 | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
plan                 | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
plan                 | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
timeline             | housing          | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
timeline             | housing revoked  | 4     4     4   4    4     4    r     r    r   4    r    r    r   r    r    r     4   4      4
timeline             | nursing          | r     r     r   r    r     4    r     r    r   4    r    r    r   r    r    r     4   4      4
timeline             | recovery         | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
timeline             | recovery revoked | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
timeline             | recovery shared  | 4     4     4   4    4     4    r     r    r   r    r    r    r   r    r    r     4   4      4
plan_part            | housing          | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
plan_part            | housing revoked  | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
plan_part            | nursing          | .     .     .   .    .     4    .     .    .   4    .    .    .   .    .    .     4   4      4
plan_part            | recovery         | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
plan_part            | recovery revoked | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
plan_part            | recovery shared  | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
plan_edit summary    | housing          | 4     4     4   4    4     4    4     4    4   4    4    A    4   4    4    4     4   4      4
plan_edit summary    | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    A    4   4    4    4     4   4      4
plan_edit summary    | nursing          | 4     4     4   4    4     4    4     4    4   4    4    A    4   4    4    4     4   4      4
plan_edit summary    | recovery         | 4     4     4   4    4     4    4     4    4   4    4    A    4   4    4    4     4   4      4
plan_edit summary    | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    A    4   4    4    4     4   4      4
plan_edit summary    | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    A    4   4    4    4     4   4      4
plan_edit comment    | housing          | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
plan_edit comment    | housing revoked  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
plan_edit comment    | nursing          | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
plan_edit comment    | recovery         | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
plan_edit comment    | recovery revoked | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
plan_edit comment    | recovery shared  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
plan_edit close      | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
plan_edit close      | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
plan_edit close      | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
plan_edit close      | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
plan_edit close      | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
plan_edit close      | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   2    2    4     4   4      4
case_review          | housing          | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    A     4   4      4
case_review          | housing revoked  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    A     4   4      4
case_review          | nursing          | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    A     4   4      4
case_review          | recovery         | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    A     4   4      4
case_review          | recovery revoked | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    A     4   4      4
case_review          | recovery shared  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    A     4   4      4
case_review_schedule | housing          | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
case_review_schedule | housing revoked  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
case_review_schedule | nursing          | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
case_review_schedule | recovery         | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
case_review_schedule | recovery revoked | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
case_review_schedule | recovery shared  | 4     4     4   4    4     4    4     4    A   4    4    A    A   A    A    4     4   4      4
case_review_hold     | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
case_review_hold     | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
case_review_hold     | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
case_review_hold     | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
case_review_hold     | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
case_review_hold     | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
pathway_preview      | housing          | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    4     4   4      4
pathway_preview      | housing revoked  | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    4     4   4      4
pathway_preview      | nursing          | 4     4     4   .    .     4    .     .    .   4    .    .    .   .    .    4     4   4      4
pathway_preview      | recovery         | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    4     4   4      4
pathway_preview      | recovery revoked | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    4     4   4      4
pathway_preview      | recovery shared  | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    4     4   4      4
pathway_start        | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
pathway_start        | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
pathway_start        | nursing          | 4     4     4   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
pathway_start        | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
pathway_start        | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
pathway_start        | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
pathway_stop         | housing          | 4     4     4   4    4     4    2     2    2   4    2    2    2   2    2    4     4   4      4
pathway_stop         | housing revoked  | 4     4     4   4    4     4    2     2    2   4    2    2    2   2    2    4     4   4      4
pathway_stop         | nursing          | 4     4     4   2    2     4    2     2    2   4    2    2    2   2    2    4     4   4      4
pathway_stop         | recovery         | 4     4     4   4    4     4    2     2    2   2    2    2    2   2    2    4     4   4      4
pathway_stop         | recovery revoked | 4     4     4   4    4     4    2     2    2   2    2    2    2   2    2    4     4   4      4
pathway_stop         | recovery shared  | 4     4     4   4    4     4    2     2    2   2    2    2    2   2    2    4     4   4      4
pathway_runs         | housing          | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
pathway_runs         | housing revoked  | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
pathway_runs         | nursing          | .     .     .   .    .     4    .     .    .   4    .    .    .   .    .    .     4   4      4
pathway_runs         | recovery         | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
pathway_runs         | recovery revoked | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
pathway_runs         | recovery shared  | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
consents             | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
consents             | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    A     4   4      4
consents             | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    A     4   4      4
consents             | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
consents             | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
consents             | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    A     4   4      4
consent_choices      | housing          | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
consent_choices      | housing revoked  | 4     4     4   4    4     4    .     .    .   4    .    .    .   .    .    .     4   4      4
consent_choices      | nursing          | .     .     .   .    .     4    .     .    .   4    .    .    .   .    .    .     4   4      4
consent_choices      | recovery         | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
consent_choices      | recovery revoked | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
consent_choices      | recovery shared  | 4     4     4   4    4     4    .     .    .   .    .    .    .   .    .    .     4   4      4
grant_consent        | housing          | 4     4     4   4    4     4    2     2    2   4    2    2    2   A    A    4     4   4      4
grant_consent        | housing revoked  | 4     4     4   4    4     4    2     2    2   4    2    2    2   A    A    4     4   4      4
grant_consent        | nursing          | 2     2     2   2    2     4    2     2    2   4    2    2    2   A    A    4     4   4      4
grant_consent        | recovery         | 4     4     4   4    4     4    2     2    2   2    2    2    2   A    A    4     4   4      4
grant_consent        | recovery revoked | 4     4     4   4    4     4    2     2    2   2    2    2    2   A    A    4     4   4      4
grant_consent        | recovery shared  | 4     4     4   4    4     4    2     2    2   2    2    2    2   A    A    4     4   4      4
renew_consent        | housing          | 4     4     4   4    4     4    2     A    A   4    2    2    2   A    A    4     4   4      4
renew_consent        | housing revoked  | 4     4     4   4    4     4    2     2    2   4    2    2    2   2    2    4     4   4      4
renew_consent        | nursing          | 2     2     2   2    2     4    2     2    2   4    2    2    2   A    A    4     4   4      4
renew_consent        | recovery         | 4     4     4   4    4     4    4     A    A   2    4    4    4   4    4    4     4   4      4
renew_consent        | recovery revoked | 4     4     4   4    4     4    4     2    2   2    4    4    4   2    2    4     4   4      4
renew_consent        | recovery shared  | 4     4     4   4    4     4    4     A    A   2    4    4    4   2    2    4     4   4      4
revoke_consent       | housing          | 4     4     4   4    4     4    2     A    A   4    2    2    2   A    A    4     4   4      4
revoke_consent       | housing revoked  | 4     4     4   4    4     4    2     2    2   4    2    2    2   2    2    4     4   4      4
revoke_consent       | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
revoke_consent       | recovery         | 4     4     4   4    4     4    4     A    A   2    4    4    4   4    4    4     4   4      4
revoke_consent       | recovery revoked | 4     4     4   4    4     4    4     2    2   2    4    4    4   2    2    4     4   4      4
revoke_consent       | recovery shared  | 4     4     4   4    4     4    4     A    A   2    4    4    4   A    A    4     4   4      4
disclosures          | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    A     4   4      4
disclosures          | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    A     4   4      4
disclosures          | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    A     4   4      4
disclosures          | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    A     4   4      4
disclosures          | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    A     4   4      4
disclosures          | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    A    A     4   4      4
emergency_look       | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
emergency_look       | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
emergency_look       | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
emergency_look       | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
emergency_look       | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
emergency_look       | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
emergency_look part2 | housing          | 2     2     2   2    2     2    A     2    2   2    2    2    2   2    2    4     4   4      4
emergency_look part2 | housing revoked  | 2     2     2   2    2     2    A     2    2   2    2    2    2   2    2    4     4   4      4
emergency_look part2 | nursing          | 2     2     2   2    2     2    A     2    2   2    2    2    2   2    2    4     4   4      4
emergency_look part2 | recovery         | 2     2     2   2    2     2    A     2    2   2    2    2    2   2    2    4     4   4      4
emergency_look part2 | recovery revoked | 2     2     2   2    2     2    A     2    2   2    2    2    2   2    2    4     4   4      4
emergency_look part2 | recovery shared  | 2     2     2   2    2     2    A     2    2   2    2    2    2   2    2    4     4   4      4
ledger_erase         | housing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    2     4   4      4
ledger_erase         | housing revoked  | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    2     4   4      4
ledger_erase         | nursing          | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    2     4   4      4
ledger_erase         | recovery         | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    2     4   4      4
ledger_erase         | recovery revoked | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    2     4   4      4
ledger_erase         | recovery shared  | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    2     4   4      4
me                   | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
hello                | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   A      A
directory            | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
catalogue            | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
event_types          | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
risk_categories      | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
pathways             | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
business_due         | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
business_elapsed     | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
enter_individual     | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    4     4   4      4
export_fhir          | housing          | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
export_fhir          | housing revoked  | 4     4     4   4    4     4    A     A    A   4    A    A    A   A    A    4     4   4      4
export_fhir          | nursing          | A     A     A   A    A     4    A     A    A   4    A    A    A   A    A    4     4   4      4
export_fhir          | recovery         | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
export_fhir          | recovery revoked | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
export_fhir          | recovery shared  | 4     4     4   4    4     4    A     A    A   A    A    A    A   A    A    4     4   4      4
export_fhir referral | housing          | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    4     4   4      4
export_fhir referral | housing revoked  | 4     4     4   4    4     4    4     A    A   4    A    A    4   A    A    4     4   4      4
export_fhir referral | nursing          | A     A     A   A    A     4    4     4    4   4    4    4    4   A    A    4     4   4      4
export_fhir referral | recovery         | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
export_fhir referral | recovery revoked | 4     4     4   4    4     4    4     A    A   A    4    4    4   4    4    4     4   4      4
export_fhir referral | recovery shared  | 4     4     4   4    4     4    4     A    A   A    4    4    4   A    A    4     4   4      4
import_fhir          | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    4     4   4      4
save_draft           | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
draft                | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
drop_draft           | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
intake               | -                | A     A     A   4    4     4    4     4    4   4    4    4    4   A    A    4     4   4      4
cover                | -                | A     A     A   4    4     4    4     4    4   4    4    4    4   A    A    4     A   4      4
cover_choices        | -                | A     A     A   4    4     4    4     4     4   4    4    4    4   A    A    4     A   4      4
gaps                 | -                | A     A     A   A    A     A    A     A     A   A    A    A    A   A    A    A     A   4      4
close_calendar       | -                | 4     4     2   4    2     4    4     4     2   2    4    2    2   2    4    4     A   4      4
sweep                | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
reviews              | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
review_begin         | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_next          | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_acknowledge   | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_close         | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    4     4   4      4
review_summary       | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   A    4    A     4   4      4
report_review        | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
deliveries           | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
delivered            | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
digests              | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     A   4      4
digest_claim         | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     2   4      4
digested             | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
ledger_verify        | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    A     4   4      4
ledger_seals         | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    A     A   4      4
ledger_state         | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    A     4   4      4
disclosures all      | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    A     4   4      4
report_escalations   | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     4   4      4
report_risks         | housing          | .     .     .   .    .     .    .     .    .   .    .    .    .   A    A    A     4   4      4
report_risks         | housing revoked  | .     .     .   .    .     .    .     .    .   .    .    .    .   A    A    A     4   4      4
report_risks         | nursing          | .     .     .   .    .     .    .     .    .   .    .    .    .   A    A    A     4   4      4
report_risks         | recovery         | .     .     .   .    .     .    .     .    .   .    .    .    .   A    A    A     4   4      4
report_risks         | recovery revoked | .     .     .   .    .     .    .     .    .   .    .    .    .   A    A    A     4   4      4
report_risks         | recovery shared  | .     .     .   .    .     .    .     .    .   .    .    .    .   A    A    A     4   4      4
keep_place           | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
place                | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
password_due         | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
staff_list           | -                | 4     4     A   4    A     4    4     4    A   A    4    A    A   A    4    4     A   4      4
staff_report         | -                | 4     4     A   4    4     4    4     4    4   4    4    4    4   4    4    4     A   4      4
staff_disable        | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     A   4      4
staff_enable         | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     A   4      4
staff_move           | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     A   4      4
caseload             | -                | 4     4     A   4    A     4    4     4    A   A    4    A    A    A   A    4     4   4      4
undo_many            | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     4   4      4
staff_password own   | -                | 0     0     0   0    0     0    0     0    0   0    0    0    0   0    0    0     0   4      4
staff_password other | -                | 4     0     4   4    4     4    4     4    4   4    4    4    4   4    4    4     0   4      4
publish              | -                | 4     4     4   4    4     4    4     4    4   4    4    4    4   4    4    4     A   4      4
measures             | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
measures network     | -                | 4     4     A   4    A     4    4     4    A   A    4    A    A   A    A    A     A   4      4
measures elsewhere   | -                | 4     4     A   4    A     4    4     4    A   A    A    A    A   A    A    A     A   4      4
measure_table        | -                | A     A     A   A    A     A    A     A    A   A    A    A    A   A    A    A     A   4      4
measure_items        | housing          | .     .     .   .    .     .    .     A    A   .    .    .    .   A    A    A     .   4      4
measure_items        | housing revoked  | .     .     .   .    .     .    .     A    A   .    .    .    .   A    A    A     .   4      4
measure_items        | nursing          | .     .     .   A    A     .    .     .    .   .    .    .    .   A    A    A     .   4      4
measure_items        | recovery         | .     .     .   .    .     .    .     A    A   .    .    .    .   .    .    .     .   4      4
measure_items        | recovery revoked | .     .     .   .    .     .    .     A    A   .    .    .    .   .    .    .     .   4      4
measure_items        | recovery shared  | .     .     .   .    .     .    .     A    A   .    .    .    .   A    A    A     .   4      4
measure_items open   | housing          | .     .     .   .    .     .    A     .    .   .    A    A    .   A    A    A     .   4      4
measure_items open   | housing revoked  | .     .     .   .    .     .    A     A    A   .    A    A    .   A    A    A     .   4      4
measure_items open   | nursing          | A     A     A   .    .     .    A     .    .   .    .    .    .   A    A    A     .   4      4
measure_items open   | recovery         | .     .     .   .    .     .    A     .    .   A    .    .    .   A    A    A     .   4      4
measure_items open   | recovery revoked | .     .     .   .    .     .    A     A    A   A    .    .    .   A    A    A     .   4      4
measure_items open   | recovery shared  | .     .     .   .    .     .    A     .    .   A    .    .    .   A    A    A     .   4      4
measure_items out    | housing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
measure_items out    | housing revoked  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
measure_items out    | nursing          | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
measure_items out    | recovery         | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
measure_items out    | recovery revoked | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
measure_items out    | recovery shared  | .     .     .   .    .     .    .     .    .   .    .    .    .   .    .    .     .   4      4
$matrix$, E'\n') line, LATERAL string_to_array(line, '|') w
WHERE cardinality(w) = 3;
