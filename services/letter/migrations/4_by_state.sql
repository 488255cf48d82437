-- Nearly every letter is issued some day: lists of the others would read all of an agency's to find a page of them.
create index letter_by_state on letter.letter (agency, state, id desc) where state <> 'issued';
