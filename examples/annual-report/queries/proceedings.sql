-- Everybody who is a victim in a proceeding, a row a person: the furthest stage that one of the proceedings has reached.
WITH staged AS (
  SELECT clusters.subject, facts.stage, facts.purpose,
    list_position(['closed', 'investigation', 'charged', 'trial', 'acquitted', 'convicted'], facts.stage) AS rank
  FROM facts JOIN clusters ON facts.source = clusters.source AND facts.record_id = clusters.id
  WHERE facts.stage <> ''
)
SELECT subject AS subject_id, arg_max(stage, (rank, purpose)) AS stage,
  CASE arg_max(purpose, (rank, purpose)) WHEN '' THEN 'rest'
    WHEN 'prostitution_of_others' THEN 'sexual' WHEN 'other_sexual_exploitation' THEN 'sexual'
    WHEN 'forced_labour_or_services' THEN 'labour' WHEN 'organ_removal' THEN 'rest' ELSE 'servitude' END AS form
FROM staged
GROUP BY subject
ORDER BY subject_id
