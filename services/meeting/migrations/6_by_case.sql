-- The meetings of a case.
create index discussion_by_case on meeting.discussion (agency, case_id);
