-- What is known in a case file, without a name: an age in years, and days only where a wait is counted.
SELECT record_id, sex, citizenship, disability,
  CASE WHEN age <> '' THEN age
    ELSE CAST(TRY_CAST(left(opened_on, 4) AS INTEGER) - TRY_CAST(left(birth_date || birth_year, 4) AS INTEGER)
      - CASE WHEN substr(birth_date, 6) > substr(opened_on, 6) THEN 1 ELSE 0 END AS VARCHAR)
  END AS age,
  opened_on, purpose, means, place, status, referred_on, '' AS stage
FROM rows
WHERE status <> 'not_a_victim'
