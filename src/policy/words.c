#include "words.h"

#include <stddef.h>

const char *const event_words[] = {
    "ed_visit",         "admission",           "discharge", "readmission", "missed_appointment",
    "result_available", "housing_instability", "death",     "move",        NULL};

const char *const risk_category_words[] = {"housing_instability",
                                           "homelessness",
                                           "inadequate_housing",
                                           "food_insecurity",
                                           "utility_insecurity",
                                           "transportation_insecurity",
                                           "intimate_partner_violence",
                                           "elder_abuse",
                                           "financial_insecurity",
                                           "material_hardship",
                                           "medical_cost_burden",
                                           "health_insurance_coverage_status",
                                           "employment_status",
                                           "educational_attainment",
                                           "social_connection",
                                           "stress",
                                           "veteran_status",
                                           "health_literacy",
                                           "digital_access",
                                           "digital_literacy",
                                           "language_access",
                                           "incarceration_status",
                                           NULL};

const char *const risk_level_words[] = {"low", "medium", "high", "critical", NULL};

const char *const risk_step_words[] = {"verify", "contact", "refer", "resolve", NULL};
