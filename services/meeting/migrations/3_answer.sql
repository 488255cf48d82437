-- An invited agency answers for itself and writes nothing else of its invitation, whatever statement it is given.
create function meeting.expect_answer_alone() returns trigger language plpgsql as $$
declare
    answer constant text[] := array['response', 'delegates', 'note'];
begin
    if to_jsonb(new) - answer is distinct from to_jsonb(old) - answer then
        raise insufficient_privilege using message = 'an invited agency writes its answer alone';
    end if;
    return new;
end
$$;
create trigger invited_answers before update on meeting.invitation for each row
    when (current_setting('telaah.agency', true) is distinct from old.agency)
    execute function meeting.expect_answer_alone();
