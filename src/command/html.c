#include "html.h"

#include "holdfast/console/text.h"
#include "holdfast/util/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char style[] =
    "body{font:16px/1.45 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:70rem;"
    "margin:1.5rem auto;padding:0 1rem}\n"
    "h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}\n"
    "h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid "
    "#1a1a1a;padding-bottom:.2rem}\n"
    "h3{font-size:1rem;margin:1.2rem 0 .3rem}\n"
    "p{margin:.3rem 0 .6rem;max-width:45rem}\n"
    ".about{color:#444}\n"
    ".facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1.2rem;margin:.5rem 0 "
    "1rem}"
    "\n.facts dt{font-weight:600}.facts dd{margin:0}\n"
    "table{border-collapse:collapse;font-size:.85rem;margin:.4rem 0 1rem}\n"
    "th,td{border-bottom:1px solid #bbb;padding:.25rem .6rem .25rem 0;text-align:left;"
    "vertical-align:top}\n"
    "th{border-bottom:2px solid #555;vertical-align:bottom}\n"
    "tbody th{font-weight:400;border-bottom:1px solid #bbb;vertical-align:top}\n"
    "tr.h>*{padding-top:.9rem}tbody tr.h>th{font-weight:600}\n"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".t{white-space:nowrap}\n"
    "table.rows{width:100%}details{content-visibility:auto}\n"
    "summary{cursor:pointer;font-weight:600;padding:.3rem 0}\n"
    "table.rows td{overflow-wrap:break-word}table td.h,.facts "
    "dd{overflow-wrap:anywhere}small{color:#444}\n"
    ".note{color:#444;font-size:.85rem}\n"
    "figure{margin:0 0 1.4rem;display:flex;flex-wrap:wrap;gap:.4rem 2rem;align-items:flex-start}\n"
    "figcaption{flex-basis:100%;font-weight:600}\n"
    "figure svg{flex:0 0 37rem;max-width:100%}\n"
    "figure table{flex:0 1 auto;margin:0}\n"
    "svg{height:auto;overflow:visible}\n"
    "svg text{font:13px system-ui,sans-serif;fill:#1a1a1a}\n"
    ".bar{fill:#2f5f8f}.base{stroke:#1a1a1a}.grid{stroke:#ccc}\n"
    ".line{fill:none;stroke:#2f5f8f;stroke-width:2}.dot{fill:#2f5f8f}\n"
    ".before{stroke:#1a1a1a;stroke-width:3}\n"
    "@media print{@page{margin:1.5cm}body{font-size:10pt;margin:0;padding:0;max-width:none}\n"
    ".sheet{font-size:1.2rem}.sheet p{max-width:none}\n"
    "h2,h3,figcaption{break-after:avoid}thead{display:table-header-group}tr,svg{break-inside:avoid}"
    "tr.h{break-after:avoid}\n"
    "figure{display:block}figure "
    "svg{display:block;width:34rem;margin-bottom:.4rem}table.rows{font-size:7pt}\n"
    ".bar,.dot{fill:#555}.line{stroke:#000}.about,.note,small{color:#000}.page{break-before:page}}"
    "\n";

static const char *said_for(char mark)
{
    static const struct {
        char mark;
        const char *said;
    } marks[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].mark == mark)
            return marks[i].said;
    return NULL;
}

void html_text(struct buffer *b, const char *text)
{
    size_t size = strlen(text) + 1;
    char *clean = memory_take(size, 1);
    (void)text_clean(clean, size, text);
    for (const char *at = clean; *at != '\0'; at++) {
        const char *said = said_for(*at);
        if (said != NULL)
            buffer_text(b, said);
        else
            buffer_add(b, at, 1);
    }
    free(clean);
}

void html_part(struct buffer *b, const char *before, const char *text, const char *after)
{
    buffer_text(b, before);
    html_text(b, text);
    buffer_text(b, after);
}

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* The bytes of the reference or the day that text begins with; 0: neither. */
static size_t whole_word(const char *text)
{
    if (*text >= 'A' && *text <= 'Z' && text[1] == '-' && digits(text + 2) > 0) {
        size_t len = 2 + digits(text + 2);
        return text[len] == '.' && digits(text + len + 1) > 0 ? len + 1 + digits(text + len + 1)
                                                              : len;
    }
    bool day = digits(text) == 4 && text[4] == '-' && digits(text + 5) == 2 && text[7] == '-' &&
               digits(text + 8) == 2;
    return day ? 10 : 0;
}

static bool is_within_word(const char *text, size_t at)
{
    return at > 0 && (isalnum((unsigned char)text[at - 1]) || text[at - 1] == '-');
}

static void add_span(struct buffer *b, const char *text, size_t len)
{
    char *part = memory_take(len + 1, 1);
    memcpy(part, text, len);
    html_text(b, part);
    free(part);
}

void html_prose(struct buffer *b, const char *before, const char *text, const char *after)
{
    size_t done = 0;
    buffer_text(b, before);
    for (size_t at = 0; text[at] != '\0';) {
        size_t len = is_within_word(text, at) ? 0 : whole_word(text + at);
        if (len > 0) {
            add_span(b, text + done, at - done);
            buffer_text(b, "<span class=\"t\">");
            add_span(b, text + at, len);
            buffer_text(b, "</span>");
            done = at + len;
        }
        at += len > 0 ? len : 1;
    }
    html_text(b, text + done);
    buffer_text(b, after);
}

void html_begin_in(struct buffer *b, const char *language, const char *title, const char *about)
{
    html_part(b, "<!DOCTYPE html>\n<html lang=\"", language, "\">\n<head>\n");
    buffer_text(
        b, "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
    html_part(b, "<title>", title, "</title>\n<style>\n");
    buffer_text(b, style);
    html_part(b, "</style>\n</head>\n<body>\n<h1>", title, "</h1>\n");
    if (about[0] != '\0')
        html_part(b, "<p class=\"about\">", about, "</p>\n");
}

void html_begin(struct buffer *b, const char *title, const char *about)
{
    html_begin_in(b, "en", title, about);
}

void html_end(struct buffer *b)
{
    buffer_text(b, "</body>\n</html>\n");
}
