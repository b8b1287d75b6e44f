-- A person held has a row a stint: the first of them says who it is.
SELECT person_record AS record_id, 'victim' AS role,
  trim(arg_min(given_name, stint_id) || ' ' || arg_min(family_name, stint_id)) AS name,
  arg_min(birth_date, stint_id) AS birth_date, '' AS age, '' AS age_on,
  arg_min(sex, stint_id) AS sex, arg_min(citizenship, stint_id) AS citizenship, '' AS place, '' AS purpose
FROM rows
GROUP BY person_record
ORDER BY person_record
