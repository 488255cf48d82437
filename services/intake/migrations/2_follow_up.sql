alter table intake.submission
    add column predecessor text not null default '',
    add column meeting_outcome text not null default '',
    add column action_items jsonb not null default '[]',
    add column follow_up_due_at timestamptz;
alter table intake.submission drop constraint submission_state_check;
alter table intake.submission add constraint submission_state_check check (
    state in ('draft', 'filed', 'in_review', 'returned', 'follow_up', 'decided', 'withdrawn', 'lapsed')
);
