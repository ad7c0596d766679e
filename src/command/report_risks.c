/* What threatens people, how far each risk is, and how those that are over ended. */
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
    buffer_print(&line, say("%d; %d recorded in this time"), count_of(answer, "total"),
                 count_of(answer, "recorded"));
    report_fact(sheet, say("Risks"), line.data);
    buffer_clear(&line);
    buffer_print(&line, say("%d, of them late with their next step: %d"), count_of(answer, "open"),
                 count_of(answer, "late"));
    report_fact(sheet, say("Open now"), line.data);
    buffer_clear(&line);
    buffer_print(&line, "%d", count_of(answer, "resolved"));
    if (count_of(answer, "resolved") > 0)
        buffer_print(&line, say(", half of them within %s"), answer_text(answer, "median"));
    buffer_print(&line, say("; found not to be so: %d"), count_of(answer, "refuted"));
    report_fact(sheet, say("Resolved"), line.data);
    buffer_free(&line);
}

static void brief(struct report_sheet *sheet, const json_t *answer)
{
    static const char *const all[] = {"open", "resolved", "refuted", "median", NULL};
    static const char *const steps[] = {"median", "waiting", "late", NULL};
    static const char *const helped[] = {"median", NULL};
    static const struct {
        const char *key, *title, *headings;
        const char *const *more;
    } groups[] = {
        {"by_category", "By category", "Category\tCount\tOpen\tResolved\tNot so\tHalf within", all},
        {"by_level", "By level", "Level\tCount\tOpen\tResolved\tNot so\tHalf within", all},
        {"by_step", "By step: how many came that far", "Step\tCount\tHalf within\tWait now\tLate",
         steps},
        {"by_deadline", "Open ones by their legal deadline", "Deadline\tCount", NULL},
        {"by_outcome", "How they ended", "Outcome\tCount\tHalf within", helped},
    };
    bool outside = answer_bool(answer, "suppressed");
    if (outside)
        report_total_outside(sheet, say("Risks"), answer);
    else
        write_totals(sheet, answer);
    report_section(sheet, say("Over time"));
    if (json_array_size(json_object_get(answer, "weeks")) > 1)
        report_counts(sheet, REPORT_TREND, say("Recorded in each week, by its Monday"),
                      say("Week of\tCount"), json_object_get(answer, "weeks"), NULL);
    if (!outside)
        report_counts(sheet, REPORT_HISTOGRAM, say("How long resolving took, since recorded"),
                      say("After\tCount"), json_object_get(answer, "waits"), NULL);
    report_section(sheet, say("What, and how far"));
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (json_object_get(answer, groups[i].key) != NULL)
            report_counts(sheet, REPORT_BARS, say(groups[i].title),
                          say(outside ? "What\tCount" : groups[i].headings),
                          json_object_get(answer, groups[i].key), outside ? NULL : groups[i].more);
}

static const struct report_column columns[] = {
    {"Recorded", "recorded_at", REPORT_MOMENT},
    {"Risk", "risk_ref", REPORT_PLAIN},
    {"Item", "ref", REPORT_BELOW},
    {"Person", "individual_name", REPORT_NAMED},
    {"Born", "birth_date", REPORT_NAMED | REPORT_BELOW},
    {"Reference", "individual_ref", REPORT_NAMED | REPORT_BELOW},
    {"Category", "category", REPORT_PLAIN},
    {"Level", "level", REPORT_BELOW},
    {"Legal deadline", "legal_deadline", REPORT_MOMENT | REPORT_LABELLED},
    {"Step", "step", REPORT_PLAIN},
    {"Due", "due", REPORT_MOMENT | REPORT_LABELLED},
    {"State", "state", REPORT_BELOW},
    {"With", "owner", REPORT_PLAIN},
    {"Of", "owner_organization", REPORT_BELOW},
    {"Outcome", "outcome", REPORT_PLAIN},
    {"Helped", "helped", REPORT_LABELLED},
    {"Verified after", "verified_after", REPORT_LABELLED},
    {"Contacted after", "contacted_after", REPORT_LABELLED},
    {"Help asked after", "referred_after", REPORT_LABELLED},
    {"Ended after", "ended_after", REPORT_LABELLED},
};

const struct report report_risks = {
    .name = "risks",
    .title = "Social risks",
    .sql = "SELECT api.report_risks($1::jsonb)",
    .takes = "from to org names summary outside below",
    .page = REPORT_PAGE,
    .rows = "risks",
    .rows_title = "Each one, newest first",
    .columns = columns,
    .count = sizeof columns / sizeof columns[0],
    .brief = brief,
    .counted = true,
};
