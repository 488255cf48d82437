-- Slugs of the proposing agency's other offices that write on the request: what the proposer gets, they may read.
alter table letter.letter add column preparing_offices text[] not null default '{}';
