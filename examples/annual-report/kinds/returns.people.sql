-- The people whom a consulate helped to return.
SELECT record_id, 'victim' AS role, trim(given_name || ' ' || family_name) AS name, birth_date, '' AS age, '' AS age_on,
  sex, citizenship, '' AS place, '' AS purpose
FROM rows
