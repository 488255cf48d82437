-- The other side of a case may ask whether it is its side, and nothing else: it says so first.
drop policy proposing_agency on review.case_file;
create policy proposing_agency on review.case_file for select using (
    current_setting('telaah.side', true) = 'proposing'
    and 'agencies/' || current_setting('telaah.agency', true) = proposing_agency
);

-- A case reads the outages that ended after it was opened.
alter table review.outage add column ends_at timestamptz, no force row level security;
update review.outage set ends_at = (body ->> 'to')::timestamptz;
alter table review.outage alter column ends_at set not null, force row level security;
create index outage_by_end on review.outage (agency, ends_at);
