#include "sheet_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct sheet_language {
    const char *code;
    const char *words[SHEET_WORDS];
    const char *days[7];
    const char *months[12];
    void (*moment)(struct buffer *b, const struct sheet_language *language, const struct tm *at);
};

static int hour_of_twelve(const struct tm *at)
{
    return at->tm_hour % 12 == 0 ? 12 : at->tm_hour % 12;
}

static void english_moment(struct buffer *b, const struct sheet_language *language,
                           const struct tm *at)
{
    buffer_print(b, "%s, %s %d, %d:%02d %s", language->days[at->tm_wday],
                 language->months[at->tm_mon], at->tm_mday, hour_of_twelve(at), at->tm_min,
                 at->tm_hour < 12 ? "am" : "pm");
}

static void spanish_moment(struct buffer *b, const struct sheet_language *language,
                           const struct tm *at)
{
    int hour = hour_of_twelve(at);
    const char *part = at->tm_hour < 6    ? "madrugada" /* "12:00 de la mañana" is noon to many */
                       : at->tm_hour < 12 ? "mañana"
                       : at->tm_hour < 19 ? "tarde"
                                          : "noche";
    buffer_print(b, "el %s %d de %s a %s %d:%02d de la %s", language->days[at->tm_wday],
                 at->tm_mday, language->months[at->tm_mon], hour == 1 ? "la" : "las", hour,
                 at->tm_min, part);
}

/* Not say(): these are for the person, whatever language the reader of the screen has. */
static const struct sheet_language languages[] = {
    {.code = "en",
     .words =
         {
             [SHEET_TITLE] = "What happens next for {name}",
             [SHEET_MADE] = "As of {by}. Made by {who}, {organization}.",
             [SHEET_NOTHING] = "{organization} has nothing open to show you here. Others may be "
                               "helping you too: ask them.",
             [SHEET_PART] = "This page says what {organization} may see. Others may be helping "
                            "you too: ask them.",
             [SHEET_ASKED] = "{organization} was asked. They have to answer by {by}.",
             [SHEET_ASKED_LATE] =
                 "{organization} was asked and has not answered in time. We are after them.",
             [SHEET_ASKS] = "Until somebody says yes, {who} looks after this for you.",
             [SHEET_ACCEPTED] = "{organization} said yes. It should begin by {by}.",
             [SHEET_ACCEPTED_LATE] =
                 "{organization} said yes, but it has not begun in time. We are after them.",
             [SHEET_CALLS] = "{who} will call you.",
             [SHEET_RUNNING] = "{organization} helps you with this now.",
             [SHEET_WAITS] = "This has to wait. We look at it again {by}.",
             [SHEET_SEARCH] = "We are looking for somebody else who can do this, until {by}.",
             [SHEET_SEARCH_LATE] = "We are looking for somebody else who can do this.",
             [SHEET_NEEDED] = "You need it by {by}.",
             [SHEET_APPOINTMENT] = "Your appointment: {by}, {place}.",
             [SHEET_RIDE] = "How you get there: {place}.",
             [SHEET_RING] = "To ask about it, ring {organization}: {phone}. Say {ref}.",
             [SHEET_NOBODY] = "Nobody called in time?",
             [SHEET_SAY] = "Ring {organization}: {phone}. Say your name, and what you wait for.",
             [SHEET_INTERPRETER] = "Ask for an interpreter if you want one. It costs you nothing.",
             [SHEET_EMERGENCY] = "In an emergency",
         },
     .days = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
     .months = {"January", "February", "March", "April", "May", "June", "July", "August",
                "September", "October", "November", "December"},
     .moment = english_moment},
    {.code = "es",
     .words =
         {
             [SHEET_TITLE] = "Lo que sigue para {name}",
             [SHEET_MADE] = "Según lo que sabemos {by}. Hecho por {who}, {organization}.",
             [SHEET_NOTHING] =
                 "{organization} no tiene nada pendiente que mostrarle aquí. Puede ser que "
                 "otros también le ayuden: pregúnteles.",
             [SHEET_PART] = "Esta hoja dice lo que {organization} puede ver. Puede ser que otros "
                            "también le ayuden: pregúnteles.",
             [SHEET_ASKED] = "Se lo pedimos a {organization}. Tienen que contestar antes de: {by}.",
             [SHEET_ASKED_LATE] = "Se lo pedimos a {organization} y no contestaron a tiempo. "
                                  "Estamos insistiendo.",
             [SHEET_ASKS] = "Hasta que alguien diga que sí, {who} se ocupa de esto por usted.",
             [SHEET_ACCEPTED] = "{organization} dijo que sí. Debe empezar antes de: {by}.",
             [SHEET_ACCEPTED_LATE] = "{organization} dijo que sí, pero no empezó a tiempo. "
                                     "Estamos insistiendo.",
             [SHEET_CALLS] = "{who} va a llamarle.",
             [SHEET_RUNNING] = "{organization} ya le ayuda con esto.",
             [SHEET_WAITS] = "Esto tiene que esperar. Lo vemos de nuevo {by}.",
             [SHEET_SEARCH] = "Buscamos a otra persona u oficina que pueda hacerlo, hasta {by}.",
             [SHEET_SEARCH_LATE] = "Buscamos a otra persona u oficina que pueda hacerlo.",
             [SHEET_NEEDED] = "Usted lo necesita antes de: {by}.",
             [SHEET_APPOINTMENT] = "Su cita: {by}, {place}.",
             [SHEET_RIDE] = "Cómo llegar: {place}.",
             [SHEET_RING] = "Para preguntar, llame a {organization}: {phone}. Diga {ref}.",
             [SHEET_NOBODY] = "¿Nadie le llamó a tiempo?",
             [SHEET_SAY] = "Llame a {organization}: {phone}. Diga su nombre y qué está esperando.",
             [SHEET_INTERPRETER] = "Si quiere un intérprete, pídalo. No le cuesta nada.",
             [SHEET_EMERGENCY] = "En una emergencia",
         },
     .days = {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
     .months = {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
                "septiembre", "octubre", "noviembre", "diciembre"},
     .moment = spanish_moment},
};

const struct sheet_language *sheet_language_find(const char *tag)
{
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        size_t len = strlen(languages[i].code);
        if (strncmp(tag, languages[i].code, len) == 0 && (tag[len] == '\0' || tag[len] == '-'))
            return &languages[i];
    }
    return NULL;
}

const char *sheet_language_code(const struct sheet_language *language)
{
    return language->code;
}

const char *sheet_say(const struct sheet_language *language, enum sheet_word word)
{
    return language->words[word];
}

void sheet_add_moment(struct buffer *b, const struct sheet_language *language, int64_t instant)
{
    struct tm at;
    time_t seconds = (time_t)(instant / INT64_C(1000000));
    (void)localtime_r(&seconds, &at);
    language->moment(b, language, &at);
}
