#include "holdfast/console/help.h"
#include "holdfast/console/keymap.h"
#include "holdfast/screen/actions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    struct failure f = {0};
    *state = keymap_new(&care_actions, &f);
    return *state == NULL;
}

static int tear_down(void **state)
{
    keymap_free(*state);
    return 0;
}

static int action_of(const struct keymap *keymap, const char *name)
{
    uint32_t code;
    assert_true(key_parse(name, strlen(name), &code));
    return keymap_action(keymap, code);
}

static void defaults_are_those_of_the_manual(void **state)
{
    static const struct {
        const char *key;
        int action;
    } cases[] = {
        {"j", ACTION_DOWN},        {"k", ACTION_UP},           {"Down", ACTION_DOWN},
        {"Up", ACTION_UP},         {"PgDn", ACTION_PAGE_DOWN}, {"PgUp", ACTION_PAGE_UP},
        {"g", ACTION_FIRST},       {"G", ACTION_LAST},         {"Enter", ACTION_OPEN},
        {"q", ACTION_BACK},        {"Esc", ACTION_BACK},       {"Q", ACTION_QUIT},
        {"?", ACTION_HELP},        {":", ACTION_COMMAND},      {"/", ACTION_SEARCH},
        {"n", ACTION_NEXT_MATCH},  {"N", ACTION_MATCH_BEFORE}, {"F", ACTION_FILTER},
        {"Tab", ACTION_NEXT_PANE}, {"Ctrl-L", ACTION_REPAINT}, {"t", ACTION_TAG},
        {";", ACTION_ACT_TAGGED},  {"Space", ACTION_SEEN},     {"a", ACTION_ACCEPT},
        {"d", ACTION_DECLINE},     {"e", ACTION_ESCALATE},     {"u", ACTION_UNDO},
        {"r", ACTION_REASON},      {"s", ACTION_START},        {"c", ACTION_COMPLETE},
        {"h", ACTION_HOLD},        {"x", ACTION_FAIL},         {"w", ACTION_REROUTE},
        {"o", ACTION_ASSIGN},      {"b", ACTION_RETURN},       {"i", ACTION_ASK},
        {"y", ACTION_CALL},        {"m", ACTION_NOTE},         {"L", ACTION_LEDGER},
        {"R", ACTION_REFERRAL},    {"I", ACTION_INTAKE},       {"1", ACTION_TODAY},
        {"9", ACTION_RECORD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (action_of(*state, cases[i].key) != cases[i].action)
            fail_msg("%s does not run action %d", cases[i].key, cases[i].action);
}

static void defaults_do_not_conflict(void **state)
{
    struct failure f = {0};
    if (!keymap_check(*state, &f))
        fail_msg("%s", f.why);
}

static void every_action_is_told_apart_and_explained(void **state)
{
    (void)state;
    for (int id = 0; id < action_count(&care_actions); id++) {
        const struct action *row = action_row(&care_actions, id);
        assert_int_equal(action_find(&care_actions, row->name, strlen(row->name)), id);
        assert_true(strlen(row->help) > 8);
        assert_true(row->help[strlen(row->help) - 1] == '.');
    }
}

static void binding_replaces(void **state)
{
    struct failure f = {0};
    assert_true(keymap_bind(*state, "accept", "z Ctrl-A", &f));
    assert_int_equal(action_of(*state, "a"), ACTION_NONE);
    assert_int_equal(action_of(*state, "z"), ACTION_ACCEPT);
    assert_int_equal(action_of(*state, "Ctrl-A"), ACTION_ACCEPT);
    char text[64];
    assert_string_equal(keymap_label(*state, ACTION_ACCEPT, text, sizeof text), "z");
    assert_string_equal(keymap_labels(*state, ACTION_ACCEPT, text, sizeof text), "z Ctrl-A");
    assert_true(keymap_bind(*state, "accept", "", &f));
    assert_string_equal(keymap_label(*state, ACTION_ACCEPT, text, sizeof text), ":accept");
}

static void conflicts_name_both(void **state)
{
    struct failure f = {0};
    assert_true(keymap_bind(*state, "accept", "d", &f));
    assert_false(keymap_check(*state, &f));
    assert_non_null(strstr(f.why, "accept"));
    assert_non_null(strstr(f.why, "decline"));
    assert_true(keymap_bind(*state, "decline", "a", &f));
    assert_true(keymap_check(*state, &f));
}

static void faults_are_named(void **state)
{
    struct failure f = {0};
    assert_false(keymap_bind(*state, "no_such", "a", &f));
    assert_non_null(strstr(f.why, "no_such"));
    assert_false(keymap_bind(*state, "accept", "Hyper-a", &f));
    assert_non_null(strstr(f.why, "Hyper-a"));
    assert_int_equal(f.status, EX_CONFIG);
}

static void safe_keys_show_the_prefix(void **state)
{
    char text[64];
    keymap_safe(*state, true);
    assert_string_equal(keymap_label(*state, ACTION_ACCEPT, text, sizeof text), ",a");
    assert_string_equal(keymap_label(*state, ACTION_DOWN, text, sizeof text), "j");
}

/* What a terminal sends for Ctrl-\ and its like can be bound to nothing, and has a name all the
 * same when the console says that it does nothing. */
static void every_control_key_has_a_name(void **state)
{
    static const char *const names[] = {"Ctrl-\\", "Ctrl-]", "Ctrl-^", "Ctrl-_"};
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        char text[24];
        key_write(28 + i, text, sizeof text);
        assert_string_equal(text, names[i]);
    }
}

static void key_names_go_both_ways(void **state)
{
    (void)state;
    static const char *const names[] = {"a",    "G",    "Enter", "Esc",       "Tab",     "Space",
                                        "PgUp", "F1",   "F12",   "Ctrl-L",    "Alt-x",   "S-Tab",
                                        "?",    "Home", "Left",  "Ctrl-Left", "\xC4\x85"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        uint32_t code;
        char text[24];
        assert_true(key_parse(names[i], strlen(names[i]), &code));
        key_write(code, text, sizeof text);
        assert_string_equal(text, names[i]);
    }
    uint32_t code;
    assert_false(key_parse("", 0, &code));
    assert_false(key_parse("F13", 3, &code));
    assert_false(key_parse("ab", 2, &code));
    assert_false(key_parse("\033", 1, &code));
}

static void help_follows_the_keymap(void **state)
{
    struct failure f = {0};
    struct arena arena = {0};
    struct help_line *lines;
    assert_true(keymap_bind(*state, "accept", "z", &f));
    size_t count = help_lines(*state, &arena, &lines), actions = 0;
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        actions += lines[i].name != NULL;
        if (lines[i].name != NULL && strcmp(lines[i].name, "accept") == 0)
            found = strcmp(lines[i].keys, "z") == 0;
    }
    assert_true(found);
    assert_int_equal(actions, action_count(&care_actions) - 1); /* all but the prefix */
    arena_free(&arena);
}

int main(void)
{
#define WITH_KEYMAP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_KEYMAP(defaults_are_those_of_the_manual),
        WITH_KEYMAP(defaults_do_not_conflict),
        WITH_KEYMAP(every_action_is_told_apart_and_explained),
        WITH_KEYMAP(binding_replaces),
        WITH_KEYMAP(conflicts_name_both),
        WITH_KEYMAP(faults_are_named),
        WITH_KEYMAP(safe_keys_show_the_prefix),
        WITH_KEYMAP(every_control_key_has_a_name),
        WITH_KEYMAP(key_names_go_both_ways),
        WITH_KEYMAP(help_follows_the_keymap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
