create table meeting.coordination_team (
    agency text not null,
    id     uuid not null,
    title  text not null,
    primary key (agency, id)
);
create index coordination_team_by_title on meeting.coordination_team (agency, title collate "C", id);

create table meeting.meeting (
    agency    text not null,
    id        uuid not null,
    team      uuid not null,
    title     text not null,
    starts_at timestamptz not null,
    ends_at   timestamptz not null check (starts_at < ends_at),
    primary key (agency, id),
    foreign key (agency, team) references meeting.coordination_team
);
create index meeting_by_time on meeting.meeting (agency, starts_at desc, id desc);

-- An agency that sends someone to a meeting; it may be the convening one itself.
create table meeting.invitation (
    agency        text not null,
    meeting       uuid not null,
    member_agency text not null,
    primary key (agency, meeting, member_agency),
    foreign key (agency, meeting) references meeting.meeting
);
create index invitation_by_member on meeting.invitation (member_agency, agency, meeting);

alter table meeting.coordination_team enable row level security, force row level security;
create policy own_agency on meeting.coordination_team using (current_setting('telaah.agency', true) = agency);

alter table meeting.invitation enable row level security, force row level security;
create policy own_agency on meeting.invitation using (current_setting('telaah.agency', true) = agency);
create policy member_reads on meeting.invitation for select
    using (current_setting('telaah.agency', true) = member_agency);

-- The invited agency sees the meeting through its invitation.
alter table meeting.meeting enable row level security, force row level security;
create policy own_agency on meeting.meeting using (current_setting('telaah.agency', true) = agency);
create policy member_reads on meeting.meeting for select using (
    exists (
        select from meeting.invitation
        where invitation.agency = meeting.agency and invitation.meeting = meeting.id
          and invitation.member_agency = current_setting('telaah.agency', true)
    )
);
