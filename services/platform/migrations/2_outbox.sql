-- Nothing is sought by its position but what is untold, and that has an index of its own.
drop index outbox_position;
