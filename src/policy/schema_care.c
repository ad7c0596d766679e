/* The sections that turn what happens to people into owned, timed work: see schema.h. */
#include "publish_care.h"
#include "schema.h"
#include "words.h"

#include <stddef.h>

static const char *const kind_words[] = {"alert",       "case_review",   "follow_up",
                                         "plan_update", "result_review", NULL};
static const char *const owner_words[] = {"coordinator", "on_call", NULL};
static const char *const source_words[] = {"staff", "person", "feed", "import", NULL};
static const char *const priority_words[] = {"routine", "urgent", "asap", "stat", NULL};
static const char *const then_words[] = {"wait", "open", "skip", NULL};

static const struct schema any_id = {.scalar = &scalar_id},
                           any_level = {.scalar = &scalar_word, .words = risk_level_words},
                           any_source = {.scalar = &scalar_word, .words = source_words},
                           any_category = {.scalar = &scalar_word, .words = risk_category_words},
                           any_type = {.scalar = &scalar_word, .section = "service_types"};

#define OWNER                                                                                      \
    {.key = "owner", .scalar = &scalar_word, .section = "roles", .words = owner_words},            \
    {                                                                                              \
        .key = "area", .scalar = &scalar_word, .section = "domains"                                \
    }

static const struct schema event[] = {
    {.key = "name", .flags = REQUIRED, .scalar = &scalar_name},
    {.key = NULL},
};

static const struct schema when[] = {
    {.key = "count", .scalar = &scalar_number, .low = 1, .high = 1000, .standard = "1"},
    {.key = "within", .scalar = &scalar_elapsed},
    {.key = "levels", .form = FORM_LIST, .flags = DISTINCT, .of = &any_level, .standard = "[]"},
    {.key = "sources", .form = FORM_LIST, .flags = DISTINCT, .of = &any_source, .standard = "[]"},
    {.key = "risks", .form = FORM_LIST, .flags = DISTINCT, .of = &any_level, .standard = "[]"},
    {.key = "after", .scalar = &scalar_word, .section = "events", .words = event_words},
    {.key = NULL},
};

static const struct schema event_task[] = {
    {.key = "kind", .flags = REQUIRED, .scalar = &scalar_word, .words = kind_words},
    OWNER,
    {.key = "within", .flags = REQUIRED, .scalar = &scalar_duration},
    {.key = "ladder", .flags = REQUIRED, .scalar = &scalar_word, .section = "ladders"},
    {.key = "label", .scalar = &scalar_name},
    {.key = "priority", .scalar = &scalar_word, .words = priority_words, .standard = "\"routine\""},
    {.key = NULL},
};

static const struct schema one_task = {
    .form = FORM_RECORD, .of = event_task, .publish = publish_owned};

static const struct schema event_rule[] = {
    {.key = "event",
     .flags = REQUIRED,
     .scalar = &scalar_word,
     .section = "events",
     .words = event_words},
    {.key = "when",
     .form = FORM_RECORD,
     .of = when,
     .standard = "{\"count\": 1, \"within\": null, \"levels\": [], \"sources\": [], "
                 "\"risks\": [], \"after\": null}"},
    {.key = "raise", .scalar = &scalar_truth, .standard = "false"},
    {.key = "tasks", .form = FORM_LIST, .of = &one_task, .standard = "[]"},
    {.key = NULL},
};

static const struct schema risk_rule[] = {
    {.key = "category",
     .form = FORM_ONE_OR_LIST,
     .flags = REQUIRED | NOT_EMPTY | DISTINCT,
     .of = &any_category},
    {.key = "levels",
     .form = FORM_LIST,
     .flags = REQUIRED | NOT_EMPTY | DISTINCT,
     .of = &any_level},
    {.key = "lead", .scalar = &scalar_duration},
    {.key = "owner", .flags = REQUIRED, .scalar = &scalar_word, .section = "roles"},
    {.key = "verify", .form = FORM_RECORD, .flags = REQUIRED, .of = schema_target},
    {.key = "contact", .form = FORM_RECORD, .flags = REQUIRED, .of = schema_target},
    {.key = "refer", .form = FORM_RECORD, .of = schema_target},
    {.key = "resolve", .form = FORM_RECORD, .of = schema_target},
    {.key = "refer_to", .form = FORM_LIST, .flags = DISTINCT, .of = &any_type, .standard = "[]"},
    {.key = NULL},
};

static const struct schema step_task[] = {
    {.key = "label", .flags = REQUIRED, .scalar = &scalar_name},
    OWNER,
    {.key = NULL},
};

static const struct schema pathway_step[] = {
    {.key = "service_type", .scalar = &scalar_word, .section = "service_types"},
    {.key = "task", .form = FORM_RECORD, .of = step_task},
    {.key = "within", .scalar = &scalar_duration},
    {.key = "ladder", .scalar = &scalar_word, .section = "ladders"},
    {.key = "after", .form = FORM_LIST, .flags = DISTINCT, .of = &any_id, .standard = "[]"},
    {.key = "offset", .scalar = &scalar_duration},
    {.key = "before", .scalar = &scalar_duration},
    {.key = "if_held", .scalar = &scalar_word, .words = then_words, .standard = "\"wait\""},
    {.key = "if_failed", .scalar = &scalar_word, .words = then_words, .standard = "\"wait\""},
    {.key = NULL},
};

static const struct schema one_step = {.form = FORM_RECORD, .of = pathway_step};

static const struct schema pathway[] = {
    {.key = "name", .scalar = &scalar_name},
    {.key = "within", .scalar = &scalar_elapsed},
    {.key = "steps",
     .form = FORM_MAP,
     .flags = REQUIRED | NOT_EMPTY,
     .scalar = &scalar_id,
     .of = &one_step},
    {.key = NULL},
};

const struct schema schema_event = {.form = FORM_RECORD, .of = event},
                    schema_event_rule = {.form = FORM_RECORD, .of = event_rule},
                    schema_risk_rule = {.form = FORM_RECORD,
                                        .of = risk_rule,
                                        .publish = publish_risk_rule},
                    schema_pathway = {
                        .form = FORM_RECORD, .of = pathway, .publish = publish_pathway};
