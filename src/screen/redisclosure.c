#include "holdfast/screen/redisclosure.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/util/say.h"

const char *redisclosure_words(void)
{
    return say("42 CFR part 2 prohibits unauthorized use or disclosure of these records.");
}

void redisclosure_short(struct sheet *sheet, const json_t *answer)
{
    if (answer_text(answer, "notice")[0] != '\0')
        sheet_wrapped(sheet, STYLE_WARN, 0, "", redisclosure_words());
}

void redisclosure_whole(struct sheet *sheet, const json_t *answer)
{
    if (answer_text(answer, "notice")[0] == '\0')
        return;
    sheet_rule(sheet);
    sheet_heading(sheet, say("THE NOTICE THAT GOES WITH IT, 42 CFR 2.32"));
    sheet_wrapped(sheet, STYLE_TEXT, 0, "", redisclosure_words());
    sheet_wrapped(
        sheet, STYLE_TEXT, 0, "",
        say("Federal confidentiality rules protect this record. It, and testimony about what it "
            "holds, may not be used or disclosed in any civil, criminal, administrative or "
            "legislative proceeding against the patient, unless the patient consents or a court "
            "orders it under 42 CFR 2.64 or 2.65. It may be passed on otherwise only as the "
            "patient's written consent or 42 CFR part 2 allows. A general release of medical "
            "information is not enough (42 CFR 2.31). S shows what the patient has signed."));
}
