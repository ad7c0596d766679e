/* Whom rungs brought in, and what came of it. */
#include "holdfast/gateway/answer.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include "report.h"

static int count_of(const json_t *answer, const char *key)
{
    return (int)answer_int(answer, key);
}

static void write_totals(struct report_sheet *sheet, const json_t *answer)
{
    struct buffer line = {0};
    buffer_print(&line, say("%d, about %d items"), count_of(answer, "total"),
                 count_of(answer, "items"));
    report_fact(sheet, say("Escalations"), line.data);
    buffer_clear(&line);
    buffer_print(&line, say("%d, half of them within %s"), count_of(answer, "opened"),
                 answer_text(answer, "median_opened"));
    if (count_of(answer, "opened") > 0)
        report_fact(sheet, say("Opened by whom they reached"), line.data);
    buffer_clear(&line);
    buffer_print(&line, say("%d, half of them within %s"), count_of(answer, "settled"),
                 answer_text(answer, "median_settled"));
    if (count_of(answer, "settled") > 0)
        report_fact(sheet, say("What they were about is done"), line.data);
    buffer_free(&line);
}

static void brief(struct report_sheet *sheet, const json_t *answer)
{
    static const char *const more[] = {"opened", "settled", "median", NULL};
    static const struct {
        const char *key, *title, *headings;
    } groups[] = {
        {"by_rung", "By step of the ladder", "Step\tCount\tOpened\tDone\tHalf done within"},
        {"by_source", "By what set them off", "Set off by\tCount\tOpened\tDone\tHalf done within"},
        {"by_stage", "By what was to be done", "To do\tCount\tOpened\tDone\tHalf done within"},
        {"by_role", "By whom they reached", "Role\tCount\tOpened\tDone\tHalf done within"},
        {"by_owner", "By who should have acted", "Role\tCount\tOpened\tDone\tHalf done within"},
    };
    bool outside = answer_bool(answer, "suppressed");
    if (outside)
        report_total_outside(sheet, say("Escalations"), answer);
    else
        write_totals(sheet, answer);
    report_section(sheet, say("Over time"));
    if (json_array_size(json_object_get(answer, "weeks")) > 1)
        report_counts(sheet, REPORT_TREND, say("Escalations in each week, by its Monday"),
                      say("Week of\tCount"), json_object_get(answer, "weeks"), NULL);
    if (!outside)
        report_counts(sheet, REPORT_HISTOGRAM, say("How long until what they were about was done"),
                      say("After\tCount"), json_object_get(answer, "waits"), NULL);
    report_section(sheet, say("How and whom"));
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (json_object_get(answer, groups[i].key) != NULL)
            report_counts(sheet, REPORT_BARS, say(groups[i].title),
                          say(outside ? "What\tCount" : groups[i].headings),
                          json_object_get(answer, groups[i].key), outside ? NULL : more);
}

static const struct report_column columns[] = {
    {"When", "at", REPORT_MOMENT},
    {"Item", "ref", REPORT_PLAIN},
    {"What", "what", REPORT_BELOW},
    {"Person", "individual_name", REPORT_NAMED},
    {"Born", "birth_date", REPORT_NAMED | REPORT_BELOW},
    {"Reference", "individual_ref", REPORT_NAMED | REPORT_BELOW},
    {"Who should have acted", "owner", REPORT_PLAIN},
    {"Of", "owner_organization", REPORT_BELOW},
    {"To do", "to_do", REPORT_LABELLED},
    {"Step", "step", REPORT_PLAIN},
    {"Set off by", "source", REPORT_BELOW},
    {"Reached", "reached", REPORT_PLAIN},
    {"As", "reached_role", REPORT_BELOW},
    {"Opened after", "opened_after", REPORT_LABELLED},
    {"Then", "did", REPORT_PLAIN},
    {"By", "who", REPORT_LABELLED},
    {"After", "did_after", REPORT_LABELLED},
    {"Now", "now", REPORT_PLAIN},
    {"Done after", "settled_after", REPORT_LABELLED},
};

const struct report report_escalations = {
    .name = "escalations",
    .title = "Escalations",
    .sql = "SELECT api.report_escalations($1::jsonb)",
    .takes = "from to org names summary outside below",
    .page = REPORT_PAGE,
    .rows = "escalations",
    .rows_title = "Each one, newest first",
    .columns = columns,
    .count = sizeof columns / sizeof columns[0],
    .brief = brief,
    .counted = true,
};
