-- Initials before the signature, papers of meetings, urgency and security class, delivery.
alter table letter.letter
    -- Name of the meeting, where it is a paper of one and of no case.
    add column meeting          text not null default '',
    -- Places for initials, in their order; `put` says who put them.
    add column initials         jsonb not null default '[]',
    add column urgency          text not null default 'biasa'
        check (urgency in ('biasa', 'segera', 'sangat_segera')),
    add column security_class   text not null default 'biasa'
        check (security_class in ('biasa', 'terbatas', 'rahasia', 'sangat_rahasia')),
    -- When and how it came to its addressee, for the first time.
    add column delivered_at     timestamptz,
    add column delivery_channel text
        check (delivery_channel in ('portal', 'courier', 'post', 'email', 'by_hand')),
    add column recipient        text not null default '',
    -- Slug of the position whose initials, or then signature, it waits for; empty where it waits for nobody.
    add column awaited_position text not null generated always as (
        case
            when issue <> 'sign' or state not in ('draft', 'numbered') then ''
            else coalesce(
                jsonb_path_query_first(initials, '$[*] ? (!exists(@.put))') ->> 'position', signatory_position
            )
        end
    ) stored,
    add check ((delivered_at is null) = (delivery_channel is null));
create index letter_by_awaited_position on letter.letter (agency, awaited_position, id desc)
    where awaited_position <> '';
