-- Who the people of a file in the case data standard are, in the words of the other files.
SELECT record_id, 'victim' AS role, trim(prs_FirstName || ' ' || prs_SecondName) AS name, prs_Birthdate AS birth_date,
  '' AS age, '' AS age_on,
  CASE prs_Gender WHEN 'Feminine' THEN 'female' WHEN 'Masculine' THEN 'male' WHEN '' THEN '' ELSE 'other' END AS sex,
  prs_Citizenship AS citizenship, prs_MailingCity AS place, '' AS purpose
FROM rows
WHERE vic_TraffickingStatus <> 'NotAVictimOfTrafficking'
