import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';
import { tenantTable } from '../../platform/database/migrate';

const screenings = `'OFF', 'PRESS_KEY', 'ANSWERING_MACHINE_DETECTION'`;

/** Accounts, lines, calls as the carrier sees them, receipts of webhooks, texts out, opt-outs, numbers that no text reaches. */
export class CreateTelephony1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      // Accounts of businesses with the carrier, one business's each; the tokens (one or two, a JSON list) are sealed with ENCRYPTION_KEY.
      `create table telephony.accounts (
        tenant_id uuid not null,
        account_sid text not null check (account_sid ~ '^AC[0-9a-zA-Z]{32}$'),
        sealed_tokens text not null,
        changed_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, account_sid),
        unique (account_sid))`,
      ...tenantTable('telephony.accounts'),
      `create table telephony.lines (
        tenant_id uuid not null,
        id uuid not null default gen_random_uuid(),
        number text not null,
        label text,
        status text not null default 'ACTIVE' check (status in ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'RELEASED')),
        capabilities text[] not null default '{VOICE,SMS,MMS}',
        account_sid text,
        forward_targets text[] not null default '{}',
        timeout_seconds int not null default 20 check (timeout_seconds between 5 and 60),
        screening text not null default 'PRESS_KEY' check (screening in (${screenings})),
        segments_per_second real not null default 1 check (segments_per_second > 0),
        next_send_at timestamptz not null default '-infinity',
        blocked_until timestamptz,
        blocked_code int,
        created_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, id),
        foreign key (tenant_id, account_sid) references telephony.accounts) with (fillfactor = 70)`,
      `create unique index lines_number on telephony.lines (number) where status <> 'RELEASED'`,
      ...tenantTable('telephony.lines'),
      `create table telephony.calls (
        tenant_id uuid not null,
        call_sid text not null,
        line_id uuid not null,
        caller text not null,
        called text not null,
        state text not null default 'RINGING' check (state in ('RINGING', 'UNPROVEN', 'ANSWERED', 'COMPLETED', 'MISSED')),
        missed_reason text check ((missed_reason is not null) = (state = 'MISSED')),
        screening text not null check (screening in (${screenings})),
        own_number boolean not null,
        started_at timestamptz(3) not null,
        accepted_at timestamptz(3),
        answered_at timestamptz(3),
        ended_at timestamptz(3),
        duration_seconds int,
        dial_status text,
        parent_status text,
        answered_by text,
        primary key (tenant_id, call_sid)) with (fillfactor = 70)`,
      `create index calls_sid on telephony.calls (call_sid)`,
      ...tenantTable('telephony.calls'),
      `create table telephony.webhook_receipts (
        tenant_id uuid not null,
        key text not null,
        idempotency_token text,
        received_at timestamptz(3) not null,
        primary key (tenant_id, key))`,
      ...tenantTable('telephony.webhook_receipts'),
      `create table telephony.messages (
        tenant_id uuid not null,
        id uuid not null,
        conversation_id uuid,
        line_id uuid not null,
        recipient text not null,
        body text not null,
        segments int not null,
        purpose text not null,
        ownership int,
        validity_seconds int,
        status text not null default 'QUEUED' check (status in ('QUEUED', 'SENDING', 'ACCEPTED', 'SENT', 'DELIVERED', 'UNDELIVERED', 'FAILED', 'DROPPED')),
        twilio_sid text,
        replaced_sids text[] not null default '{}',
        error_code int,
        reason text,
        attempts int not null default 0,
        queued_at timestamptz(3) not null,
        claimed_at timestamptz(3),
        sending_at timestamptz(3),
        primary key (tenant_id, id)) with (fillfactor = 70)`,
      `create unique index messages_sid on telephony.messages (twilio_sid) where twilio_sid is not null`,
      `create index messages_waiting on telephony.messages (tenant_id, line_id, queued_at) where status = 'QUEUED'`,
      ...tenantTable('telephony.messages'),
      `create table telephony.opt_outs (
        tenant_id uuid not null,
        id uuid not null default gen_random_uuid(),
        phone text not null,
        source text not null check (source in ('KEYWORD', 'WORDS', 'CARRIER')),
        opted_out_at timestamptz(3) not null,
        opted_in_at timestamptz(3),
        primary key (tenant_id, phone))`,
      `create index opt_outs_newest on telephony.opt_outs (tenant_id, opted_out_at desc, id desc) where opted_in_at is null`,
      ...tenantTable('telephony.opt_outs'),
      `create table telephony.unreachable_numbers (
        tenant_id uuid not null,
        phone text not null,
        code int not null,
        since timestamptz(3) not null,
        primary key (tenant_id, phone))`,
      ...tenantTable('telephony.unreachable_numbers'),
      // Number (or a call already known) → tenant, line and its account: one of the four functions that look across tenants. Both null: every line, for the mirror.
      `create function telephony.find_line(called text, known_call_sid text)
        returns table (tenant_id uuid, line_id uuid, number text, label text, forward_targets text[], timeout_seconds int, screening text, account_sid text, sealed_tokens text)
        language sql stable security definer set search_path = pg_catalog as $$
          select l.tenant_id, l.id, l.number, l.label, l.forward_targets, l.timeout_seconds, l.screening, l.account_sid, a.sealed_tokens
          from telephony.lines l left join telephony.accounts a on (a.tenant_id, a.account_sid) = (l.tenant_id, l.account_sid)
          where l.status in ('ACTIVE', 'PROVISIONING')
            and (called is null or l.number = called)
            and (known_call_sid is null or (l.tenant_id, l.id) in (select c.tenant_id, c.line_id from telephony.calls c where c.call_sid = known_call_sid)) $$`,
      `revoke execute on function telephony.find_line(text, text) from public`,
      `grant execute on function telephony.find_line(text, text) to ${applicationRole}`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
