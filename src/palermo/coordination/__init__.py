"""The room of coordination: a conference's bodies, plans, decisions, duties, assessments and yearly returns."""
