-- An office's requests in one state: of many decided ones few are drafts.
create index submission_by_state on intake.submission (proposing_agency, proposing_office, state, id);
