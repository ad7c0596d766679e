/* check and apply as an administrator runs them: what they print, where, and how they end. */
#include "support/directory.h"
#include "support/program.h"
#include "support/server.h"

#include "holdfast/policy/calendar.h"
#include "holdfast/policy/hours.h"
#include "holdfast/policy/policy.h"
#include "holdfast/util/embed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>
#include <jansson.h>

struct fixture {
    struct test_server *server;
    char *folder, *local;
    struct buffer output, error;
};

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->server = test_server_start();
    f->folder = test_directory();
    assert_true(asprintf(&f->local, "--local=%s", test_server_dir(f->server)) > 0);
    *state = f;
    return 0;
}

static int stop(void **state)
{
    struct fixture *f = *state;
    test_server_stop(f->server);
    test_directory_remove(f->folder);
    buffer_free(&f->output);
    buffer_free(&f->error);
    free(f->local);
    free(f);
    return 0;
}

/* The example with every `from` replaced, as a file; the caller frees its path. */
static char *write_policy(const struct fixture *f, const char *name, const char *from,
                          const char *to)
{
    char *path;
    assert_true(asprintf(&path, "%s/%s", f->folder, name) > 0);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    const char *at = embedded_find("config.example.yaml")->text;
    for (const char *found; from[0] != '\0' && (found = strstr(at, from)) != NULL;) {
        assert_int_equal(fwrite(at, 1, (size_t)(found - at), file), (size_t)(found - at));
        assert_true(fputs(to, file) >= 0);
        at = found + strlen(from);
    }
    assert_true(fputs(at, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void says(const struct buffer *b, const char *words)
{
    if (b->data == NULL || strstr(b->data, words) == NULL)
        fail_msg("expected \"%s\" in: %s", words, b->data == NULL ? "" : b->data);
}

static void is_in_force(const struct fixture *f, const char *count)
{
    char *revisions = test_server_ask(f->server, "SELECT count(*) FROM app.policy_revision");
    assert_string_equal(revisions, count);
    free(revisions);
}

static void check_tells_by_its_exit_status(void **state)
{
    struct fixture *f = *state;
    char *sound = write_policy(f, "sound.yaml", "", "");
    char *broken = write_policy(f, "broken.yaml", "holders: [maria, tomas]", "holders: []");
    assert_int_equal(PROGRAM(&f->output, &f->error, "check", sound), EX_OK);
    assert_int_equal(f->output.len, 0);
    says(&f->error, "sound.yaml: errors: 0, warnings: 0\n");
    assert_int_equal(PROGRAM(&f->output, &f->error, "check", broken), EXIT_CHECK_FOUND);
    says(&f->output, "broken.yaml:");
    says(&f->output, ": error: \"holders\" is an empty list; name at least one\n");
    assert_int_equal(PROGRAM(&f->output, &f->error, "check", f->folder), EX_NOINPUT);
    says(&f->error, "this is a directory");
    assert_int_equal(PROGRAM(&f->output, &f->error, "check", "/nowhere/policy.yaml"), EX_NOINPUT);
    assert_int_equal(PROGRAM(&f->output, &f->error, "check"), EX_USAGE);
    assert_int_equal(PROGRAM(&f->output, &f->error, "check", "a", "b"), EX_USAGE);
    free(sound);
    free(broken);
}

static void check_explains_and_gives_json(void **state)
{
    struct fixture *f = *state;
    char *sound = write_policy(f, "sound.yaml", "", "");
    assert_int_equal(PROGRAM(&f->output, &f->error, "check", sound, "--explain"), EX_OK);
    says(&f->output, "Level discharge\n  sent Fri ");
    says(&f->output, " 16:45 E");
    assert_int_equal(PROGRAM(&f->output, &f->error, "check", sound, "--json"), EX_OK);
    json_t *policy = json_loads(f->output.data, 0, NULL);
    assert_true(json_is_object(json_object_get(policy, "roles")));
    json_decref(policy);
    free(sound);
}

static void apply_publishes_only_what_is_sound_and_new(void **state)
{
    struct fixture *f = *state;
    char *sound = write_policy(f, "sound.yaml", "", "");
    char *broken = write_policy(f, "broken.yaml", "holders: [maria, tomas]", "holders: []");
    char *other = write_policy(f, "other.yaml", "name: Home aide,", "name: Help at home,");
    assert_int_equal(PROGRAM(&f->output, &f->error, f->local, "apply", broken), EX_DATAERR);
    says(&f->error, "\"holders\" is an empty list");
    assert_int_equal(PROGRAM(&f->output, &f->error, f->local, "apply", sound, "--dry-run"), EX_OK);
    says(&f->output, "login maria: new");
    says(&f->output, "Nothing was published: this was a dry run.\n");
    is_in_force(f, "0");
    assert_int_equal(PROGRAM(&f->output, &f->error, f->local, "apply", sound), EX_OK);
    says(&f->output, "Revision 1 is in force.\n");
    assert_int_equal(PROGRAM(&f->output, &f->error, f->local, "apply", sound), EX_OK);
    says(&f->output, "Nothing differs from the policy in force.\n");
    is_in_force(f, "1");
    assert_int_equal(PROGRAM(&f->output, &f->error, f->local, "apply", other), EX_OK);
    says(&f->output, "home_aide: changed; name: Home aide -> Help at home\n");
    is_in_force(f, "2");
    /* The record tells it, too: by whom, what was and what is. */
    assert_int_equal(PROGRAM(&f->output, &f->error, f->local, "ledger", "show", "network"), EX_OK);
    says(&f->output, "    revision 2, published by ");
    says(&f->output, "home_aide: changed; name: Home aide -> Help at home\n");
    free(sound);
    free(broken);
    free(other);
}

static void only_an_administrator_may_publish(void **state)
{
    struct fixture *f = *state;
    char *other = write_policy(f, "other.yaml", "name: Home aide,", "name: Aide,");
    assert_int_equal(
        PROGRAM(&f->output, &f->error, f->local, "--as", "maria", "apply", other, "--dry-run"),
        EX_NOPERM);
    assert_int_equal(
        PROGRAM(&f->output, &f->error, f->local, "--as", "adm", "apply", other, "--dry-run"),
        EX_OK);
    free(other);
}

/* What check explains is what the database will say. */
static void both_reckon_business_time_alike(void **state)
{
    static const char *const lengths[] = {"45bm", "8bh", "1bd", "5bd", "200bh"};
    struct fixture *f = *state;
    const struct embedded_file *example = embedded_find("config.example.yaml");
    struct policy p = {0};
    policy_parse(&p, example->path, example->text, example->len);
    const struct yaml_node *calendars = tree_find(p.root, "calendars");
    int64_t start = INT64_C(1793300000); /* October 2026; then every 11 h 13 m 20 s */
    for (size_t i = 0; i < 70; i++, start += 40400) {
        const char *id = calendars->entries[i % calendars->count].key;
        const char *length = lengths[i % (sizeof lengths / sizeof lengths[0])];
        struct duration within;
        int64_t due = 0;
        char sql[200], expected[32];
        assert_int_equal(duration_read(length, &within), DURATION_SOUND);
        assert_true(hours_due(hours_open(&p.arena, calendar_find(&p.arena, p.root, id), start),
                              start, within, &due));
        (void)snprintf(sql, sizeof sql,
                       "SELECT extract(epoch FROM api.business_due('%s', to_timestamp(%lld), "
                       "'%s'))::bigint",
                       id, (long long)start, length);
        (void)snprintf(expected, sizeof expected, "%lld", (long long)due);
        char *answer = test_server_ask(f->server, sql);
        assert_string_equal(answer, expected);
        free(answer);
    }
    policy_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_tells_by_its_exit_status),
        cmocka_unit_test(check_explains_and_gives_json),
        cmocka_unit_test(apply_publishes_only_what_is_sound_and_new),
        cmocka_unit_test(only_an_administrator_may_publish),
        cmocka_unit_test(both_reckon_business_time_alike),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
