-- People signed in. The token itself is kept nowhere, only its hash.
create table gateway.session (
    agency       text not null,
    token_hash   bytea not null check (length(token_hash) = 32),
    sign_in_name text not null,
    -- Who it was found to be when it was last asked, as the platform's caller.
    caller       jsonb not null,
    confirmed_at timestamptz not null,
    signed_in_at timestamptz not null,
    expires_at   timestamptz not null,
    primary key (agency, token_hash)
);
create index session_by_expiry on gateway.session (agency, expires_at);

alter table gateway.session enable row level security, force row level security;
create policy agency on gateway.session using (current_setting('telaah.agency', true) = agency);
