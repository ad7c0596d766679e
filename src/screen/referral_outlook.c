#include "screen/referral_outlook.h"

#include "holdfast/console/draw.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <string.h>

static bool is_row_barred(const json_t *row)
{
    const json_t *basis = json_object_get(row, "basis");
    return json_is_object(basis) && !answer_bool(basis, "stands");
}

bool referral_bars(const json_t *preview, const char *type)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(preview, "referrals"), i, row)
        if (is_row_barred(row) && strcmp(answer_text(row, "type"), type) == 0)
            return true;
    return false;
}

bool referral_is_barred(const json_t *preview)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(preview, "referrals"), i, row)
        if (is_row_barred(row))
            return true;
    return false;
}

/* Something barred could go on that ground. */
static bool is_possible(const json_t *preview, const char *basis)
{
    size_t i, k;
    json_t *row, *ground;
    json_array_foreach (json_object_get(preview, "referrals"), i, row)
        if (is_row_barred(row))
            json_array_foreach (json_object_get(json_object_get(row, "basis"), "possible"), k,
                                ground)
                if (strcmp(answer_text(ground, "basis"), basis) == 0)
                    return true;
    return false;
}

bool referral_may_threat(const json_t *preview)
{
    return is_possible(preview, "serious_threat");
}

static bool may_be_signed(const json_t *preview)
{
    return is_possible(preview, "authorization") || is_possible(preview, "part2_consent");
}

/* ---- words ---- */

static const char *type_name(const struct field *services, const char *code)
{
    for (size_t i = 0; i < services->choice_count; i++)
        if (strcmp(services->choices[i].value, code) == 0)
            return services->choices[i].label;
    return code;
}

static void write_twins(struct buffer *line, const json_t *row)
{
    const json_t *twins = json_object_get(row, "duplicates");
    if (json_array_size(twins) > 0)
        buffer_print(line, say("asked for already, %s. "),
                     json_string_value(json_array_get(twins, 0)));
}

static void write_answer(struct buffer *line, const json_t *row, int64_t now)
{
    char when[32];
    int64_t due = answer_time(row, "due");
    const char *owner = answer_text(row, "owner_role_name");
    if (due != 0)
        (void)words_moment(when, sizeof when, now, due);
    if (answer_bool(row, "reroute"))
        buffer_print(line, say("nobody takes it now; %s looks for a provider by %s"), owner,
                     due != 0 ? when : say("no set time"));
    else
        buffer_print(line, say("%s answers by %s"), owner, due != 0 ? when : say("no set time"));
}

static void write_row(struct buffer *line, const struct referral_outlook *outlook,
                      const json_t *row, int64_t now)
{
    const char *problem = answer_text(row, "problem");
    if (is_row_barred(row))
        buffer_print(line, say("%s: no basis. "),
                     type_name(outlook->services, answer_text(row, "type")));
    if (problem[0] != '\0') {
        buffer_print(line, "%s", problem);
        if (!is_row_barred(row))
            buffer_print(line, " %s", answer_text(row, "mend"));
        return;
    }
    buffer_print(line, "%s: ", type_name(outlook->services, answer_text(row, "type")));
    write_twins(line, row);
    write_answer(line, row, now);
}

/* "  or with Consent for substance-use content: signed by the person; Bea Lindqvist records it" */
static void write_ground(struct buffer *line, const json_t *ground)
{
    const char *who = answer_text(ground, "who");
    buffer_print(line, say("- %s: %s"), answer_text(ground, "name"), answer_text(ground, "needs"));
    if (who[0] != '\0')
        buffer_print(line, say("; %s"), who);
}

/* ---- drawing ---- */

static void draw_text_of(struct screen *screen, struct area *area, enum style style,
                         struct buffer *line)
{
    buffer_text(line, "");
    if (area->rows > 0)
        (void)area_take_top(area, draw_wrapped(screen->console, *area, style, line->data));
    buffer_clear(line);
}

static void draw_row(struct screen *screen, struct area *area,
                     const struct referral_outlook *outlook, const json_t *row)
{
    struct buffer line = {0};
    size_t i;
    json_t *ground;
    bool stuck = answer_text(row, "problem")[0] != '\0' || is_row_barred(row);
    write_row(&line, outlook, row, desk_now(desk_of(screen)));
    draw_text_of(screen, area, stuck ? STYLE_WARN : STYLE_TEXT, &line);
    if (is_row_barred(row))
        json_array_foreach (json_object_get(json_object_get(row, "basis"), "possible"), i, ground) {
            write_ground(&line, ground);
            draw_text_of(screen, area, STYLE_TEXT, &line);
        }
    buffer_free(&line);
}

void referral_outlook_draw(struct screen *screen, struct area area,
                           const struct referral_outlook *outlook)
{
    size_t i;
    json_t *row;
    draw_rule(screen->console, area_take_top(&area, 1));
    if (outlook->why != NULL) {
        (void)draw_wrapped(screen->console, area, STYLE_WARN, outlook->why);
        return;
    }
    if (outlook->preview == NULL) {
        draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT,
                  say("Who answers, and by when, shows here before anything is sent."));
        return;
    }
    if (may_be_signed(outlook->preview)) {
        struct area last = area_take_bottom(&area, 1);
        draw_text(screen->console, last.row, last.col, last.cols, STYLE_HEADING,
                  say("Esc w: it waits. S on their page records what is signed, R comes back."));
    }
    json_array_foreach (json_object_get(outlook->preview, "referrals"), i, row)
        draw_row(screen, &area, outlook, row);
}
