-- The victims named in a prosecutor's file; suspects stand there as counts alone.
SELECT record_id, 'victim' AS role, trim(given_name || ' ' || family_name) AS name, birth_date, '' AS age, '' AS age_on,
  sex, citizenship, '' AS place, purpose
FROM rows
