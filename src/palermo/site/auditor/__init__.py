"""The auditor's page. Apart from the audit, on which every app stands, since it speaks of accounts and bodies."""
