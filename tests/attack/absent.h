/* What the arguments of the door may name, and by which calls it is tried that something hidden is
 * answered as what is not there. Every argument that can carry a reference stands here, or among
 * those that carry none; test_attack_probe.c compares both with the catalogue. */
#ifndef TESTS_ATTACK_ABSENT_H
#define TESTS_ATTACK_ABSENT_H

#include <stddef.h>

/* What can be named. hidden: of Vera Hollow, or of Ana Rivera what is substance-use content; each
 * must be hidden from everybody in `askers` but those of shown. broken: no reference at all, to be
 * answered as one that nothing has; NULL: it is told as malformed, and tells nothing. */
static const struct kind {
    char letter;
    const char *hidden, *absent, *broken, *shown;
} kinds[] = {
    {'P', "%hidden%", "P-987654", "P-98765x", ""},
    {'R', "%secret%", "R-987654", "R-987654.", ""},
    {'S', "%secret2%", "R-987654", "R-987-65-4", ""},
    {'T', "%question%", "T-987654", "T-", ""},
    {'V', "%event%", "V-987654", "V-98 7654", ""},
    {'U', "%event2%", "V-987654", "V-99999999999999999999", ""},
    {'K', "%risk%", "K-987654", "K-987654.2", ""},
    {'C', "%consent%", "C-987654", "C-9876;54", ""},
    {'B', "%batch%", "B-987654", "B-x", ""},
    {'W', "%meeting%", "W-987654", "W-0x10", "lena casey"},
    /* By number, in places that take no reference; and parts of a plan. */
    {'t', "%secret_task%", "987654", NULL, ""},
    {'i', "%hidden_id%", "987654", NULL, ""},
    {'m', "%words%", "987654", NULL, ""},
    {'a', "area/%area%", "area/987654", NULL, ""},
    {'b', "area/%area2%", "area/987654", NULL, ""},
    {'g', "goal/%goal%", "goal/987654", NULL, ""},
    {'h', "goal/%goal2%", "goal/987654", NULL, ""},
    {'n', "note/%note%", "note/987654", NULL, ""},
    {'o', "note/%note2%", "note/987654", NULL, ""},
    {'y', "%area2%", "987654", NULL, ""},
    {'z', "%hidden%/area/%area%", "P-987654/area/987654", NULL, ""},
    {'x', "%person%/area/%area2%", "%person%/area/987654", NULL, ""},
};

#define EVERYTHING "PRSTVUKCBW"
#define ID         "'00000000-0000-4000-8000-00000000bbbb'"

/* argument: FUNCTION.ARGUMENT, or *.ARGUMENT where nothing is said of it for the function. of: the
 * letters of what it may name; "" nothing; after "=" only what has the form of a reference. call:
 * with {X} where it is named; NULL: made from the catalogue. ";;" parts statements that are sent
 * one by one. */
static const struct naming {
    const char *argument, *of, *call;
} namings[] = {
    {"*.individual_ref", "P", NULL},
    {"*.keep_ref", "P", NULL},
    {"*.other_ref", "P", NULL},
    {"*.ref", EVERYTHING, NULL},
    {"*.asked", EVERYTHING, NULL},
    {"*.event_ref", "VUT", NULL},
    {"*.consent_ref", "CP", NULL},
    {"*.referral_ref", "RS", NULL},
    {"*.review_ref", "WR", NULL},
    {"*.batch", "BT", NULL},
    {"*.text", EVERYTHING, NULL},
    {"*.part", "abghno", NULL},
    {"*.place", "PRSTzx", NULL},
    {"review_decide.item_ref", "RSTV",
     "SELECT api.review_decide(" ID ", '%meeting%', '{X}', 1, 'seen')"},
    {"review_decide.item_ref", "RSTV",
     "SELECT api.review_decide(" ID ", '%meeting%', '{X}', 1, 'later')"},
    {"review_list.after", "RSTV", "SELECT api.review_list('%meeting%', '{X}')"},
    {"life_change_apply.except_refs", "RST",
     "SELECT api.life_change_apply(" ID ", '%move%', '{\"{X}\"}')"},
    {"peek.id", "ti", NULL},
    {"peeks.ids", "ti", NULL},
    {"delivered.reaches", "t", NULL},
    {"act_many.items", EVERYTHING,
     "SELECT api.act_many(" ID ", '[{\"ref\": \"{X}\", \"version\": 1}]', 'note', '{\"note\":"
     " \"x\"}')"},
    {"act_many_preview.items", EVERYTHING,
     "SELECT api.act_many_preview('[{\"ref\": \"{X}\", \"version\": 1}, {\"ref\": \"%ref%\"}]',"
     " 'assign', '{\"to\": \"tomas\"}')"},
    {"plan_edit.change", "y",
     "SELECT api.plan_edit(" ID ", '%person%', 'goal/new', NULL, '{\"area\": {X}, "
     "\"description\": \"x\"}')"},
    {"plan_edit.change", "y",
     "SELECT api.plan_edit(" ID ", '%person%', 'note/new', NULL, '{\"area\": {X}, \"kind\": "
     "\"comment\", \"text\": \"x\"}')"},
    {"message.body", "m",
     "SELECT api.message(" ID ", '%ref%', '{\"text\": \"x\", \"answers\": {X}}')"},
    {"appointment.appointment", "t",
     "SELECT api.appointment(" ID ", '%ref%', '{\"id\": {X}, \"status\": \"missed\"}')"},
    {"record_event.event", "P",
     "SELECT api.record_event(" ID ", '{\"individual\": \"{X}\", \"type\": \"ed_visit\","
     " \"occurred_at\": \"2026-11-19T10:00:00Z\"}')"},
    {"record_risk.risk", "P",
     "SELECT api.record_risk(" ID ", '{\"individual\": \"{X}\", \"category\":"
     " \"housing_instability\", \"level\": \"high\"}')"},
    {"refer.referral", "P",
     "SELECT api.refer(" ID ", '{\"individual\": \"{X}\", \"items\": [{\"type\": \"meals\"}]}')"},
    {"refer.referral", "P",
     "SELECT api.refer(" ID
     ", '{\"individual\": \"{X}\", \"items\": [{\"type\": \"recovery\"}]}')"},
    {"refer.referral", "KV",
     "SELECT api.refer(" ID ", '{\"individual\": \"%person%\", \"risk\": \"{X}\", \"items\":"
     " [{\"type\": \"benefits\"}]}')"},
    {"refer_preview.referral", "P",
     "SELECT api.refer_preview('{\"individual\": \"{X}\", \"items\": [{\"type\": "
     "\"recovery\"}]}')"},
    {"refer_preview.referral", "KV",
     "SELECT api.refer_preview('{\"individual\": \"%person%\", \"risk\": \"{X}\", \"items\":"
     " [{\"type\": \"benefits\"}]}')"},
    {"queue.filter", "P", "SELECT count(*) FROM api.queue('network', '{\"individual\": \"{X}\"}')"},
    {"queue.filter", EVERYTHING, "SELECT count(*) FROM api.queue('org', '{\"text\": \"{X}\"}')"},
    {"queue_refs.filter", "P", "SELECT api.queue_refs('network', '{\"individual\": \"{X}\"}')"},
    {"queue_refs.filter", EVERYTHING, "SELECT api.queue_refs('org', '{\"text\": \"{X}\"}')"},
    {"counts.filter", "P", "SELECT api.counts('network', '{\"individual\": \"{X}\"}')"},
    {"counts.filter", EVERYTHING, "SELECT api.counts('network', '{\"text\": \"{X}\"}')"},
    {"disclosures.filter", "P", "SELECT api.disclosures('{\"individual\": \"{X}\"}')"},
    {"disclosures.filter", "t", "SELECT api.disclosures('{\"after\": \"{X}\"}')"},
    {"measure_items.filter", "RSTt",
     "SELECT api.measure_items('{\"measure\": \"need_wait\", \"which\": \"denominator\", \"to\": "
     "\"2026-11-20\", \"after\": \"{X}\"}')"},
    {"report_risks.filter", "KRt", "SELECT api.report_risks('{\"after\": \"{X}\"}')"},
    {"report_escalations.filter", "RSt", "SELECT api.report_escalations('{\"after\": \"{X}\"}')"},
    {"report_review.filter", "WR", "SELECT api.report_review('{\"after\": \"{X}\"}')"},
    {"caseload.filter", "P", "SELECT api.caseload('maria', NULL, '{\"individual\": \"{X}\"}')"},
    {"staff_move.filter", "P",
     "SELECT api.staff_move(" ID ", 'maria', 'tomas', '{\"individual\": \"{X}\"}', 'x', true)"},
    {"keep_place.stack", "=" EVERYTHING,
     "SELECT api.keep_place('[{\"screen\": \"item\", \"ref\": \"{X}\"}]');;SELECT api.place()"},
    {"act.ref", EVERYTHING, "SELECT api.act(" ID ", '{X}', 1, 'accept', '{}')"},
    {"act.ref", EVERYTHING, "SELECT api.act(" ID ", '{X}', 99, 'undo', '{}')"},
    {"act.ref", EVERYTHING, "SELECT api.act(NULL, '{X}', 1, 'nonsense', '{\"colour\": 1}')"},
    {"act.ref", "RS", "SELECT api.act(" ID ", '{X}.2', 1, 'accept', '{}')"},
    {"choices.ref", EVERYTHING, "SELECT api.choices('{X}', 'reroute')"},
    {"case_review_hold.ref", EVERYTHING, "SELECT api.case_review_hold(" ID ", '{X}')"},
    {"message.place", "PRSTzx", "SELECT api.message(" ID ", '{X}', '{\"text\": \"x\"}')"},
    {"draft.place", EVERYTHING, "SELECT api.draft('plan/{X}')"},
    {"save_draft.place", "=" EVERYTHING,
     "SELECT api.save_draft('plan/{X}', '{\"text\": \"x\"}');;SELECT api.draft('plan/{X}')"},
    /* Words, codes, logins, positions, and objects that name nothing. */
    {"*.action", "", NULL},
    {"*.after", "", NULL},
    {"*.after_id", "", NULL},
    {"*.authorization", "", NULL},
    {"*.because", "", NULL},
    {"*.before_id", "", NULL},
    {"*.body", "", NULL},
    {"*.bundle", "", NULL},
    {"*.calendar", "", NULL},
    {"*.change", "", NULL},
    {"*.channel", "", NULL},
    {"*.consent", "", NULL},
    {"*.cover", "", NULL},
    {"*.decisions", "", NULL},
    {"*.detail", "", NULL},
    {"*.from_time", "", NULL},
    {"*.individual", "", NULL},
    {"*.kind", "", NULL},
    {"*.login", "", NULL},
    {"*.look", "", NULL},
    {"*.note", "", NULL},
    {"*.org", "", NULL},
    {"*.pathway", "", NULL},
    {"*.plan", "", NULL},
    {"*.policy", "", NULL},
    {"*.policy_yaml", "", NULL},
    {"*.provided", "", NULL},
    {"*.reason", "", NULL},
    {"*.result", "", NULL},
    {"*.role", "", NULL},
    {"*.scope", "", NULL},
    {"*.service", "", NULL},
    {"*.service_type", "", NULL},
    {"*.since", "", NULL},
    {"*.skip", "", NULL},
    {"*.successor", "", NULL},
    {"*.target", "", NULL},
    {"*.to_time", "", NULL},
    {"measure_table.filter", "", NULL},
};

/* What is hidden, by whom it is made or which superuser's statement (by NULL), in this order. */
static const struct making {
    const char *name, *by, *statement;
} makings[] = {
    {"consent", "nina",
     "SELECT api.grant_consent(gen_random_uuid(), '%hidden%', '{\"kind\": \"part2_consent\","
     " \"from\": \"riverway_recovery\", \"to\": \"northside\", \"categories\":"
     " [\"substance_use\"], \"purpose\": \"treatment\", \"signer\": \"Vera Hollow\","
     " \"authority\": \"individual\", \"signed_on\": \"2026-11-01\", \"signature_on_file\":"
     " true, \"right_to_revoke\": true, \"expires\": \"2031-01-01\"}') ->> 'consent_ref'"},
    {"question", "nina",
     "SELECT api.message(gen_random_uuid(), '%secret%', '{\"text\": \"Dose?\", \"question\":"
     " true, \"to\": \"patrick\"}') ->> 'task_ref'"},
    {"words", NULL,
     "SELECT m.id FROM app.message m JOIN app.task t ON t.id = m.follow_up_id WHERE t.id = "
     "engine.task_id('%question%')"},
    {"batch", "nina",
     "SELECT api.act_many(gen_random_uuid(), '[{\"ref\": \"%secret%\", \"version\": 1}]',"
     " 'assign', '{\"to\": \"patrick\"}') ->> 'batch'"},
    {"risk", NULL,
     "INSERT INTO app.social_risk (individual_id, task_id, category, level, organization_id,"
     " recorded_at) SELECT %hidden_id%, %secret_task%, 'food_insecurity', 'low', o.id, app.now()"
     " FROM app.organization o WHERE o.code = 'riverway_recovery' RETURNING engine.risk_ref(id)"},
    /* Riverway records no events and opens no plans by the example policy; another network's may.
     */
    {"duties", NULL,
     "UPDATE app.role SET duties = duties || '{record,plan}' WHERE code = 'recovery_intake'"
     " RETURNING code"},
    {"event", "nina",
     "SELECT api.record_event(gen_random_uuid(), '{\"individual\": \"%hidden%\", \"type\":"
     " \"ed_visit\"}') ->> 'event_ref'"},
    {"introduced", NULL,
     "INSERT INTO app.introduced (staff_id, individual_id, at, how) SELECT s.id, %id%, app.now(),"
     " 'entered' FROM app.staff s WHERE s.login = 'nina' RETURNING staff_id"},
    {"secret2", "nina",
     "SELECT api.refer(gen_random_uuid(), '{\"individual\": \"%person%\", \"items\": [{\"type\":"
     " \"recovery\", \"service\": \"riverway_treatment\"}]}') #>> '{referrals,0,ref}'"},
    {"event2", "nina",
     "SELECT api.record_event(gen_random_uuid(), '{\"individual\": \"%person%\", \"type\":"
     " \"ed_visit\"}') ->> 'event_ref'"},
    {"move", "lena",
     "SELECT api.record_event(gen_random_uuid(), '{\"individual\": \"%person%\", \"type\":"
     " \"admission\"}') ->> 'event_ref'"},
    {"meeting", "lena", "SELECT api.review_begin(gen_random_uuid(), 'daily') ->> 'ref'"},
    {"opened", "lena",
     "SELECT api.plan_edit(gen_random_uuid(), '%person%', 'plan', NULL, '{\"open\": true}') ->> "
     "'part'"},
    {"domain", NULL,
     "UPDATE app.domain SET category = 'substance_use' WHERE code = 'behavioral_health' RETURNING "
     "id"},
    {"area2", NULL,
     "SELECT a.id FROM app.plan_area a JOIN app.care_plan c ON c.id = a.plan_id WHERE"
     " c.individual_id = %id% AND a.domain_id = %domain%"},
    {"goal2", NULL,
     "INSERT INTO app.goal (area_id, description, created_at, updated_at) VALUES (%area2%, 'x',"
     " app.now(), app.now()) RETURNING id"},
    {"note2", NULL,
     "INSERT INTO app.plan_note (plan_id, area_id, kind, text, at) SELECT a.plan_id, a.id,"
     " 'comment', 'x', app.now() FROM app.plan_area a WHERE a.id = %area2% RETURNING id"},
    {"plan", NULL,
     "INSERT INTO app.care_plan (individual_id, created_at) VALUES (%hidden_id%, app.now())"
     " RETURNING id"},
    {"area", NULL,
     "INSERT INTO app.plan_area (plan_id, domain_id, owner_role_id, owner_staff_id, review_by,"
     " updated_at) SELECT %plan%, %domain%, r.id, s.id, app.now(), app.now() FROM app.role r,"
     " app.staff s WHERE r.code = 'recovery_intake' AND s.login = 'nina' RETURNING id"},
    {"goal", NULL,
     "INSERT INTO app.goal (area_id, description, created_at, updated_at) VALUES (%area%, 'x',"
     " app.now(), app.now()) RETURNING id"},
    {"note", NULL,
     "INSERT INTO app.plan_note (plan_id, area_id, kind, text, at) VALUES (%plan%, %area%,"
     " 'comment', 'x', app.now()) RETURNING id"},
};

/* So that the record is whole again, and the policy as published. */
#define UNMADE                                                                                     \
    "DELETE FROM app.social_risk WHERE individual_id = %hidden_id%;;DELETE FROM app.plan_note "    \
    "WHERE id IN (%note%, %note2%);;DELETE FROM app.goal WHERE id IN"                              \
    " (%goal%, %goal2%);;DELETE FROM app.plan_area WHERE id = %area%;;DELETE FROM app.care_plan"   \
    " WHERE id = %plan%;;UPDATE app.domain SET category = 'general' WHERE id = %domain%;;UPDATE"   \
    " app.role SET duties = array_remove(array_remove(duties, 'record'), 'plan') WHERE code ="     \
    " 'recovery_intake'"

/* Rows of it that a step at work on it holds; none that others of Ana Rivera's are waited for by.
 */
static const char *const held[] = {
    "referral WHERE individual_id = %hidden_id%",
    "referral WHERE id = (SELECT referral_id FROM app.task WHERE id = engine.task_id('%secret2%'))",
    "task WHERE individual_id = %hidden_id% OR id = engine.task_id('%secret2%')",
    "individual WHERE id = %hidden_id%",
    "event WHERE individual_id = %hidden_id% OR id = engine.event_id('%event2%')",
    "social_risk WHERE individual_id = %hidden_id%",
    "consent WHERE individual_id = %hidden_id%",
    "message WHERE individual_id = %hidden_id%",
    "care_plan WHERE individual_id = %hidden_id%",
    "plan_area WHERE id IN (%area%, %area2%)",
    "goal WHERE id IN (%goal%, %goal2%)",
    "plan_note WHERE id IN (%note%, %note2%)",
    "batch",
};

#endif
