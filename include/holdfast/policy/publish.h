/* The policy as JSON, the one argument of api.publish() and the policy in force afterwards.
 * SQL reads this shape and never the YAML. Everything is resolved and canonical: every key that
 * is listed is present unless marked "absent when…"; what the file leaves out is null, [] or {}
 * or its default. Identifiers (map keys) are lower case with underscores, at most 63 bytes.
 *
 * DURATION  "30m" "4h" "2d" elapsed; "45bm" "6bh" "2bd" business minutes, hours, days. Never zero.
 * RANGES    [["08:00","12:00"],["13:00","17:00"]], sorted, disjoint. The end may be "24:00"; an
 *           end before its start (["22:00","06:00"]) crosses midnight and belongs to the day on
 *           which it starts. [] is closed.
 *
 * {
 *  "network": {
 *    "name": text, "timezone": "America/New_York",
 *    "coordinator": ROLE, "on_call": ROLE, "compliance": ROLE,
 *    "operational_owner": LOGIN,
 *    "levels": {KIND: LEVEL},     -- always reroute, follow_up, correction; perhaps also alert,
 *                                 -- risk, case_review, plan_update, result_review
 *    "emergency": [{"name": text, "phone": text}, …]          -- as the file lists them; may be []
 *  },
 *  "calendars": {CALENDAR: {
 *    "timezone": text,            -- the network's when the file gives none
 *    "week": {"mon": RANGES, "tue": …, "wed": …, "thu": …, "fri": …, "sat": …, "sun": RANGES},
 *    "holidays": ["2026-11-26", "12-25"],   -- a date, or a day of every year ("MM-DD"); sorted
 *    "dates": {"2026-12-24": RANGES}        -- these hours instead of the week's and of a holiday
 *  }},
 *  "organizations": {ORGANIZATION: {
 *    "name": text, "sector": id, "calendar": CALENDAR, "phone": text|null, "address": text|null
 *  }},
 *  "staff": {LOGIN: {"name": text, "organization": ORGANIZATION, "email": text|null,
 *    "phone": text|null}},
 *  "roles": {ROLE: {
 *    "name": text, "organization": ORGANIZATION,
 *    "holders": [LOGIN, …],       -- ranked, first answers first; never empty
 *    "supervisor": ROLE|null,
 *    "duties": [refer|respond|coordinate|supervise|plan|record|audit|administer, …],
 *    "hours": CALENDAR|null,      -- when its holders are on duty; null: the organisation's
 *    "medical": bool,             -- medical personnel, for emergency looks
 *    "renamed_from": text|null    -- a role of the revision before, whose open items move here
 *  }},
 *  "domains": {DOMAIN: {          -- the areas of a care plan
 *    "name": text, "owner": ROLE,
 *    "category": id               -- "general" by default, as of a service type
 *  }},
 *  "service_types": {SERVICE_TYPE: {
 *    "name": text, "short": text|null,   -- for narrow lists, at most 14 characters
 *    "domain": DOMAIN, "level": LEVEL,
 *    "category": id,              -- "general" by default; "substance_use" is Part 2
 *    "requires": [id, …],         -- keys that refer()'s "provided" must carry
 *    "codes": ["SYSTEM|CODE", …], -- what requests from elsewhere call it; in one type at most
 *    "after_death": bool          -- still to be done when the person has died
 *  }},
 *  "services": {SERVICE: {
 *    "name": text|null, "type": SERVICE_TYPE, "owner": ROLE,
 *    "areas": ["021*", "02210"],  -- postal codes; * only at the end, for any continuation
 *    "rank": int,                 -- 1 is asked first
 *    "organization": ORGANIZATION -- of the owner role
 *  }},
 *  "service_levels": {LEVEL: {
 *    "routine": STAGES, "urgent": STAGES, "asap": STAGES, "stat": STAGES
 *  }},   -- all four always there, in rising urgency: what the file leaves out was already filled
 *        -- in, stage by stage, from the next less urgent. STAGES =
 *        -- {"accept": TARGET, "start": TARGET, "complete": TARGET}, a stage absent when the level
 *        -- has none at all; TARGET = {"within": DURATION, "ladder": LADDER}
 *  "ladders": {LADDER: [{         -- rungs in order, counted from 1
 *    "at": "75%" | "+1h",         -- share of the target (0% to 1000%), or DURATION after due
 *    "do": remind|inform|escalate|transfer,
 *    "to": ROLE | "owner" | "owner.supervisor" | "requester" | "coordinator" | "on_call",
 *    "by": [CHANNEL, …],          -- "console" and keys of notify; ["console"] by default
 *    "repeat": DURATION|null, "patience": DURATION|null
 *  }, …]},
 *  "reasons": {LIST: {            -- decline, fail, cancel, …
 *    "default": CHOICE|null, "by_role": {ROLE: CHOICE}, "ask": bool,
 *    "choices": {CHOICE: text}, "order": [CHOICE, …]          -- as the file lists them
 *  }},
 *  "outcomes": {OUTCOME: {"name": text, "helped": bool, "position": int}},   -- from 1
 *  "access": {
 *    "undo_within": DURATION, "idle_lock": DURATION, "emergency_for": DURATION,
 *    "basis": [{"from": ID, "from_kind": organization|sector|any,
 *               "to": ID, "to_kind": organization|sector|any,
 *               "category": id, "basis": treatment|authorization|part2_consent|
 *               serious_threat|medical_emergency|required_report}, …]
 *        -- "any" is written "*". Sorted so that the first entry that fits decides: an
 *        -- organisation before a sector before any, the discloser ("from") weighing first.
 *        -- "category" is a category of service_types or "*", which never covers substance_use.
 *        -- An organisation needs no entry for itself. Nothing fits: refused.
 *  },
 *  "notify": {CHANNEL: [program, argument, …]},              -- [] is a channel switched off
 *  "events": {EVENT: {"name": text, "position": int}},       -- the policy's own, behind the
 *        -- built-in ed_visit, admission, discharge, readmission, missed_appointment,
 *        -- result_available, housing_instability, death, move (1 to 9)
 *  "event_rules": {RULE: {
 *    "event": EVENT, "position": int,                        -- from 1, as the file lists them
 *    "when": {"count": int,       -- 1 by default
 *             "within": DURATION|null,                       -- elapsed; of count and of after
 *             "levels": [RISK_LEVEL, …], "sources": [staff|person|feed|import, …],  -- []: any
 *             "risks": [RISK_LEVEL, …], "after": EVENT|null},
 *    "raise": bool,
 *    "tasks": [{"kind": alert|case_review|follow_up|plan_update|result_review, OWNER,
 *               "within": DURATION, "ladder": LADDER, "label": text|null,
 *               "priority": routine|urgent|asap|stat}, …]    -- never empty
 *  }},   -- OWNER = "owner_kind": role|area|coordinator|on_call, "owner": ROLE, DOMAIN (of an
 *        -- area) or null. RISK_LEVEL = low|medium|high|critical.
 *        -- SQL makes a service level "event_rules.RULE.NO" of each task, NO from 1.
 *  "risk_rules": {RULE: {
 *    "categories": [id, …],       -- the Gravity Project's: words.c, engine.risk_category_list()
 *    "levels": [RISK_LEVEL, …], "position": int, "lead": DURATION|null, "owner": ROLE,
 *    "refer_to": [SERVICE_TYPE, …],
 *    "verify": TARGET, "contact": TARGET, "refer": TARGET, "resolve": TARGET
 *  }},   -- all four filled in: see care_risk_target. SQL makes of them the stages of one service
 *        -- level "risk_rules.RULE", and a row of app.risk_rule for each category: RULE, or
 *        -- "RULE.CATEGORY" where there are several.
 *  "pathways": {PATHWAY: {
 *    "name": text,                -- of the id where the file gives none
 *    "within": DURATION|null,     -- elapsed, from start to deadline where none is given
 *    "steps": [{                  -- each behind those it waits for, else as the file lists them
 *      "code": id, "service_type": SERVICE_TYPE|null,
 *      "label": text|null, OWNER, "within": DURATION|null, "ladder": LADDER|null,
 *        -- a referral has its service type, and the rest of these is null; a task the others
 *      "after": [code, …], "offset": DURATION|null, "before": DURATION|null,
 *      "if_held": wait|open|skip, "if_failed": wait|open|skip  -- wait by default
 *    }, …]
 *  }},   -- SQL makes a service level "pathways.PATHWAY.STEP" of each task.
 *  "reviews": {REVIEW: {"name": text, "position": int, "role": ROLE, "with": [ROLE, …],
 *    "of": open_items|risks|performance, "days": [mon…sun], "by": "HH:MM",
 *    "pace": DURATION, "seen_limit": int
 *  }}
 * }
 * The sections connection and display are personal and never published.
 *
 * api.publish() answers {"revision": int, "changes": [CHANGE, …]}, CHANGE =
 *   {"what": "role", "id": text|null, "change": added|changed|removed|renamed|recomputed,
 *    "detail": text|null}
 * what and detail are words that a person reads. Nothing changed: []. */
#ifndef HOLDFAST_POLICY_PUBLISH_H
#define HOLDFAST_POLICY_PUBLISH_H

#include "holdfast/policy/policy.h"

#include <jansson.h>

/* p must have been read without errors. The caller owns the result (json_decref). */
json_t *publish_json(const struct policy *p);

#endif
