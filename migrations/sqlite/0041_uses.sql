-- Which uses there are is up to the text of each company, which also says what they are called: the
-- list of codes becomes one of codes, labels and sentences. The labels are those that the program
-- showed with these codes; sentences were shown to nobody.
UPDATE templates SET uses = (
  SELECT json_group_array(json(offered.words)) FROM (
    SELECT json_object('code', o.value, 'label', CASE templates.locale || ' ' || o.value
             WHEN 'fr internal' THEN 'Communication interne (intranet, affichage, journal interne)'
             WHEN 'fr web' THEN 'Site internet'
             WHEN 'fr social' THEN 'Réseaux sociaux'
             WHEN 'fr press' THEN 'Presse et médias'
             WHEN 'fr print' THEN 'Supports imprimés (brochures, affiches)'
             WHEN 'en internal' THEN 'Internal communication (intranet, notice boards, staff magazine)'
             WHEN 'en web' THEN 'Website'
             WHEN 'en social' THEN 'Social media'
             WHEN 'en press' THEN 'Press and media'
             WHEN 'en print' THEN 'Printed matter (brochures, posters)'
             ELSE o.value END, 'sentence', '') AS words
      FROM json_each(templates.uses) AS o ORDER BY o.key) AS offered);

-- A hold on all five uses was made to forbid whatever there is: it covers the uses that a company
-- adds.
UPDATE holds SET uses = '["*"]' WHERE json_array_length(uses) = 5;
