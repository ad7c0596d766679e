/* Every defect planted in the example policy is found at its place; the example itself has none. */
#include "holdfast/policy/policy.h"
#include "holdfast/policy/publish.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/embed.h"
#include "policy/defects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(TABLE) (sizeof(TABLE) / sizeof((TABLE)[0]))

static const struct embedded_file *example(void)
{
    const struct embedded_file *file = embedded_find("config.example.yaml");
    assert_non_null(file);
    return file;
}

static const char *find_once(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    if (found == NULL)
        fail_msg("not there: %s", part);
    else if (strstr(found + 1, part) != NULL)
        fail_msg("there more than once: %s", part);
    return found;
}

static void plant(struct buffer *text, const struct defect *d)
{
    const char *whole = example()->text, *at = find_once(whole, d->from);
    buffer_add(text, whole, (size_t)(at - whole));
    buffer_text(text, d->to);
    buffer_text(text, at + strlen(d->from));
}

static struct place planted_place(const char *text, const char *at)
{
    struct buffer plain = {0};
    const char *bar = strchr(at, '|');
    assert_non_null(bar);
    buffer_add(&plain, at, (size_t)(bar - at));
    buffer_text(&plain, bar + 1);
    const char *end = find_once(text, plain.data) + (bar - at);
    buffer_free(&plain);
    struct place place = {1, 1};
    for (const char *c = text; c < end; c++) {
        if (*c == '\n')
            place = (struct place){place.line + 1, 1};
        else if (((unsigned char)*c & 0xC0) != 0x80)
            place.column++;
    }
    return place;
}

/* words may go on into the mend, behind "; ". */
static bool is_found(const struct policy *p, struct place at, enum severity severity,
                     const char *words)
{
    for (size_t i = 0; i < p->findings.count; i++) {
        const struct finding *f = &p->findings.items[i];
        char line[1024];
        (void)snprintf(line, sizeof line, "%s; %s", f->what, f->mend);
        if (f->line == at.line && f->column == at.column && f->severity == severity &&
            f->mend[0] != '\0' && strstr(line, words) != NULL)
            return true;
    }
    return false;
}

static bool try_defect(const struct defect *d, enum severity severity)
{
    struct buffer text = {0};
    struct policy p = {0};
    plant(&text, d);
    policy_parse(&p, "planted.yaml", text.data, text.len);
    struct place at = planted_place(text.data, d->at);
    bool good = is_found(&p, at, severity, d->words) &&
                (severity == SEVERITY_ERROR || p.findings.errors == 0);
    if (!good) {
        print_error("expected at %u:%u: %s\nplanted: %s\n", at.line, at.column, d->words, d->to);
        finding_print(&p.findings, stderr);
    }
    policy_free(&p);
    buffer_free(&text);
    return good;
}

static void every_defect_is_found_at_its_place(void **state)
{
    (void)state;
    assert_true(COUNT(defects) >= 40);
    size_t missed = 0;
    for (size_t i = 0; i < COUNT(defects); i++)
        missed += try_defect(&defects[i], SEVERITY_ERROR) ? 0 : 1;
    assert_int_equal(missed, 0);
}

static void every_blemish_is_a_warning_at_its_place(void **state)
{
    (void)state;
    size_t missed = 0;
    for (size_t i = 0; i < COUNT(blemishes); i++)
        missed += try_defect(&blemishes[i], SEVERITY_WARNING) ? 0 : 1;
    assert_int_equal(missed, 0);
}

static void the_example_is_without_fault(void **state)
{
    (void)state;
    struct policy p = {0};
    policy_parse(&p, "config.example.yaml", example()->text, example()->len);
    finding_print(&p.findings, stderr);
    assert_int_equal(p.findings.errors, 0);
    assert_int_equal(p.findings.warnings, 0);
    assert_true(tree_find(p.root, "organizations")->count >= 25);
    policy_free(&p);
}

static void findings_come_sorted_by_place(void **state)
{
    (void)state;
    const char *text = "outcomes: {a: {helped: maybe}}\nroles: 3\nnetwork: {nam: x}\n";
    struct policy p = {0};
    policy_parse(&p, "short.yaml", text, strlen(text));
    assert_true(p.findings.errors > 5);
    for (size_t i = 1; i < p.findings.count; i++) {
        const struct finding *a = &p.findings.items[i - 1], *b = &p.findings.items[i];
        assert_true(a->line < b->line || (a->line == b->line && a->column <= b->column));
    }
    policy_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_is_without_fault),
        cmocka_unit_test(every_defect_is_found_at_its_place),
        cmocka_unit_test(every_blemish_is_a_warning_at_its_place),
        cmocka_unit_test(findings_come_sorted_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
