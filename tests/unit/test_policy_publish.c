/* The published shape, as include/holdfast/policy/publish.h states it. */
#include "holdfast/policy/explain.h"
#include "holdfast/policy/publish.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/embed.h"
#include "policy/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct published {
    struct policy policy;
    json_t *json;
};

static int publish_example(void **state)
{
    struct published *p = calloc(1, sizeof *p);
    const struct embedded_file *file = embedded_find("config.example.yaml");
    assert_non_null(p);
    assert_non_null(file);
    policy_parse(&p->policy, file->path, file->text, file->len);
    assert_int_equal(p->policy.findings.errors, 0);
    p->json = publish_json(&p->policy);
    *state = p;
    return 0;
}

static int forget_example(void **state)
{
    struct published *p = *state;
    json_decref(p->json);
    policy_free(&p->policy);
    free(p);
    return 0;
}

/* path is keys with slashes between them; digits are places in a list. */
static json_t *at(const struct published *p, const char *path)
{
    json_t *value = p->json;
    char copy[200], *rest = copy;
    (void)snprintf(copy, sizeof copy, "%s", path);
    for (char *key; (key = strsep(&rest, "/")) != NULL;) {
        value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
                                     : json_object_get(value, key);
    }
    return value;
}

static const struct {
    const char *path, *json;
} canonical[] = {
    {"network/coordinator", "\"lead_coordinator\""},
    {"network/levels/reroute", "\"urgent_action\""},
    {"calendars/clinic/timezone", "\"America/New_York\""},
    {"calendars/clinic/week/fri", "[[\"08:00\",\"12:00\"],[\"13:00\",\"16:30\"]]"},
    {"calendars/clinic/week/sun", "[]"},
    {"calendars/overnight/week/tue", "[[\"16:00\",\"09:00\"]]"},
    {"calendars/always/week/sun", "[[\"00:00\",\"24:00\"]]"},
    {"calendars/always/holidays", "[]"},
    {"calendars/food/dates", "{\"2026-11-25\":[[\"09:00\",\"19:00\"]]}"},
    {"calendars/office/holidays/0", "\"01-01\""},
    {"staff/caleb/phone", "null"},
    {"roles/home_care_intake/holders", "[\"maria\",\"tomas\"]"},
    {"roles/home_care_intake/hours", "null"},
    {"roles/night_desk/hours", "\"always\""},
    {"roles/network_direction/supervisor", "null"},
    {"service_types/shelter_bed/requires", "[]"},
    {"service_types/shelter_bed/category", "\"general\""},
    {"service_types/shelter_bed/codes", "[]"},
    {"service_types/shelter_bed/after_death", "false"},
    {"service_types/equipment_pickup/after_death", "true"},
    {"service_types/food_box/codes", "[\"http://snomed.info/sct|710925007\"]"},
    {"service_types/recovery/category", "\"substance_use\""},
    {"services/bright_home_care/organization", "\"bright_home\""},
    {"services/bright_home_care/areas", "[\"021*\",\"02210\"]"},
    {"services/bright_home_care/rank", "2"},
    {"service_levels/discharge/routine/accept", "{\"ladder\":\"discharge\",\"within\":\"8bh\"}"},
    {"service_levels/discharge/asap/accept/within", "\"2h\""},
    {"service_levels/discharge/stat/accept/within", "\"30m\""},
    {"service_levels/discharge/stat/complete/within", "\"30d\""},
    {"service_levels/shelter/stat/start/within", "\"12h\""},
    {"service_levels/urgent_action/urgent",
     "{\"complete\":{\"ladder\":\"desk_urgent\",\"within\":\"90m\"}}"},
    {"ladders/discharge/0", "{\"at\":\"75%\",\"by\":[\"console\"],\"do\":\"remind\","
                            "\"patience\":null,\"repeat\":null,\"to\":\"owner\"}"},
    {"ladders/standard/3/at", "\"+1bd\""},
    {"ladders/standard/3/repeat", "\"2bd\""},
    {"reasons/decline/ask", "false"},
    {"reasons/fail/default", "null"},
    {"reasons/decline/by_role/legal_intake", "\"conflict\""},
    {"reasons/decline/order/1", "\"out_of_area\""},
    {"outcomes/not_eligible",
     "{\"helped\":false,\"name\":\"Not eligible\",\"position\":4,\"review\":false}"},
    {"access/undo_within", "\"10m\""},
    {"access/emergency_for", "\"4h\""},
    {"roles/clinic_intake/medical", "true"},
    {"roles/home_care_intake/medical", "false"},
    {"network/emergency/0", "{\"name\":\"Emergency services\",\"names\":{\"es\":\"Emergencias\"},"
                            "\"phone\":\"911\"}"},
    {"domains/housing",
     "{\"category\":\"general\",\"name\":\"Housing\",\"owner\":\"housing_lead\"}"},
    {"events/jail_release", "{\"name\":\"release from jail\",\"position\":11}"},
    {"event_rules/ed_visit/when",
     "{\"after\":null,\"count\":1,\"levels\":[],\"risks\":[],\"sources\":[],\"within\":null}"},
    {"event_rules/ed_visit/tasks",
     "[{\"kind\":\"alert\",\"label\":\"ED visit\",\"ladder\":\"standard\",\"owner\":\"health\","
     "\"owner_kind\":\"area\",\"priority\":\"routine\",\"within\":\"1bd\"}]"},
    {"event_rules/frequent_ed/position", "3"},
    {"event_rules/frequent_ed/raise", "true"},
    {"event_rules/frequent_ed/when/count", "4"},
    {"event_rules/frequent_ed/when/within", "\"365d\""},
    {"event_rules/frequent_ed/tasks/0/owner", "\"lead_coordinator\""},
    {"event_rules/frequent_ed/tasks/0/owner_kind", "\"role\""},
    {"event_rules/death/tasks/0/owner_kind", "\"coordinator\""},
    {"event_rules/death/tasks/0/owner", "null"},
    {"risk_rules/eviction_high/categories", "[\"housing_instability\"]"},
    {"risk_rules/eviction_high/lead", "\"3bd\""},
    {"risk_rules/eviction_early/refer", "{\"ladder\":\"standard\",\"within\":\"3bd\"}"},
    {"risk_rules/violence/categories", "[\"intimate_partner_violence\",\"elder_abuse\"]"},
    {"risk_rules/violence/position", "6"},
    {"pathways/discharge_home/within", "\"7d\""},
    {"pathways/eviction_prevention/within", "null"},
    {"pathways/eviction_prevention/steps/1",
     "{\"after\":[],\"before\":null,\"code\":\"landlord\",\"if_failed\":\"wait\",\"if_held\":"
     "\"wait\",\"label\":\"call landlord\",\"ladder\":\"standard\",\"offset\":null,\"owner\":"
     "\"housing\",\"owner_kind\":\"area\",\"service_type\":null,\"within\":\"1bd\"}"},
    {"pathways/eviction_prevention/steps/2",
     "{\"after\":[\"legal_aid\"],\"before\":\"1bd\",\"code\":\"rent_fund\",\"if_failed\":"
     "\"open\","
     "\"if_held\":\"open\",\"label\":null,\"ladder\":null,\"offset\":\"1bd\",\"owner\":null,"
     "\"owner_kind\":null,\"service_type\":\"rent_assistance\",\"within\":null}"},
    {"notify/mail", "[\"/usr/sbin/sendmail\",\"-t\"]"},
};

static void every_value_is_canonical(void **state)
{
    for (size_t i = 0; i < sizeof canonical / sizeof canonical[0]; i++) {
        json_t *value = at(*state, canonical[i].path);
        char *text = value == NULL
                         ? NULL
                         : json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
        if (text == NULL || strcmp(text, canonical[i].json) != 0)
            fail_msg("%s: expected %s, got %s", canonical[i].path, canonical[i].json,
                     text == NULL ? "nothing" : text);
        free(text);
    }
}

/* An organisation's entry comes before its sector's, and that before "*". */
static void the_first_basis_that_fits_decides(void **state)
{
    static const char *const kinds[] = {"organization", "sector", "any"};
    json_t *list = at(*state, "access/basis");
    int last = 0;
    assert_true(json_array_size(list) > 10);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *kind = json_string_value(json_object_get(json_array_get(list, i), "from_kind"));
        int weight = 2;
        while (weight > 0 && strcmp(kinds[weight], kind) != 0)
            weight--;
        assert_true(weight >= last);
        last = weight;
    }
}

static void personal_sections_are_not_published(void **state)
{
    struct published *p = *state;
    assert_null(json_object_get(p->json, "connection"));
    assert_null(json_object_get(p->json, "display"));
    assert_int_equal(json_object_size(p->json), 19);
}

static void what_a_level_means_is_explained(void **state)
{
    const struct published *p = *state;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    explain_policy(&p->policy, INT64_C(1795176000), out); /* Fri 20 Nov 2026 07:00 in New York */
    assert_int_equal(fclose(out), 0);
    static const char *const lines[] = {
        "Level discharge\n  sent Fri 27 Nov 16:45 EST to Harbor Nursing intake (calendar office)\n",
        "      answered by Mon 30 Nov 16:00 EST (8 business hours)\n",
        "         Mon 30 Nov 16:00 EST  asks Harbor Nursing supervisor to act\n",
        "      answered by Fri 27 Nov 18:45 EST (2 hours)\n",
        "    asap: as urgent\n",
        "      completed by Fri 27 Nov 18:15 EST (90 minutes)\n",
        "Level routine_action\n",
        "Event rule frequent_ed: ed_visit, number 4 within 365 days\n  recorded Fri 27 Nov 16:45 "
        "EST: "
        "case_review for Lead coordinator (calendar office)\n      completed by Tue  1 Dec 17:00 "
        "EST "
        "(2 business days)\n",
        "Risk rule eviction_high: housing_instability at high, critical\n",
        "      verified by Fri 27 Nov 20:45 EST (4 hours)\n",
        "      all of it 3 business days before a legal date, where there is one\n",
        "  rent_fund opens Wed  9 Dec 17:00 EST for Tenant Relief Fund intake (calendar office)\n",
        "  all of it by Fri  4 Dec 16:30 EST; its deadline is Fri  4 Dec 16:45 EST\n",
        "  behavioral_health > housing, general: with a signed release\n",
        "  health > behavioral_health, substance_use: with a consent (42 CFR 2.31)\n",
        "  behavioral_health > behavioral_health, counseling_notes: with a consent (42 CFR 2.31)\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (strstr(text, lines[i]) == NULL)
            fail_msg("not explained: %s", lines[i]);
    }
    free(text);
}

static void find_keys(const char *manual, const struct schema *s, size_t *missing)
{
    if (s->form == FORM_RECORD) {
        for (const struct schema *key = s->of; key != NULL && key->key != NULL; key++) {
            if (strstr(manual, key->key) == NULL) {
                print_error("not in the manual: %s\n", key->key);
                ++*missing;
            }
            find_keys(manual, key, missing);
        }
    } else if (s->of != NULL) {
        find_keys(manual, s->of, missing);
    }
    for (const char *const *word = s->words; word != NULL && *word != NULL; word++) {
        bool personal = (s->flags & PERSONAL) != 0;
        if (!personal && strstr(manual, *word) == NULL) {
            print_error("not in the manual: %s\n", *word);
            ++*missing;
        }
    }
}

static void the_manual_names_every_key_and_word(void **state)
{
    (void)state;
    struct buffer manual = {0};
    FILE *file = fopen("man/holdfast-policy.5", "r");
    assert_non_null(file);
    assert_true(buffer_read(&manual, file));
    assert_int_equal(fclose(file), 0);
    const struct schema all = {.form = FORM_RECORD, .of = schema_sections};
    size_t missing = 0;
    find_keys(manual.data, &all, &missing);
    assert_int_equal(missing, 0);
    buffer_free(&manual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_canonical),
        cmocka_unit_test(the_first_basis_that_fits_decides),
        cmocka_unit_test(personal_sections_are_not_published),
        cmocka_unit_test(what_a_level_means_is_explained),
        cmocka_unit_test(the_manual_names_every_key_and_word),
    };
    return cmocka_run_group_tests(tests, publish_example, forget_example);
}
