-- What a prosecutor knows of the victim, and how far the proceeding has come.
SELECT record_id, sex, citizenship, '' AS disability,
  CAST(TRY_CAST(left(opened_on, 4) AS INTEGER) - TRY_CAST(left(birth_date, 4) AS INTEGER)
    - CASE WHEN substr(birth_date, 6) > substr(opened_on, 6) THEN 1 ELSE 0 END AS VARCHAR) AS age,
  opened_on, purpose, '' AS means, '' AS place, '' AS status, '' AS referred_on, stage
FROM rows
