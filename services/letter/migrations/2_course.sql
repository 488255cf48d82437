alter table letter.letter
    -- A paper of a meeting has the meeting's name, and neither case nor submission.
    add column meeting text not null default '',
    -- Who initials it before it is signed, in their order, and who has.
    add column initials jsonb not null default '[]',
    -- The position that has to put its initials, or else to sign; empty: nobody.
    add column awaits text not null default '',
    add column urgency text not null default '',
    add column security_class text not null default '',
    -- When and how it came to its addressee.
    add column delivery jsonb;
update letter.letter set awaits = signatory_position where state in ('draft', 'numbered') and issue = 'sign';
create index letter_awaiting on letter.letter (agency, awaits, id desc) where awaits <> '';
