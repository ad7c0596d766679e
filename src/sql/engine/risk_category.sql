-- The kinds of social risk, after the Gravity Project's domains (SDOHCC category codes, in lower-case
-- letters and underscores). The policy's risk_rules use these codes: src/policy/words.c has them too.

CREATE FUNCTION engine.risk_category_list() RETURNS TABLE (code text, name text, "position" integer) LANGUAGE sql IMMUTABLE AS $$
    SELECT c.code, c.name, c.no::integer FROM unnest(
        '{housing_instability,homelessness,inadequate_housing,food_insecurity,utility_insecurity,transportation_insecurity,
          intimate_partner_violence,elder_abuse,financial_insecurity,material_hardship,medical_cost_burden,
          health_insurance_coverage_status,employment_status,educational_attainment,social_connection,stress,veteran_status,
          health_literacy,digital_access,digital_literacy,language_access,incarceration_status}'::text[],
        '{Housing instability,Homelessness,Inadequate housing,Food insecurity,Utility shut-off,Transportation,
          Intimate partner violence,Elder abuse,Not enough money,Material hardship,Medical costs,
          Health insurance,Employment,Education,Social connection,Stress,Veteran status,
          Health literacy,Digital access,Digital literacy,Language access,Incarceration}'::text[])
        WITH ORDINALITY c (code, name, no)
$$;
COMMENT ON FUNCTION engine.risk_category_list() IS 'The categories of social risk: code (as the policy and FHIR use it), name as people read it, and their order in a list.';
