-- Everybody whom a body identified as a victim, a row a person. Where bodies differ, what most of them wrote counts;
-- of words that are as frequent the first by alphabet. The age is that at the first record. Words so rare that they
-- could not be shown are counted with what is not known: another sex, the removal of organs. An age that nobody
-- wrote down stands with those of thirty and older, so that children are counted exactly.
WITH known AS (
  SELECT clusters.subject, facts.*
  FROM facts JOIN clusters ON facts.source = clusters.source AND facts.record_id = clusters.id
), places AS (
  SELECT participation, place_role, min(place) AS place FROM trafficking_event GROUP BY participation, place_role
), words AS (
  SELECT subject, 'sex' AS what, sex AS word FROM known
  UNION ALL SELECT subject, 'nationality', CASE citizenship WHEN '' THEN '' WHEN 'XM' THEN 'national' ELSE 'foreign' END FROM known
  UNION ALL SELECT subject, 'disability', CASE WHEN disability IN ('some', 'none') THEN disability ELSE '' END FROM known
  UNION ALL SELECT subject, 'form', CASE purpose WHEN '' THEN ''
    WHEN 'prostitution_of_others' THEN 'sexual' WHEN 'other_sexual_exploitation' THEN 'sexual'
    WHEN 'forced_labour_or_services' THEN 'labour' WHEN 'organ_removal' THEN 'rest' ELSE 'servitude' END FROM known
  UNION ALL SELECT subject, 'means', CASE WHEN means = '' THEN ''
    WHEN means IN ('threat_of_force', 'use_of_force', 'other_coercion', 'abduction') THEN 'force'
    WHEN means IN ('fraud', 'deception') THEN 'deception' ELSE 'abuse' END FROM known
  UNION ALL SELECT subject, 'destination', place FROM known
  UNION ALL SELECT subject, place_role, places.place FROM known
    JOIN places ON places.participation = known.source || '/' || known.record_id
), counted AS (
  SELECT subject, what, word, count(*) AS times FROM words WHERE word <> '' GROUP BY subject, what, word
), said AS (
  SELECT subject, what, arg_min(word, (-times, word)) AS word FROM counted GROUP BY subject, what
), persons AS (
  SELECT subject, min(nullif(opened_on, '')) FILTER (status = 'identified') AS identified_on,
    arg_min(TRY_CAST(age AS INTEGER), opened_on) FILTER (TRY_CAST(age AS INTEGER) IS NOT NULL) AS age
  FROM known GROUP BY subject HAVING bool_or(status = 'identified')
), wide AS (
  SELECT subject, max(word) FILTER (what = 'sex') AS sex, max(word) FILTER (what = 'nationality') AS nationality,
    max(word) FILTER (what = 'disability') AS disability, max(word) FILTER (what = 'form') AS form,
    max(word) FILTER (what = 'means') AS means, max(word) FILTER (what = 'recruitment') AS origin,
    max(word) FILTER (what = 'transit') AS transit, max(word) FILTER (what = 'destination') AS destination
  FROM said GROUP BY subject
)
SELECT persons.subject AS subject_id, left(identified_on, 4) AS year, coalesce(sex, 'other') AS sex,
  CASE WHEN age < 18 THEN '0-17' WHEN age < 30 THEN '18-29' ELSE '30+ or not known' END AS age,
  nationality, disability, coalesce(form, 'rest') AS form, coalesce(means, 'none') AS means,
  replace(lower(origin), ' ', '-') AS origin, replace(lower(transit), ' ', '-') AS transit,
  replace(lower(destination), ' ', '-') AS destination
FROM persons LEFT JOIN wide USING (subject)
WHERE identified_on IS NOT NULL
ORDER BY subject_id
