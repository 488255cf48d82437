-- The trace in which it happened, in the form of a header, so that telling people and writing to them are part of it.
alter table notification.notice add column traceparent text;
alter table notification.delivery add column traceparent text;
