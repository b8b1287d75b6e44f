-- Who the people of a case file are. Who was found to be no victim is not linked.
SELECT record_id, 'victim' AS role,
  CASE WHEN full_name <> '' THEN full_name ELSE trim(given_name || ' ' || family_name) END AS name,
  CASE WHEN birth_date <> '' THEN birth_date ELSE birth_year END AS birth_date,
  age, opened_on AS age_on, sex, citizenship, place, purpose
FROM rows
WHERE status <> 'not_a_victim'
