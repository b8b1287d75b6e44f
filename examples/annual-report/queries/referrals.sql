-- Everybody whom a body sent on to another, a row a person: the first referral, by the days from the opening of the
-- case and by the list that sent.
WITH sent AS (
  SELECT clusters.subject, lists.list, facts.referred_on,
    date_diff('day', TRY_CAST(facts.opened_on AS DATE), TRY_CAST(facts.referred_on AS DATE)) AS days
  FROM facts JOIN clusters ON facts.source = clusters.source AND facts.record_id = clusters.id
    JOIN lists ON facts.source = lists.source
), first AS (
  SELECT subject, arg_min({'list': list, 'days': days}, (referred_on, list, days)) AS one
  FROM sent WHERE days BETWEEN 0 AND 365 GROUP BY subject
)
SELECT subject AS subject_id, one.list AS list,
  CASE WHEN one.days <= 7 THEN '0-7' WHEN one.days <= 14 THEN '8-14' ELSE '15+' END AS days
FROM first
ORDER BY subject_id
