#include "holdfast/console/pen.h"

#include "holdfast/util/buffer.h"

#include <ctype.h>
#include <string.h>

/* The length of "\033[…m" with digits, ; and : between; 0: something else stands there. */
static size_t attribute_len(const char *text, size_t len)
{
    size_t at = 2;
    if (len < 3 || text[0] != '\033' || text[1] != '[')
        return 0;
    while (at < len && (isdigit((unsigned char)text[at]) || text[at] == ';' || text[at] == ':'))
        at++;
    return at < len && text[at] == 'm' ? at + 1 : 0;
}

/* How many parameters belong to a colour that is told as 38;5;n or 38;2;r;g;b. */
static int colour_span(const char *first, const char *end)
{
    bool extended = end - first > 3 && (first[0] == '3' || first[0] == '4') && first[1] == '8' &&
                    first[2] == ';';
    if (!extended)
        return 1;
    return first[3] == '5' ? 3 : 5;
}

static const char *skip_parameters(const char *at, const char *end, int count)
{
    for (; count > 0 && at < end; count--) {
        const char *next = memchr(at, ';', (size_t)(end - at));
        at = next == NULL ? end : count > 1 ? next + 1 : next;
    }
    return at;
}

/* Takes what one sequence says into what is wanted; false when it is more than can be remembered.
 */
static bool want(struct pen *pen, const char *at, const char *end)
{
    while (at <= end) {
        const char *stop = skip_parameters(at, end, colour_span(at, end));
        size_t len = (size_t)(stop - at), before = strlen(pen->wanted);
        if (len == 0 || (len == 1 && *at == '0')) {
            pen->wanted[0] = '\0';
            pen->known = true;
        } else {
            if (before + len + 2 > PEN_LEN)
                return false;
            if (before > 0)
                pen->wanted[before++] = ';';
            memcpy(pen->wanted + before, at, len);
            pen->wanted[before + len] = '\0';
        }
        at = stop + 1;
    }
    return true;
}

/* Says what differs: what is added to what is shown, or all of it from the ground up. */
static void settle(struct pen *pen, struct buffer *out)
{
    size_t shown = strlen(pen->shown);
    bool goes_on =
        shown == 0 || (strncmp(pen->wanted, pen->shown, shown) == 0 && pen->wanted[shown] == ';');
    if (strcmp(pen->wanted, pen->shown) == 0)
        return;
    if (pen->wanted[0] == '\0')
        buffer_text(out, "\033[m");
    else if (goes_on)
        buffer_print(out, "\033[%sm", pen->wanted + shown + (shown > 0));
    else
        buffer_print(out, "\033[0;%sm", pen->wanted);
    memcpy(pen->shown, pen->wanted, sizeof pen->shown);
}

/* A sequence that cannot be put off: the terminal is not known, or it says too much. */
static void pass(struct pen *pen, const char *text, size_t len, struct buffer *out)
{
    buffer_add(out, text, len);
    memcpy(pen->shown, pen->wanted, sizeof pen->shown);
}

static void take_attributes(struct pen *pen, const char *text, size_t len, struct buffer *out)
{
    bool was_known = pen->known;
    struct pen before = *pen;
    if (want(pen, text + 2, text + len - 1)) {
        if (!was_known)
            pass(pen, text, len, out);
        return;
    }
    *pen = before;
    settle(pen, out);
    buffer_add(out, text, len);
    pen_forget(pen);
}

void pen_forget(struct pen *pen)
{
    *pen = (struct pen){.drawn = true};
}

/* Designations of G0: "\033(B" is ASCII. */
static bool take_designation(struct pen *pen, const char *text)
{
    bool ascii = text[2] == 'B', needless = ascii && !pen->drawn;
    pen->drawn = !ascii;
    return needless;
}

void pen_write(struct pen *pen, const char *text, size_t len, struct buffer *out)
{
    for (size_t at = 0, used; at < len; at += used) {
        size_t left = len - at;
        used = attribute_len(text + at, left);
        if (used > 0) {
            take_attributes(pen, text + at, used, out);
            continue;
        }
        used = left > 2 && text[at] == '\033' && text[at + 1] == '(' ? 3 : 1;
        if (used == 3 && take_designation(pen, text + at))
            continue;
        settle(pen, out);
        buffer_add(out, text + at, used);
    }
    settle(pen, out);
}
