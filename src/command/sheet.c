/* holdfast sheet: the page that a person takes home: who will call, by when, which number to ring.
 */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

#include "html.h"
#include "sheet_words.h"

/* What the braces of a sentence stand for; text is NULL for a moment. */
struct filling {
    const char *key, *text;
    int64_t instant;
};

struct sheet {
    const struct plain *plain;
    const struct sheet_language *language;
    bool html;
    struct buffer page; /* of HTML, written whole */
};

/* --- sentences -------------------------------------------------------------------------------- */

static void fill_one(struct sheet *s, struct buffer *b, const struct filling *fillings,
                     size_t count, const char *key, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(fillings[i].key) != len || strncmp(fillings[i].key, key, len) != 0)
            continue;
        if (fillings[i].text != NULL)
            buffer_text(b, fillings[i].text);
        else
            sheet_add_moment(b, s->language, fillings[i].instant);
    }
}

static void fill(struct sheet *s, struct buffer *b, enum sheet_word word,
                 const struct filling *fillings, size_t count)
{
    const char *at = sheet_say(s->language, word);
    for (const char *open = strchr(at, '{'); open != NULL; open = strchr(at, '{')) {
        const char *close = strchr(open, '}');
        buffer_add(b, at, (size_t)(open - at));
        fill_one(s, b, fillings, count, open + 1, (size_t)(close - open - 1));
        at = close + 1;
    }
    buffer_text(b, at);
}

static void paragraph(struct sheet *s, const char *tag, const char *text)
{
    char before[16], after[16];
    if (!s->html) {
        struct buffer line = {0};
        buffer_print(&line, "%s%s", tag[0] == 'p' ? "  " : "", text);
        plain_line(s->plain, 2, line.data);
        buffer_free(&line);
        return;
    }
    (void)snprintf(before, sizeof before, "<%s>", tag);
    (void)snprintf(after, sizeof after, "</%s>\n", tag);
    html_part(&s->page, before, text, after);
}

static void tell(struct sheet *s, const char *tag, enum sheet_word word,
                 const struct filling *fillings, size_t count)
{
    struct buffer b = {0};
    fill(s, &b, word, fillings, count);
    paragraph(s, tag, b.data);
    buffer_free(&b);
}

#define TELL(s, tag, word, ...)                                                                    \
    tell(s, tag, word, (const struct filling[]){__VA_ARGS__},                                      \
         sizeof((const struct filling[]){__VA_ARGS__}) / sizeof(struct filling))

/* --- what is open ----------------------------------------------------------------------------- */

static const struct course {
    const char *state;
    enum sheet_word in_time, late;
} courses[] = {
    {"asked", SHEET_ASKED, SHEET_ASKED_LATE},    {"accepted", SHEET_ACCEPTED, SHEET_ACCEPTED_LATE},
    {"running", SHEET_RUNNING, SHEET_RUNNING},   {"waits", SHEET_WAITS, SHEET_WAITS},
    {"search", SHEET_SEARCH, SHEET_SEARCH_LATE},
};

static const struct course *course_of(const json_t *item)
{
    const char *state = answer_text(item, "state");
    for (size_t i = 0; i < sizeof courses / sizeof courses[0]; i++)
        if (strcmp(courses[i].state, state) == 0)
            return &courses[i];
    return &courses[0];
}

static void tell_course(struct sheet *s, const json_t *item)
{
    const struct course *course = course_of(item);
    int64_t by = answer_time(item, "by");
    bool late = by == 0 || (by < s->plain->now && course->state[0] != 'w');
    TELL(s, "p", late ? course->late : course->in_time,
         {"organization", answer_text(item, "organization"), 0}, {"by", NULL, by});
}

static void tell_who(struct sheet *s, const json_t *item)
{
    const char *state = answer_text(item, "state"), *who = answer_text(item, "who");
    const json_t *asks = json_object_get(item, "asks");
    if (strcmp(state, "accepted") == 0 && who[0] != '\0')
        TELL(s, "p", SHEET_CALLS, {"who", who, 0});
    if (strcmp(state, "asked") != 0 && strcmp(state, "search") != 0)
        return;
    struct buffer name = {0};
    buffer_print(&name, "%s, %s", answer_text(asks, "who"), answer_text(asks, "organization"));
    TELL(s, "p", SHEET_ASKS, {"who", name.data, 0});
    buffer_free(&name);
}

static void tell_appointment(struct sheet *s, const json_t *item)
{
    const json_t *appointment = json_object_get(item, "appointment");
    int64_t at = answer_time(appointment, "starts_at");
    if (at == 0)
        return;
    const char *place = answer_text(appointment, "place"), *ride = answer_text(appointment, "ride");
    TELL(s, "p", SHEET_APPOINTMENT, {"by", NULL, at},
         {"place", place[0] != '\0' ? place : answer_text(item, "organization"), 0});
    if (ride[0] != '\0')
        TELL(s, "p", SHEET_RIDE, {"place", ride, 0});
}

/* Whoever asked can be rung while nobody has said yes; then whoever said it. */
static void tell_number(struct sheet *s, const json_t *item)
{
    const char *state = answer_text(item, "state");
    bool open = strcmp(state, "asked") == 0 || strcmp(state, "search") == 0;
    const json_t *of = open ? json_object_get(item, "asks") : item;
    if (answer_text(of, "phone")[0] != '\0')
        TELL(s, "p", SHEET_RING, {"organization", answer_text(of, "organization"), 0},
             {"phone", answer_text(of, "phone"), 0}, {"ref", answer_text(item, "ref"), 0});
}

/* As the policy names it in the language of the page, or else at all. */
static const char *name_of(const struct sheet *s, const json_t *named)
{
    const char *name =
        answer_text(json_object_get(named, "names"), sheet_language_code(s->language));
    return name[0] != '\0' ? name : answer_text(named, "name");
}

static void tell_item(struct sheet *s, const json_t *item)
{
    if (s->html)
        buffer_text(&s->page, "<section>\n");
    paragraph(s, "h2", name_of(s, item));
    tell_course(s, item);
    tell_who(s, item);
    tell_appointment(s, item);
    int64_t needed = answer_time(item, "needed_by");
    if (needed > s->plain->now)
        TELL(s, "p", SHEET_NEEDED, {"by", NULL, needed});
    tell_number(s, item);
    if (s->html)
        buffer_text(&s->page, "</section>\n");
}

/* --- the page --------------------------------------------------------------------------------- */

static void tell_head(struct sheet *s, const json_t *answer)
{
    const json_t *made = json_object_get(answer, "made");
    if (!s->html)
        TELL(s, "h1", SHEET_TITLE, {"name", answer_text(answer, "name"), 0});
    TELL(s, s->html ? "p" : "h2", SHEET_MADE, {"by", NULL, s->plain->now},
         {"who", answer_text(made, "who"), 0},
         {"organization", answer_text(made, "organization"), 0});
}

static void tell_numbers(struct sheet *s, const json_t *answer)
{
    const json_t *coordinator = json_object_get(answer, "coordinator"), *line;
    struct buffer b = {0};
    size_t i;
    if (answer_text(coordinator, "phone")[0] != '\0') {
        TELL(s, "h2", SHEET_NOBODY, {"", "", 0});
        TELL(s, "p", SHEET_SAY, {"organization", answer_text(coordinator, "organization"), 0},
             {"phone", answer_text(coordinator, "phone"), 0});
    }
    TELL(s, "p", SHEET_INTERPRETER, {"", "", 0});
    json_array_foreach (json_object_get(answer, "emergency"), i, line) {
        if (i == 0)
            TELL(s, "h2", SHEET_EMERGENCY, {"", "", 0});
        buffer_clear(&b);
        buffer_print(&b, "%s: %s", name_of(s, line), answer_text(line, "phone"));
        paragraph(s, "p", b.data);
    }
    buffer_free(&b);
}

static void tell_page(struct sheet *s, const json_t *answer)
{
    const json_t *items = json_object_get(answer, "items"), *item;
    size_t i;
    tell_head(s, answer);
    json_array_foreach (items, i, item)
        tell_item(s, item);
    TELL(s, "p", json_array_size(items) == 0 ? SHEET_NOTHING : SHEET_PART,
         {"organization", answer_text(json_object_get(answer, "made"), "organization"), 0});
    tell_numbers(s, answer);
    if (answer_text(answer, "notice")[0] != '\0')
        paragraph(s, "p", answer_text(answer, "notice"));
}

static void print_html(struct sheet *s, const json_t *answer)
{
    struct buffer title = {0};
    const struct filling name = {"name", answer_text(answer, "name"), 0};
    fill(s, &title, SHEET_TITLE, &name, 1);
    html_begin_in(&s->page, sheet_language_code(s->language), title.data, "");
    buffer_text(&s->page, "<main class=\"sheet\">\n");
    tell_page(s, answer);
    buffer_text(&s->page, "</main>\n");
    html_end(&s->page);
    fputs(s->page.data, stdout);
    buffer_free(&title);
    buffer_free(&s->page);
}

/* For whoever hands the page over; never on it. */
static void advise(const json_t *answer, bool asked)
{
    json_int_t left_out = answer_int(answer, "left_out");
    const char *wanted = answer_text(answer, "language");
    if (!asked && sheet_language_find(wanted) == NULL)
        fprintf(stderr,
                say("holdfast: sheet: note: there is no sheet in their language (%s) yet; "
                    "this one is in English: have it read to them\n"),
                wanted);
    if (left_out > 0)
        fprintf(stderr,
                say("holdfast: sheet: note: %d left out, which a letter should not tell "
                    "whoever finds it; --sensitive prints it too\n"),
                (int)left_out);
    if (answer_bool(answer, "careful"))
        fprintf(stderr,
                say("holdfast: sheet: note: there is something to know before you hand it "
                    "over or send it: holdfast show %s\n"),
                answer_text(answer, "individual_ref"));
}

struct asked {
    const char *language, *format;
    bool sensitive;
};

static int print_sheet(struct plain *p, const char *ref, const struct asked *asked)
{
    struct failure f;
    json_t *answer = plain_ask(p, ref, "SELECT api.person_sheet($1, $2::boolean)",
                               GATEWAY_VALUES(ref, asked->sensitive ? "true" : "false"), &f);
    if (answer == NULL)
        return command_fail(&f);
    const char *tag = asked->language != NULL ? asked->language : answer_text(answer, "language");
    struct sheet s = {.plain = p,
                      .language = sheet_language_find(tag),
                      .html = strcmp(asked->format, "html") == 0};
    if (s.language == NULL)
        s.language = sheet_language_find("en");
    if (s.html)
        print_html(&s, answer);
    else
        tell_page(&s, answer);
    advise(answer, asked->language != NULL);
    json_decref(answer);
    return EX_OK;
}

int command_sheet(const struct options *o, int argc, char **argv)
{
    struct plain p;
    struct failure f;
    struct asked asked = {.format = "text"};
    const struct argument table[] = {{"--language", NULL, &asked.language},
                                     {"--format", NULL, &asked.format},
                                     {"--sensitive", &asked.sensitive, NULL}};
    if (!arguments_parse(table, sizeof table / sizeof table[0], &argc, argv, &f))
        return command_fail(&f);
    if (argc != 2)
        return command_misused(argv[0], "%s", say("it needs one person's reference, P-…"));
    if (asked.language != NULL && sheet_language_find(asked.language) == NULL)
        return command_misused(argv[0], say("there is no sheet in \"%s\": en or es"),
                               asked.language);
    if (strcmp(asked.format, "text") != 0 && strcmp(asked.format, "html") != 0)
        return command_misused(argv[0], say("there is no format %s: text or html"), asked.format);
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    int status = print_sheet(&p, argv[1], &asked);
    plain_close(&p);
    return status;
}
