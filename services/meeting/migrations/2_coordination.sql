alter table meeting.coordination_team
    add column slug text,
    add column quorum_percent integer not null default 50 check (quorum_percent between 1 and 100),
    add column chair_position text not null default '',
    add column secretariat_position text not null default '',
    -- Of the convening side; empty: every office of the agency.
    add column offices text[] not null default '{}';
-- Every agency's rows, by the owner.
alter table meeting.coordination_team no force row level security;
update meeting.coordination_team set slug = id::text;
alter table meeting.coordination_team force row level security;
alter table meeting.coordination_team
    alter column slug set not null,
    add constraint coordination_team_slug unique (agency, slug);

-- From one day to another; the last day is null while it lasts.
create table meeting.team_member (
    agency        text not null,
    team          uuid not null,
    member_agency text not null,
    first_day     date not null,
    last_day      date check (first_day <= last_day),
    title         text not null,
    position      text not null,
    chair         boolean not null,
    primary key (agency, team, member_agency, first_day),
    foreign key (agency, team) references meeting.coordination_team
);
alter table meeting.team_member enable row level security, force row level security;
create policy own_agency on meeting.team_member using (current_setting('telaah.agency', true) = agency);

-- A case that a team is to discuss. The team is named by its slug, since it may be entered later.
create table meeting.agenda_item (
    agency            text not null,
    id                uuid not null,
    team              text not null,
    case_id           uuid not null,
    submission        text not null,
    proposing_agency  text not null,
    proposing_office  text not null,
    headline          jsonb not null,
    documents         jsonb not null,
    reviewing_offices text[] not null,
    state             text not null check (state in ('waiting', 'convened', 'concluded', 'removed')),
    requested_at      timestamptz not null,
    session_count     integer not null,
    -- The open one it is on.
    meeting           uuid,
    primary key (agency, id),
    unique (agency, case_id),
    check ((state = 'convened') = (meeting is not null)),
    foreign key (agency, meeting) references meeting.meeting
);
create index agenda_item_by_time on meeting.agenda_item (agency, state, requested_at, id);
create index agenda_item_by_meeting on meeting.agenda_item (agency, meeting) where meeting is not null;
alter table meeting.agenda_item enable row level security, force row level security;
create policy own_agency on meeting.agenda_item using (current_setting('telaah.agency', true) = agency);

alter table meeting.meeting
    add column place text not null default '',
    add column state text not null default 'planned'
        check (state in ('planned', 'scheduled', 'confirmed', 'cancelled')),
    -- Of the convening side; empty: every office of the agency.
    add column offices text[] not null default '{}',
    -- Members of its day, guests, those present, and what its papers call it.
    add column content jsonb not null default '{}',
    add column revision bigint not null default 1,
    -- How often those invited were told.
    add column sequence integer not null default 0,
    add column invitation_letter uuid,
    add column minutes_letter uuid,
    add column attendance_letter uuid,
    -- Since the invitation is signed.
    add column invited_at timestamptz,
    add column cancel_reason text not null default '',
    add column confirmed_at timestamptz;

alter table meeting.invitation
    add column title text not null default '',
    add column position text not null default '',
    add column position_title text not null default '',
    add column role text not null default 'member' check (role in ('member', 'proposer', 'guest')),
    -- Those that propose a case of the meeting.
    add column offices text[] not null default '{}',
    add column response text not null default 'pending' check (response in ('pending', 'accepted', 'declined')),
    add column delegates text[] not null default '{}',
    add column note text not null default '';
-- Whom an agency sends is its own to say.
create policy member_responds on meeting.invitation for update
    using (current_setting('telaah.agency', true) = member_agency);

-- What a meeting discusses, and what came of it. The headline is a copy, for those invited cannot read the agenda.
create table meeting.discussion (
    agency           text not null,
    meeting          uuid not null,
    agenda_item      uuid not null,
    place            integer not null,
    case_id          uuid not null,
    submission       text not null,
    proposing_agency text not null,
    proposing_office text not null,
    headline         jsonb not null,
    points           text[] not null,
    result           text check (result in ('concluded', 'continued')),
    outcome          text not null,
    action_items     jsonb not null,
    primary key (agency, meeting, agenda_item),
    foreign key (agency, meeting) references meeting.meeting,
    foreign key (agency, agenda_item) references meeting.agenda_item
);
create index discussion_by_item on meeting.discussion (agency, agenda_item);
alter table meeting.discussion enable row level security, force row level security;
create policy own_agency on meeting.discussion using (current_setting('telaah.agency', true) = agency);
create policy invited_reads on meeting.discussion for select using (
    exists (
        select from meeting.invitation
        where invitation.agency = discussion.agency and invitation.meeting = discussion.meeting
          and invitation.member_agency = current_setting('telaah.agency', true)
          and (invitation.role = 'member' or discussion.proposing_agency = invitation.member_agency)
    )
);
