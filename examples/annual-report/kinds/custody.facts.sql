-- Places of custody know who is held and since when; they decide nothing about who is a victim.
SELECT person_record AS record_id, arg_min(sex, stint_id) AS sex, arg_min(citizenship, stint_id) AS citizenship,
  '' AS disability,
  CAST(TRY_CAST(left(min(in_at), 4) AS INTEGER) - TRY_CAST(left(arg_min(birth_date, stint_id), 4) AS INTEGER)
    - CASE WHEN substr(arg_min(birth_date, stint_id), 6) > substr(min(in_at), 6) THEN 1 ELSE 0 END AS VARCHAR) AS age,
  min(in_at) AS opened_on, '' AS purpose, '' AS means, '' AS place, '' AS status, '' AS referred_on, '' AS stage
FROM rows
GROUP BY person_record
ORDER BY person_record
