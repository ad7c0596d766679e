#include "schema.h"

#include "publish_care.h"
#include "publish_shapes.h"

#include <stddef.h>
#include <string.h>

static const char *const duty_words[] = {"refer",  "respond", "coordinate", "supervise", "plan",
                                         "record", "audit",   "administer", NULL};
static const char *const do_words[] = {"remind", "inform", "escalate", "transfer", NULL};
static const char *const to_words[] = {"owner",       "owner.supervisor", "requester",
                                       "coordinator", "on_call",          NULL};
static const char *const channel_words[] = {"console", NULL};
static const char *const kind_words[] = {"reroute",     "follow_up",     "correction",
                                         "alert",       "risk",          "case_review",
                                         "plan_update", "result_review", NULL};
static const char *const list_words[] = {"decline", "fail",       "cancel",  "hold",
                                         "reopen",  "void",       "correct", "duplicate",
                                         "late",    "unresolved", NULL};
static const char *const review_words[] = {"open_items", "risks", "performance", NULL};
static const char *const basis_words[] = {"treatment",
                                          "authorization",
                                          "part2_consent",
                                          "serious_threat",
                                          "medical_emergency",
                                          "required_report",
                                          NULL};

/* Languages beside English in which a person's sheet is written. */
static const char *const sheet_languages[] = {"es", NULL};

static const struct schema any_id = {.scalar = &scalar_id}, any_name = {.scalar = &scalar_name},
                           any_text = {.scalar = &scalar_text},
                           any_range = {.scalar = &scalar_range},
                           any_area = {.scalar = &scalar_area}, any_code = {.scalar = &scalar_code},
                           any_holiday = {.scalar = &scalar_holiday},
                           any_duty = {.scalar = &scalar_word, .words = duty_words},
                           any_holder = {.scalar = &scalar_word, .section = "staff"},
                           any_level = {.scalar = &scalar_word, .section = "service_levels"},
                           any_role = {.scalar = &scalar_word, .section = "roles"},
                           any_days = {.scalar = &scalar_weekdays},
                           any_basis = {.scalar = &scalar_word, .words = basis_words},
                           any_channel = {.scalar = &scalar_word,
                                          .section = "notify",
                                          .words = channel_words},
                           any_hours = {.form = FORM_ONE_OR_LIST, .of = &any_range},
                           any_command = {.form = FORM_LIST, .of = &any_text};

/* A telephone number, or one with what it is called in other languages. */
static const struct schema emergency_number[] = {
    {.key = "phone", .flags = REQUIRED, .scalar = &scalar_phone},
    {.key = "names",
     .form = FORM_MAP,
     .flags = NOT_EMPTY,
     .scalar = &scalar_word,
     .words = sheet_languages,
     .of = &any_name},
    {.key = NULL},
};

static const struct schema any_emergency = {
    .form = FORM_TEXT_OR_RECORD, .scalar = &scalar_phone, .of = emergency_number};

static const struct schema network[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "timezone", .flags = REQUIRED, .scalar = &scalar_timezone},
    {.key = "coordinator", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles"},
    {.key = "on_call", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles"},
    {.key = "compliance", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles"},
    {.key = "operational_owner", .flags = REQUIRED, .scalar = &scalar_word, .section = "staff"},
    {.key = "levels",
     .form = FORM_MAP,
     .flags = REQUIRED | NOT_EMPTY,
     .scalar = &scalar_word,
     .words = kind_words,
     .of = &any_level},
    {.key = "emergency",
     .form = FORM_MAP,
     .scalar = &scalar_name,
     .of = &any_emergency,
     .standard = "[]",
     .publish = publish_emergency},
    {.key = NULL},
};

static const struct schema calendar[] = {
    {.key = "timezone", .scalar = &scalar_timezone},
    {.key = "hours",
     .form = FORM_MAP,
     .flags = REQUIRED | NOT_EMPTY,
     .scalar = &scalar_weekdays,
     .of = &any_hours},
    {.key = "holidays", .form = FORM_LIST, .flags = DISTINCT, .of = &any_holiday, .standard = "[]"},
    {.key = "dates", .form = FORM_MAP, .scalar = &scalar_date, .of = &any_hours, .standard = "{}"},
    {.key = NULL},
};

static const struct schema organization[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "sector", .flags = REQUIRED, .scalar = &scalar_id},
    {.key = "calendar", .flags = REQUIRED, .scalar = &scalar_word, .section = "calendars"},
    {.key = "phone", .scalar = &scalar_phone},
    {.key = "address", .scalar = &scalar_name, .high = 200},
    {.key = NULL},
};

static const struct schema person[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "organization", .flags = REQUIRED, .scalar = &scalar_word, .section = "organizations"},
    {.key = "email", .scalar = &scalar_email},
    {.key = "phone", .scalar = &scalar_phone},
    {.key = NULL},
};

static const struct schema role[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "organization", .flags = REQUIRED, .scalar = &scalar_word, .section = "organizations"},
    {.key = "holders",
     .form = FORM_LIST,
     .flags = REQUIRED | NOT_EMPTY | DISTINCT,
     .of = &any_holder},
    {.key = "supervisor", .scalar = &scalar_word, .section = "roles"},
    {.key = "duties", .form = FORM_LIST, .flags = REQUIRED | NOT_EMPTY | DISTINCT, .of = &any_duty},
    {.key = "hours", .scalar = &scalar_word, .section = "calendars"},
    {.key = "medical", .scalar = &scalar_truth, .standard = "false"},
    {.key = "renamed_from", .scalar = &scalar_id},
    {.key = NULL},
};

static const struct schema domain[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "owner", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles"},
    {.key = "category", .scalar = &scalar_id, .standard = "\"general\""},
    {.key = NULL},
};

static const struct schema service_type[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "short", .scalar = &scalar_name, .high = 14},
    {.key = "names",
     .form = FORM_MAP,
     .scalar = &scalar_word,
     .words = sheet_languages,
     .of = &any_name,
     .standard = "{}"},
    {.key = "domain", .flags = REQUIRED, .scalar = &scalar_word, .section = "domains"},
    {.key = "level", .flags = REQUIRED, .scalar = &scalar_word, .section = "service_levels"},
    {.key = "category", .scalar = &scalar_id, .standard = "\"general\""},
    {.key = "requires", .form = FORM_LIST, .flags = DISTINCT, .of = &any_id, .standard = "[]"},
    {.key = "codes", .form = FORM_LIST, .flags = DISTINCT, .of = &any_code, .standard = "[]"},
    {.key = "after_death", .scalar = &scalar_truth, .standard = "false"},
    {.key = NULL},
};

static const struct schema service[] = {
    {.key = "name", .scalar = &scalar_name},
    {.key = "type", .flags = REQUIRED, .scalar = &scalar_word, .section = "service_types"},
    {.key = "owner", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles"},
    {.key = "areas", .form = FORM_LIST, .flags = REQUIRED | NOT_EMPTY | DISTINCT, .of = &any_area},
    {.key = "rank", .scalar = &scalar_number, .low = 1, .high = 1000, .standard = "1"},
    {.key = NULL},
};

const struct schema schema_target[] = {
    {.key = "within", .flags = REQUIRED, .scalar = &scalar_duration},
    {.key = "ladder", .flags = REQUIRED, .scalar = &scalar_word, .section = "ladders"},
    {.key = NULL},
};

static const struct schema stages[] = {
    {.key = "accept", .form = FORM_RECORD, .of = schema_target},
    {.key = "start", .form = FORM_RECORD, .of = schema_target},
    {.key = "complete", .form = FORM_RECORD, .of = schema_target},
    {.key = NULL},
};

static const struct schema level[] = {
    {.key = "accept", .form = FORM_RECORD, .of = schema_target},
    {.key = "start", .form = FORM_RECORD, .of = schema_target},
    {.key = "complete", .form = FORM_RECORD, .of = schema_target},
    {.key = "urgent", .form = FORM_RECORD, .flags = NOT_EMPTY, .of = stages},
    {.key = "asap", .form = FORM_RECORD, .flags = NOT_EMPTY, .of = stages},
    {.key = "stat", .form = FORM_RECORD, .flags = NOT_EMPTY, .of = stages},
    {.key = NULL},
};

static const struct schema rung[] = {
    {.key = "at", .flags = REQUIRED, .scalar = &scalar_rung_at},
    {.key = "do", .flags = REQUIRED, .scalar = &scalar_word, .words = do_words},
    {.key = "to", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles", .words = to_words},
    {.key = "by",
     .form = FORM_LIST,
     .flags = NOT_EMPTY | DISTINCT,
     .of = &any_channel,
     .standard = "[\"console\"]"},
    {.key = "repeat", .scalar = &scalar_duration},
    {.key = "patience", .scalar = &scalar_duration},
    {.key = NULL},
};

static const struct schema reason_list[] = {
    {.key = "default", .scalar = &scalar_id},
    {.key = "by_role",
     .form = FORM_MAP,
     .scalar = &scalar_word,
     .section = "roles",
     .of = &any_id,
     .standard = "{}"},
    {.key = "ask", .scalar = &scalar_truth, .standard = "false"},
    {.key = "choices",
     .form = FORM_MAP,
     .flags = REQUIRED | NOT_EMPTY,
     .scalar = &scalar_id,
     .of = &any_name},
    {.key = NULL},
};

static const struct schema outcome[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "helped", .flags = REQUIRED, .scalar = &scalar_truth},
    {.key = "review", .scalar = &scalar_truth, .standard = "false"},
    {.key = NULL},
};

static const struct schema review[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = "role", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles"},
    {.key = "with", .form = FORM_LIST, .flags = DISTINCT, .of = &any_role, .standard = "[]"},
    {.key = "of", .scalar = &scalar_word, .words = review_words, .standard = "\"open_items\""},
    {.key = "days", .form = FORM_ONE_OR_LIST, .flags = REQUIRED | NOT_EMPTY, .of = &any_days},
    {.key = "by", .flags = REQUIRED, .scalar = &scalar_time},
    {.key = "pace", .scalar = &scalar_elapsed, .low = 60, .high = 28800, .standard = "\"20m\""},
    {.key = "seen_limit", .scalar = &scalar_number, .low = 2, .high = 20, .standard = "3"},
    {.key = NULL},
};

static const struct schema access_keys[] = {
    {.key = "undo_within",
     .scalar = &scalar_elapsed,
     .low = 60,
     .high = 86400,
     .standard = "\"10m\""},
    {.key = "idle_lock", .scalar = &scalar_elapsed, .low = 60, .high = 7200, .standard = "\"10m\""},
    {.key = "emergency_for",
     .scalar = &scalar_elapsed,
     .low = 900,
     .high = 86400,
     .standard = "\"4h\""},
    {.key = "basis",
     .form = FORM_MAP,
     .flags = REQUIRED | NOT_EMPTY,
     .scalar = &scalar_name,
     .high = 200,
     .of = &any_basis,
     .publish = publish_basis},
    {.key = NULL},
};

/* Keywords of libpq, without the password; and the private server. */
static const char *const connection_words[] = {"local",
                                               "as",
                                               "host",
                                               "hostaddr",
                                               "port",
                                               "dbname",
                                               "user",
                                               "service",
                                               "passfile",
                                               "sslmode",
                                               "sslrootcert",
                                               "sslcert",
                                               "sslkey",
                                               "sslcrl",
                                               "channel_binding",
                                               "gssencmode",
                                               "target_session_attrs",
                                               "load_balance_hosts",
                                               "connect_timeout",
                                               "keepalives_idle",
                                               "tcp_user_timeout",
                                               "application_name",
                                               NULL};
static const struct schema any_setting = {.scalar = &scalar_text};

static const struct schema any_keys = {.form = FORM_ONE_OR_LIST, .of = &any_name};

static const struct schema display[] = {
    {.key = "theme", .scalar = &scalar_text},
    {.key = "color", .scalar = &scalar_truth},
    {.key = "lean", .scalar = &scalar_truth},
    {.key = "safe_keys", .scalar = &scalar_truth},
    {.key = "keys", .form = FORM_MAP, .scalar = &scalar_name, .of = &any_keys},
    {.key = NULL},
};

static const struct schema
    one_calendar = {.form = FORM_RECORD, .of = calendar, .publish = publish_calendar},
    one_organization = {.form = FORM_RECORD, .of = organization},
    one_person = {.form = FORM_RECORD, .of = person}, one_role = {.form = FORM_RECORD, .of = role},
    one_domain = {.form = FORM_RECORD, .of = domain},
    one_type = {.form = FORM_RECORD, .of = service_type},
    one_service = {.form = FORM_RECORD, .of = service, .publish = publish_service},
    one_level = {.form = FORM_RECORD, .flags = NOT_EMPTY, .of = level, .publish = publish_level},
    one_rung = {.form = FORM_RECORD, .of = rung},
    one_ladder = {.form = FORM_LIST, .flags = NOT_EMPTY, .of = &one_rung},
    one_list = {.form = FORM_RECORD, .of = reason_list, .publish = publish_reasons},
    one_outcome = {.form = FORM_RECORD, .of = outcome},
    one_review = {.form = FORM_RECORD, .of = review, .publish = publish_review};

#define SECTION(KEY, ONE, SCALAR, OF)                                                              \
    .key = (KEY), .one = (ONE), .form = FORM_MAP, .flags = REQUIRED | NOT_EMPTY,                   \
    .scalar = &(SCALAR), .of = &(OF)
#define OPTIONAL(KEY, ONE, OF)                                                                     \
    .key = (KEY), .one = (ONE), .form = FORM_MAP, .scalar = &scalar_id, .of = &(OF),               \
    .standard = "{}"

const struct schema schema_sections[] = {
    {.key = "network", .form = FORM_RECORD, .flags = REQUIRED, .of = network},
    {SECTION("calendars", "calendar", scalar_id, one_calendar)},
    {SECTION("organizations", "organization", scalar_id, one_organization)},
    {SECTION("staff", "login", scalar_login, one_person)},
    {SECTION("roles", "role", scalar_id, one_role)},
    {SECTION("service_types", "service type", scalar_id, one_type)},
    {SECTION("services", "service", scalar_id, one_service)},
    {SECTION("service_levels", "service level", scalar_id, one_level)},
    {SECTION("ladders", "ladder", scalar_id, one_ladder)},
    {SECTION("domains", "domain", scalar_id, one_domain)},
    {SECTION("reasons", "list of reasons", scalar_word, one_list), .words = list_words},
    {SECTION("outcomes", "outcome", scalar_id, one_outcome), .publish = publish_outcomes},
    {.key = "access", .form = FORM_RECORD, .flags = REQUIRED, .of = access_keys},
    {.key = "notify",
     .one = "channel",
     .form = FORM_MAP,
     .scalar = &scalar_id,
     .of = &any_command,
     .standard = "{}"},
    {OPTIONAL("events", "event", schema_event), .publish = publish_events},
    {OPTIONAL("event_rules", "event rule", schema_event_rule), .publish = publish_in_order},
    {OPTIONAL("risk_rules", "risk rule", schema_risk_rule), .publish = publish_in_order},
    {OPTIONAL("pathways", "pathway", schema_pathway)},
    {OPTIONAL("reviews", "review", one_review), .publish = publish_in_order},
    {.key = "connection",
     .form = FORM_MAP,
     .flags = PERSONAL,
     .scalar = &scalar_word,
     .words = connection_words,
     .of = &any_setting},
    {.key = "display", .form = FORM_RECORD, .flags = PERSONAL, .of = display},
    {.key = NULL},
};

const struct schema *schema_find(const struct schema *table, const char *key)
{
    for (; table->key != NULL; table++) {
        if (strcmp(table->key, key) == 0)
            return table;
    }
    return NULL;
}
