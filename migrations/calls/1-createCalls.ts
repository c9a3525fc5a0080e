import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

const tables = ['businesses', 'workers', 'customers', 'conversations', 'calls', 'messages', 'leads', 'appointments', 'answers'];

/** Calls, conversations, leads, appointments. */
export class CreateCalls1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create extension if not exists btree_gist with schema public`,
      `create table calls.businesses (tenant_id uuid primary key, settings jsonb not null, version int not null)`,
      `create table calls.workers (tenant_id uuid not null, id uuid not null, name text not null, user_id uuid, primary key (tenant_id, id))`,
      `create table calls.customers (
        tenant_id uuid not null, id uuid not null default gen_random_uuid(), phone text not null, name text, addresses jsonb not null default '[]',
        opted_out boolean not null default false, unreachable_code int, created_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, id), unique (tenant_id, phone))`,
      // ownership grows with each change of hands, turn with each text of the customer: a reply carries both, and is dropped under newer ones.
      `create table calls.conversations (
        tenant_id uuid not null, id uuid not null default gen_random_uuid(), customer_id uuid not null, line_id uuid not null,
        status text not null default 'OPEN', stage text not null default 'GREETING', handler text not null default 'AI', assignee_id uuid,
        ownership int not null default 1, turn int not null default 0, answered_turn int not null default 0,
        urgency text not null default 'NORMAL', unread_count int not null default 0, resolution_note text,
        missed_text_at timestamptz(3), created_at timestamptz(3) not null default clock_timestamp(), updated_at timestamptz(3) not null default clock_timestamp(), resolved_at timestamptz(3),
        primary key (tenant_id, id), foreign key (tenant_id, customer_id) references calls.customers)`,
      `create unique index conversations_one_open on calls.conversations (tenant_id, customer_id, line_id) where status <> 'RESOLVED'`,
      `create index conversations_newest on calls.conversations (tenant_id, updated_at desc, id desc)`,
      `create table calls.calls (
        tenant_id uuid not null, id uuid not null default gen_random_uuid(), twilio_sid text, line_id uuid, "from" text, "to" text not null,
        customer_id uuid, conversation_id uuid, status text not null, missed_reason text,
        outcome_kind text, outcome_reason text, outcome_code int, outcome_at timestamptz(3),
        started_at timestamptz(3) not null, missed_at timestamptz(3), answered_at timestamptz(3), ended_at timestamptz(3), metadata jsonb not null default '{}',
        primary key (tenant_id, id), unique (tenant_id, twilio_sid))`,
      `create index calls_newest on calls.calls (tenant_id, started_at desc, id desc)`,
      `create index calls_of_conversation on calls.calls (tenant_id, conversation_id)`,
      `create index calls_of_customer on calls.calls (tenant_id, customer_id, started_at desc)`,
      `create table calls.messages (
        tenant_id uuid not null, id uuid not null default gen_random_uuid(), conversation_id uuid not null, call_id uuid,
        direction text not null, sender text not null, author_id uuid, body text not null, media jsonb not null default '[]', segments int not null default 1,
        status text not null, error_code int, twilio_sid text, purpose text, ownership int not null default 0, turn int not null default 0,
        offered_slots jsonb not null default '[]', created_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, id), unique (tenant_id, twilio_sid), foreign key (tenant_id, conversation_id) references calls.conversations)`,
      `create index messages_newest on calls.messages (tenant_id, conversation_id, created_at desc, id desc)`,
      `create table calls.leads (
        tenant_id uuid not null, id uuid not null default gen_random_uuid(), conversation_id uuid not null, customer_id uuid not null, status text not null default 'NEW',
        trade text not null, job_type text, urgency text not null default 'NORMAL', address jsonb, estimate jsonb,
        created_at timestamptz(3) not null default clock_timestamp(), updated_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, id), unique (tenant_id, conversation_id))`,
      `create index leads_newest on calls.leads (tenant_id, created_at desc, id desc)`,
      // busy is the visit and one buffer behind it, so that neighbours have one buffer between them, not two. The holds of one conversation
      // may overlap each other (holder is the conversation's id); whatever is booked excludes everything (holder is its own id).
      `create table calls.appointments (
        tenant_id uuid not null, id uuid not null default gen_random_uuid(), customer_id uuid not null, conversation_id uuid, worker_id uuid not null, holder uuid not null,
        trade text not null, job_type text not null, status text not null, start_at timestamptz(3) not null, end_at timestamptz(3) not null, busy tstzrange not null,
        address jsonb not null, estimate jsonb, offered_at timestamptz(3), held_until timestamptz(3), created_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, id),
        constraint appointments_no_double_booking exclude using gist (tenant_id with =, worker_id with =, busy with &&, holder with <>) where (status in ('HELD', 'CONFIRMED', 'RESCHEDULED')))`,
      `create index appointments_by_start on calls.appointments (tenant_id, start_at, id)`,
      `create index appointments_of_conversation on calls.appointments (tenant_id, conversation_id)`,
      // What a mutation with an idempotencyKey answered the first time.
      `create table calls.answers (tenant_id uuid not null, operation text not null, key text not null, input_hash text not null, result_id uuid, created_at timestamptz not null default clock_timestamp(), primary key (tenant_id, operation, key))`,
      ...tables.flatMap((table) => tenantTable(`calls.${table}`)),
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
