-- To telephony: locks the conversation, and says whether the message may still go out. A person's text and a warning of danger always may;
-- what the machine wrote, while its ownership is the present one, and an ordinary AI reply only to the customer's last turn. Asked anew before every try, of a text of which
-- nothing was handed over: a claimed one (SENDING) is judged as a waiting one. A refused one is DROPPED, but for one that the carrier took and then failed (SENT); an unknown message is refused.
create or replace function calls.claim_message(message uuid, owned_under int) returns boolean language plpgsql set search_path = pg_catalog as $$
declare
  current_message calls.messages;
  current_conversation calls.conversations;
begin
  select * into current_message from calls.messages where id = message;
  if not found then return false; end if;
  select * into current_conversation from calls.conversations where id = current_message.conversation_id for update;
  select * into current_message from calls.messages where id = message for update;
  if current_message.status not in ('QUEUED', 'SENDING', 'SENT') then return false; end if;
  if coalesce(current_message.purpose, '') not in ('HUMAN', 'SAFETY')
     and (current_conversation.ownership <> owned_under or (current_message.purpose = 'REPLY' and current_conversation.turn <> current_message.turn)) then
    update calls.messages set status = 'DROPPED' where id = message and status <> 'SENT';
    return false;
  end if;
  update calls.messages set status = 'SENDING' where id = message and status = 'QUEUED';
  return true;
end $$;
revoke execute on function calls.claim_message(uuid, int) from public;
grant execute on function calls.claim_message(uuid, int) to nmc_app;
