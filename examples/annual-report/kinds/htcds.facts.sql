-- The standard has two words for sexual exploitation and forced labour where others have seven; the coarser one is kept.
SELECT record_id,
  CASE prs_Gender WHEN 'Feminine' THEN 'female' WHEN 'Masculine' THEN 'male' WHEN '' THEN '' ELSE 'other' END AS sex,
  prs_Citizenship AS citizenship, '' AS disability,
  CAST(TRY_CAST(left(cas_IncomingReferralDate, 4) AS INTEGER) - TRY_CAST(left(prs_Birthdate, 4) AS INTEGER)
    - CASE WHEN substr(prs_Birthdate, 6) > substr(cas_IncomingReferralDate, 6) THEN 1 ELSE 0 END AS VARCHAR) AS age,
  cas_IncomingReferralDate AS opened_on,
  CASE vic_TypeOfExploitation WHEN 'SexualExploitation' THEN 'other_sexual_exploitation'
    WHEN 'ForcedLabour' THEN 'forced_labour_or_services' WHEN 'Servitude' THEN 'servitude'
    WHEN 'OrganRemoval' THEN 'organ_removal' ELSE '' END AS purpose,
  '' AS means, prs_MailingCity AS place,
  CASE vic_TraffickingStatus WHEN 'ActualVictimOfTrafficking' THEN 'identified' ELSE 'presumed' END AS status,
  cas_OutgoingReferralDate AS referred_on, '' AS stage
FROM rows
WHERE vic_TraffickingStatus <> 'NotAVictimOfTrafficking'
