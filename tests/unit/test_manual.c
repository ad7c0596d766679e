/* The manual lists what the program has, and nothing else: each tagged paragraph of OPTIONS and
 * COMMANDS is one row of the program's tables, in their order and in their words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/command/command.h"

enum { TAGS_MOST = 64, TAG_SIZE = 256 };

struct manual {
    char tags[TAGS_MOST][TAG_SIZE];
    size_t count;
};

/* A line as it reads: no fonts, roff's dashes and dots as they are typed, "…" as three dots. */
static void write_plain(char *out, size_t size, const char *line)
{
    size_t len = 0;
    for (const char *at = line; *at != '\0' && *at != '\n' && len + 4 < size; at++) {
        if (strncmp(at, "\\f", 2) == 0) {
            at += 2;
        } else if (strncmp(at, "\\-", 2) == 0) {
            out[len++] = *++at;
        } else if (strncmp(at, "…", sizeof "…" - 1) == 0) {
            memcpy(out + len, "...", 3);
            len += 3;
            at += sizeof "…" - 2;
        } else {
            out[len++] = *at;
        }
    }
    while (len > 0 && out[len - 1] == ' ')
        len--;
    out[len] = '\0';
}

/* The tags of one section; what is indented (RS … RE) belongs to the tag before it. */
static void read_tags(struct manual *manual, const char *section)
{
    char line[4096], heading[64];
    bool inside = false, tagged = false;
    int depth = 0;
    FILE *file = fopen("man/holdfast.1", "re");
    assert_non_null(file);
    (void)snprintf(heading, sizeof heading, ".SH %s\n", section);
    manual->count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, ".SH ", 4) == 0)
            inside = strcmp(line, heading) == 0;
        depth += (strncmp(line, ".RS", 3) == 0) - (strncmp(line, ".RE", 3) == 0);
        if (inside && tagged && manual->count < TAGS_MOST)
            write_plain(manual->tags[manual->count++], TAG_SIZE, line);
        tagged = depth == 0 && strcmp(line, ".TP\n") == 0;
    }
    (void)fclose(file);
}

static void manual_lists_every_option(void **state)
{
    (void)state;
    struct manual manual;
    const char *shown, *summary;
    char wanted[TAG_SIZE];
    size_t i = 0;
    read_tags(&manual, "OPTIONS");
    for (; (shown = options_help(i, &summary)) != NULL; i++) {
        write_plain(wanted, sizeof wanted, shown + strspn(shown, " "));
        assert_true(i < manual.count);
        assert_string_equal(manual.tags[i], wanted);
    }
    assert_int_equal(manual.count, i);
}

static void manual_lists_every_command(void **state)
{
    (void)state;
    struct manual manual;
    char use[TAG_SIZE], wanted[TAG_SIZE];
    read_tags(&manual, "COMMANDS");
    for (size_t i = 0; i < command_count; i++) {
        (void)snprintf(use, sizeof use, "%s %s", commands[i].name, commands[i].arguments);
        write_plain(wanted, sizeof wanted, use);
        assert_true(i < manual.count);
        assert_string_equal(manual.tags[i], wanted);
    }
    assert_int_equal(manual.count, command_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(manual_lists_every_option),
        cmocka_unit_test(manual_lists_every_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
