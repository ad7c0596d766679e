/* Charts: what stands in them, whatever the values are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/chart.h"
#include "command/html.h"

static struct buffer drawn;

static void assert_drawn(const char *part)
{
    if (drawn.data == NULL || strstr(drawn.data, part) == NULL)
        fail_msg("%s is not in %s", part, drawn.data != NULL ? drawn.data : "nothing");
}

static void assert_not_drawn(const char *part)
{
    if (drawn.data != NULL && strstr(drawn.data, part) != NULL)
        fail_msg("%s is in %s", part, drawn.data);
}

static size_t count_of(const char *part)
{
    size_t count = 0;
    for (const char *at = drawn.data; at != NULL && (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

/* The number behind the n-th ` name="`. */
static double number(const char *name, size_t n)
{
    const char *at = drawn.data;
    for (at = strstr(at, name); n > 0 && at != NULL; n--)
        at = strstr(at + 1, name);
    assert_non_null(at);
    return at != NULL ? strtod(at + strlen(name), NULL) : -1;
}

static struct chart three(void)
{
    static const struct chart_point points[] = {
        {"A & <b>", 10, "10", 5}, {"Second \"quoted\"", 20, "20", 0}, {"None", NAN, "", NAN}};
    return (struct chart){.id = 7, .title = "Title <i>", .points = points, .count = 3};
}

static void says_what_it_shows_and_escapes_it(void **state)
{
    (void)state;
    struct chart chart = three();
    chart_bars(&drawn, &chart);
    assert_drawn("<svg role=\"img\"");
    assert_drawn("aria-labelledby=\"c7t c7d\"");
    assert_drawn("<title id=\"c7t\">Title &lt;i&gt;</title>");
    assert_drawn(
        "<desc id=\"c7d\">A &amp; &lt;b&gt;: 10; Second &quot;quoted&quot;: 20; None: </desc>");
    assert_not_drawn("<b>");
    assert_not_drawn("nan");
    buffer_clear(&drawn);
}

static void bars_are_as_long_as_their_values(void **state)
{
    (void)state;
    struct chart chart = three();
    chart_bars(&drawn, &chart);
    assert_int_equal(count_of("<rect"), 2);
    assert_float_equal(number("class=\"bar\" x=\"262.0\" y=\"5.0\" width=\"", 0) * 2,
                       number("class=\"bar\" x=\"262.0\" y=\"31.0\" width=\"", 0), 0.2);
    assert_int_equal(count_of("class=\"before\""), 0);
    buffer_clear(&drawn);
    chart.before = "the period before";
    chart_bars(&drawn, &chart);
    assert_int_equal(count_of("class=\"before\""), 3); /* two marks, and what they are */
    assert_drawn(">the period before</text>");
    buffer_clear(&drawn);
}

static void nothing_above_zero_draws_no_bar(void **state)
{
    (void)state;
    const struct chart_point zero[] = {{"None", 0, "0", NAN}, {"Less", -3, "-3", NAN}};
    const struct chart chart = {.id = 1, .title = "T", .points = zero, .count = 2};
    chart_bars(&drawn, &chart);
    assert_int_equal(count_of("<rect"), 0);
    assert_drawn(">0</text>");
    buffer_clear(&drawn);
    chart_columns(&drawn, &chart);
    assert_int_equal(count_of("<rect"), 0);
    buffer_clear(&drawn);
    chart_trend(&drawn, &chart);
    assert_int_equal(count_of("<circle"), 2);
    assert_not_drawn("nan");
    buffer_clear(&drawn);
}

static void a_long_label_stands_whole_in_lines(void **state)
{
    (void)state;
    const struct chart_point points[] = {
        {"Bright Home Care supervisor, Bright Home Care", 3, "3", NAN}, {"Short", 1, "1", NAN}};
    const struct chart chart = {.id = 1, .title = "T", .points = points, .count = 2};
    chart_bars(&drawn, &chart);
    assert_drawn(">Bright Home Care supervisor,</text>");
    assert_drawn(">Bright Home Care</text>");
    /* What comes next is below all of them. */
    assert_true(number(" y=\"", 5) > number(" y=\"", 1));
    assert_not_drawn("~");
    buffer_clear(&drawn);
}

static void references_and_days_are_kept_whole(void **state)
{
    (void)state;
    html_prose(&drawn, "<p>", "See R-3902.2, T-7; by 2026-09-23 09:30 & not MR-5, X-ray", "</p>");
    assert_string_equal(drawn.data,
                        "<p>See <span class=\"t\">R-3902.2</span>, <span class=\"t\">T-7</span>; "
                        "by <span class=\"t\">2026-09-23</span> 09:30 &amp; not MR-5, X-ray</p>");
    buffer_clear(&drawn);
}

static void a_single_value_and_none_at_all(void **state)
{
    (void)state;
    const struct chart_point one[] = {{"Only", 4, "4", NAN}};
    struct chart chart = {.id = 1, .title = "T", .points = one, .count = 1};
    chart_trend(&drawn, &chart);
    assert_int_equal(count_of("<circle"), 1);
    assert_drawn(">Only</text>");
    buffer_clear(&drawn);
    chart.count = 0;
    chart_trend(&drawn, &chart);
    chart_columns(&drawn, &chart);
    chart_bars(&drawn, &chart);
    assert_int_equal(count_of("Nothing to show."), 3);
    assert_int_equal(count_of("<svg"), count_of("</svg>"));
    buffer_clear(&drawn);
}

static void a_line_breaks_where_there_is_no_value(void **state)
{
    (void)state;
    const struct chart_point points[] = {
        {"1", 1, "1", NAN}, {"2", NAN, "", NAN}, {"3", 3, "3", NAN}, {"4", 2, "2", NAN}};
    const struct chart chart = {.id = 1, .title = "T", .points = points, .count = 4};
    chart_trend(&drawn, &chart);
    assert_int_equal(count_of("<polyline"), 2);
    assert_int_equal(count_of("<circle"), 3);
    buffer_clear(&drawn);
    const double values[] = {NAN, 1, NAN, 3, 2};
    chart_spark(&drawn, "so <it> went", values, 5);
    assert_int_equal(count_of("M"), 2);
    assert_drawn("<title>so &lt;it&gt; went</title>");
    assert_int_equal(count_of("<circle"), 1);
    buffer_clear(&drawn);
}

static void cells_stay_empty_without_values(void **state)
{
    (void)state;
    const double none[] = {NAN, NAN};
    chart_spark(&drawn, "nothing", none, 2);
    assert_int_equal(drawn.len, 0);
    chart_meter(&drawn, 0, 0, NAN);
    assert_int_equal(count_of("<rect"), 0);
    buffer_clear(&drawn);
    chart_meter(&drawn, 5, 1, 9); /* more than the whole fills it, and no further */
    assert_drawn("width=\"120.0\"");
    assert_drawn("x1=\"120.0\"");
    buffer_clear(&drawn);
}

static void text_loses_what_steers(void **state)
{
    (void)state;
    html_text(&drawn, "a\x1b[2J\xe2\x80\xae'b'\n&");
    assert_string_equal(drawn.data, "a[2J&#39;b&#39; &amp;");
    buffer_clear(&drawn);
}

static void a_page_refers_to_nothing_outside(void **state)
{
    (void)state;
    html_begin(&drawn, "T & t", "about <it>");
    html_end(&drawn);
    assert_drawn("<title>T &amp; t</title>");
    assert_drawn("<h1>T &amp; t</h1>");
    assert_drawn("about &lt;it&gt;");
    assert_drawn("@media print");
    assert_not_drawn("<script");
    assert_not_drawn("http");
    assert_not_drawn("url(");
    assert_not_drawn("@import");
    buffer_clear(&drawn);
}

static int end(void **state)
{
    (void)state;
    buffer_free(&drawn);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_it_shows_and_escapes_it),
        cmocka_unit_test(bars_are_as_long_as_their_values),
        cmocka_unit_test(nothing_above_zero_draws_no_bar),
        cmocka_unit_test(a_long_label_stands_whole_in_lines),
        cmocka_unit_test(references_and_days_are_kept_whole),
        cmocka_unit_test(a_single_value_and_none_at_all),
        cmocka_unit_test(a_line_breaks_where_there_is_no_value),
        cmocka_unit_test(cells_stay_empty_without_values),
        cmocka_unit_test(text_loses_what_steers),
        cmocka_unit_test(a_page_refers_to_nothing_outside),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
