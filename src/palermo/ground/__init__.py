"""The cellar: what every room stands on. Errors, findings, figures, frames, dates, numbers, expressions."""
