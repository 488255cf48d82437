-- The convening agency's meetings without a look at their invitations, and others' by a look at each meeting: without `offset`
-- PostgreSQL may gather all invitations of the agency first, for every statement anew.
alter policy member_reads on meeting.meeting using (
    agency <> current_setting('telaah.agency', true) and exists (
        select from meeting.invitation
        where invitation.agency = meeting.agency and invitation.meeting = meeting.id
          and invitation.member_agency = current_setting('telaah.agency', true)
        offset 0
    )
);
alter policy invited_reads on meeting.discussion using (
    agency <> current_setting('telaah.agency', true) and exists (
        select from meeting.invitation
        where invitation.agency = discussion.agency and invitation.meeting = discussion.meeting
          and invitation.member_agency = current_setting('telaah.agency', true)
          and (invitation.role = 'member' or discussion.proposing_agency = invitation.member_agency)
        offset 0
    )
);
alter policy takes_part on meeting.agenda_item using (
    agency <> current_setting('telaah.agency', true) and exists (
        select from meeting.invitation
        join meeting.meeting on meeting.agency = invitation.agency and meeting.id = invitation.meeting
        where invitation.agency = agenda_item.agency and invitation.meeting = agenda_item.meeting
          and invitation.member_agency = current_setting('telaah.agency', true)
          and invitation.member_agency <> agenda_item.proposing_agency
          and invitation.role = 'member' and invitation.response <> 'declined'
          and meeting.invited_at is not null
        offset 0
    )
);
