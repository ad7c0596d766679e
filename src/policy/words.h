/* The fixed words of the sections that say what happens to people: what SQL knows by the same
 * names (app.event_type, engine.risk_category_list, app.risk_level). Private to the policy reader.
 */
#ifndef POLICY_WORDS_H
#define POLICY_WORDS_H

/* Each NULL-terminated. */
extern const char *const event_words[];         /* the built-in types of events */
extern const char *const risk_category_words[]; /* the Gravity Project's domains */
extern const char *const risk_level_words[];    /* in rising danger */
extern const char *const risk_step_words[];     /* the timed steps of a risk, in their order */

#endif
