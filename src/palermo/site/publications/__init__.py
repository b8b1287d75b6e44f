"""Releases and editions: proposed by one person, approved by a second, held by the ledger."""
