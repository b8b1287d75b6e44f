-- A consulate knows who returned; it decides nothing about who is a victim.
SELECT record_id, sex, citizenship, '' AS disability,
  CAST(TRY_CAST(left(opened_on, 4) AS INTEGER) - TRY_CAST(left(birth_date, 4) AS INTEGER)
    - CASE WHEN substr(birth_date, 6) > substr(opened_on, 6) THEN 1 ELSE 0 END AS VARCHAR) AS age,
  opened_on, '' AS purpose, '' AS means, '' AS place, '' AS status, '' AS referred_on, '' AS stage
FROM rows
