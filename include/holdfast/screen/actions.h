/* What people do in Holdfast, as one table: the kit's actions come first, these behind them. Keys
 * are INTERFACES "Keys". */
#ifndef HOLDFAST_SCREEN_ACTIONS_H
#define HOLDFAST_SCREEN_ACTIONS_H

#include "holdfast/console/action.h"

/*      id                   name           keys  group  help, brief, flags */
#define CARE_ACTIONS(X)                                                                            \
    X(ACTION_ACCEPT, "accept", "a", "Act",                                                         \
      "Accept: you become the owner. Claims it where it was passed up to you.", "accept",          \
      ACTION_ACTS)                                                                                 \
    X(ACTION_DECLINE, "decline", "d", "Act",                                                       \
      "Decline with your role's usual reason; someone else is looked for at once.", "decline",     \
      ACTION_ACTS)                                                                                 \
    X(ACTION_ESCALATE, "escalate", "e", "Act", "Tell who comes next, now.", "tell", ACTION_ACTS)   \
    X(ACTION_UNDO, "undo", "u", "Act", "Take your own last step back, within its time.", "undo",   \
      ACTION_ACTS)                                                                                 \
    X(ACTION_REASON, "reason", "r", "Act", "Give the reason for what you just did.", "reason",     \
      ACTION_ACTS)                                                                                 \
    X(ACTION_START, "start", "s", "Act", "The service started: the date, and who confirmed it.",   \
      "start", ACTION_ACTS)                                                                        \
    X(ACTION_COMPLETE, "complete", "c", "Act", "It is done: say how it ended.", "complete",        \
      ACTION_ACTS)                                                                                 \
    X(ACTION_HOLD, "hold", "h", "Act", "Wait for somebody until a date, or stop waiting.", "wait", \
      ACTION_ACTS)                                                                                 \
    X(ACTION_FAIL, "fail", "x", "Act", "It cannot go on: say why.", "cannot go on", ACTION_ACTS)   \
    X(ACTION_REROUTE, "reroute", "w", "Act", "Find another provider.", "re-route", ACTION_ACTS)    \
    X(ACTION_ASSIGN, "assign", "o", "Act", "Give it to somebody by name.", "give", ACTION_ACTS)    \
    X(ACTION_RETURN, "return", "b", "Act", "Send it back to who had it before, with a note.",      \
      "return", ACTION_ACTS)                                                                       \
    X(ACTION_ASK, "ask", "i", "Act", "Ask the requester for what is missing.", "ask", ACTION_ACTS) \
    X(ACTION_RISK_STEP, "risk_step", "v", "Act",                                                   \
      "The next step of a risk: verified, contacted, resolved.", "next step", ACTION_ACTS)         \
    X(ACTION_SEEN, "seen", "Space", "Act", "Mark it as seen.", "seen", ACTION_ACTS)                \
    X(ACTION_LATER, "later", "l", "Act", "In a review: put it back to the end of the line.",       \
      "later", ACTION_ACTS)                                                                        \
    X(ACTION_ACT_TAGGED, "act_tagged", ";", "Act",                                                 \
      "Do the next act on all tagged rows; first it says what will happen to how many.", "tagged", \
      0)                                                                                           \
    X(ACTION_OTHER, "other", "=", "Act",                                                           \
      "Change its level or its date; correct, cancel, reopen: a list to choose from.", NULL, 0)    \
    X(ACTION_CASELOAD, "caseload", "", "Act",                                                      \
      "Pass on what somebody has, to one person or shared: for supervisors and coordinators.",     \
      NULL, ACTION_NAMED)                                                                          \
    X(ACTION_RELEVEL, "relevel", "", "Act", "Change its level: urgent, routine and so on.", NULL,  \
      ACTION_ACTS)                                                                                 \
    X(ACTION_REDATE, "redate", "", "Act", "Change the date by which it is needed.", NULL,          \
      ACTION_ACTS | ACTION_NAMED)                                                                  \
    X(ACTION_PROMISE, "promise", "", "Act",                                                        \
      "Promise whoever asked a date for your organization's next step: for its supervisors.",      \
      NULL, ACTION_ACTS)                                                                           \
    X(ACTION_CORRECT, "correct", "", "Act", "Correct the record; both versions stay visible.",     \
      NULL, ACTION_ACTS)                                                                           \
    X(ACTION_REOPEN, "reopen", "", "Act", "Open it again; a new time starts.", NULL, ACTION_ACTS)  \
    X(ACTION_VOID, "void", "", "Act", "It was entered by mistake.", NULL, ACTION_ACTS)             \
    X(ACTION_CALL, "call", "y", "Write", "Log a call.", "call", ACTION_ACTS)                       \
    X(ACTION_NOTE, "note", "m", "Write", "Write a message or a note.", "note", ACTION_ACTS)        \
    X(ACTION_REFERRAL, "referral", "R", "Write", "New referral.", "referral", 0)                   \
    X(ACTION_NEW_PERSON, "new_person", "P", "Write", "Enter a person who is not known yet.", NULL, \
      0)                                                                                           \
    X(ACTION_EVENT, "event", "E", "Write",                                                         \
      "Something happened to somebody: ED visit, move, death.", "event", 0)                        \
    X(ACTION_RISK, "risk", "K", "Write", "Somebody is about to lose a home, food or power.",       \
      "risk", 0)                                                                                   \
    X(ACTION_SAFETY, "safety", "!", "Write",                                                       \
      "Somebody is in immediate danger: tells who is on call and your supervisor at once.",        \
      "danger", 0)                                                                                 \
    X(ACTION_LIFE, "changes", "", "Write", "What an event changes for the person's open items.",   \
      NULL, 0)                                                                                     \
    X(ACTION_CASE_REVIEW, "case_review", "V", "Write",                                             \
      "The case review of an item, or one for the person: its day, and what is decided.",          \
      "case review", 0)                                                                            \
    X(ACTION_PATHWAYS, "pathways", "W", "Write",                                                   \
      "Pathways of the person: where each step stands, start one, stop one.", "pathways", 0)       \
    X(ACTION_CARE, "care", "B", "Write",                                                           \
      "Of a referral: book an appointment or say what became of it, payer, report.", "book",       \
      ACTION_ACTS)                                                                                 \
    X(ACTION_AUTHORIZATION, "authorization", "", "Write",                                          \
      "What the payer was asked, or has answered.", NULL, 0)                                       \
    X(ACTION_REPORT, "report", "", "Write", "A report came back: whoever asked reviews it.", NULL, \
      0)                                                                                           \
    X(ACTION_SAME, "same", "D", "Look",                                                            \
      "Other pages that may be the same person's: make them one, or two again.", "same person?",   \
      0)                                                                                           \
    X(ACTION_INTAKE, "intake", "I", "Write", "Close or open the intake of a service.", "intake",   \
      ACTION_ACTS)                                                                                 \
    X(ACTION_SAVE, "save", "Ctrl-S F2", "Write", "Save or send what you are writing.", "save",     \
      ACTION_ONCE)                                                                                 \
    X(ACTION_CHANGE, "change", "C", "Write", "Change the selected part of a plan.", "change", 0)   \
    X(ACTION_ADD, "add", "A", "Write",                                                             \
      "Add to a plan: a goal, what is in the way, a comment; or open a plan.", "add", ACTION_ACTS) \
    X(ACTION_CONSENTS, "consents", "S", "Look",                                                    \
      "What the person has signed: what may be told to whom, why, until when.", "consents", 0)     \
    X(ACTION_LOOK, "look", "X", "Look",                                                            \
      "An emergency look at somebody who is not yours to see: recorded, told, reviewed.",          \
      "emergency look", 0)                                                                         \
    X(ACTION_DISCLOSURES, "disclosures", "", "Look",                                               \
      "Who was told what of this person: for coordinators and auditors.", NULL, 0)                 \
    X(ACTION_PLAN, "plan", "p", "Look", "The shared plan of the selected person.", "plan", 0)      \
    X(ACTION_LEDGER, "ledger", "L", "Look", "The record of the selected item.", "record", 0)       \
    X(ACTION_FILTER, "filter", "F", "Find", "Show only some of the rows.", "filter", 0)            \
    X(ACTION_TAG_MANY, "tag_many", "T", "Find",                                                    \
      "Tag what this page shows, all that the filter leaves, or nothing any more.", NULL, 0)       \
    X(ACTION_PERIOD_BEFORE, "period_before", "Left", "Find", "Of measures: the period before.",    \
      "earlier", 0)                                                                                \
    X(ACTION_PERIOD_AFTER, "period_after", "Right", "Find", "Of measures: the period after.",      \
      "later", 0)                                                                                  \
    X(ACTION_TODAY, "today", "1", "Screens", "Today: what to do first.", "today", 0)               \
    X(ACTION_QUEUE, "queue", "2", "Screens", "Queue: everything open that concerns you.", "queue", \
      0)                                                                                           \
    X(ACTION_ALERTS, "alerts", "3", "Screens", "Alerts that nobody has dealt with.", "alerts", 0)  \
    X(ACTION_ESCALATIONS, "escalations", "4", "Screens", "What was passed up to you.",             \
      "escalations", 0)                                                                            \
    X(ACTION_PEOPLE, "people", "5", "Screens", "People: find somebody.", "people", 0)              \
    X(ACTION_REVIEW, "review", "6", "Screens",                                                     \
      "Review: what needs a decision, one by one; the rest as a list.", "review", 0)               \
    X(ACTION_MEASURES, "measures", "7", "Screens",                                                 \
      "Measures: how soon needs are answered and met, and the items behind each number.",          \
      "measures", 0)                                                                               \
    X(ACTION_DIRECTORY, "directory", "8", "Screens",                                               \
      "Directory: who holds which role and is there now.", "directory", 0)                         \
    X(ACTION_STAFF, "staff", "U", "Screens",                                                       \
      "Staff: who may sign in, what is in their name; for administrators and supervisors.",        \
      "staff", 0)                                                                                  \
    X(ACTION_AWAY, "away", "O", "Write",                                                           \
      "Say that you, or somebody of the directory, is away, and who covers.", "away", 0)           \
    X(ACTION_RECORD, "record", "9", "Screens", "Record: who did what, when.", "record", 0)         \
    X(ACTION_LOCK, "lock", "Z Alt-z", "Program",                                                   \
      "Lock the screen now; without a password to unlock it, end the session.", NULL, ACTION_ONCE)

#define CARE_ACTION_ID(id, ...) id,
enum care_action {
    CARE_ACTION_BEFORE = ACTION_KIT_COUNT - 1,
    CARE_ACTIONS(CARE_ACTION_ID) CARE_ACTION_END
};
#undef CARE_ACTION_ID

extern const struct action_table care_actions;

#endif
