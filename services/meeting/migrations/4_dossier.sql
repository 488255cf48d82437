-- What else was filed. Null where it was put to the team before this was kept.
alter table meeting.agenda_item add column proposal jsonb;

-- A member that was invited and takes part reads a case while it is on the meeting, unless it proposes it itself.
create policy takes_part on meeting.agenda_item for select using (
    exists (
        select from meeting.invitation
        join meeting.meeting on meeting.agency = invitation.agency and meeting.id = invitation.meeting
        where invitation.agency = agenda_item.agency and invitation.meeting = agenda_item.meeting
          and invitation.member_agency = current_setting('telaah.agency', true)
          and invitation.member_agency <> agenda_item.proposing_agency
          and invitation.role = 'member' and invitation.response <> 'declined'
          and meeting.invited_at is not null
    )
);
