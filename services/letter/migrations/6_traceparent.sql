-- The trace that asked for it, in the form of a header, so that issuing is part of it.
alter table letter.errand add column traceparent text;
