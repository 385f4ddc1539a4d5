column agent.checkpoints.checkpoint jsonb not null
column agent.checkpoints.checkpoint_id text not null
column agent.checkpoints.created_at timestamp with time zone not null default now()
column agent.checkpoints.id uuid not null default kit.new_id()
column agent.checkpoints.metadata jsonb not null default '{}'::jsonb
column agent.checkpoints.namespace text not null default ''::text
column agent.checkpoints.org_id uuid not null default kit.org_id()
column agent.checkpoints.parent_checkpoint_id text
column agent.checkpoints.thread_id uuid not null
column agent.checkpoints.updated_at timestamp with time zone not null default now()
constraint agent.checkpoints.checkpoints_bounded CHECK ((kit.is_bounded(checkpoint) AND kit.is_bounded(metadata))) NOT VALID
constraint agent.checkpoints.checkpoints_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint agent.checkpoints.checkpoints_moment_taken UNIQUE (org_id, thread_id, namespace, checkpoint_id)
constraint agent.checkpoints.checkpoints_one_line CHECK (kit.is_line(((COALESCE(namespace, ''::text) || COALESCE(checkpoint_id, ''::text)) || COALESCE(parent_checkpoint_id, ''::text)))) NOT VALID
constraint agent.checkpoints.checkpoints_pkey PRIMARY KEY (org_id, id)
constraint agent.checkpoints.checkpoints_thread_id_fkey FOREIGN KEY (org_id, thread_id) REFERENCES agent.threads(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX checkpoints_moment_taken ON agent.checkpoints USING btree (org_id, thread_id, namespace, checkpoint_id)
CREATE UNIQUE INDEX checkpoints_pkey ON agent.checkpoints USING btree (org_id, id)
CREATE INDEX checkpoints_thread_id_idx ON agent.checkpoints USING btree (org_id, thread_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON agent.checkpoints FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment agent.checkpoints : The agent's saved state at one moment of a conversation (LangGraph shape), with history and forks.
comment agent.checkpoints checkpoint: The serialised state.
comment agent.checkpoints checkpoint_id: The moment. @list
comment agent.checkpoints created_at: When it was entered.
comment agent.checkpoints id: Identifier; grows with time.
comment agent.checkpoints metadata: Step, source and writes.
comment agent.checkpoints namespace: The sub-graph.
comment agent.checkpoints org_id: Organisation the row belongs to.
comment agent.checkpoints parent_checkpoint_id: The moment it grew from.
comment agent.checkpoints thread_id: The conversation. @list
comment agent.checkpoints updated_at: When it was last changed; also the row's version.
security agent.checkpoints row=t forced=t 
function agent.is_mine(thread uuid) -- Whether the conversation is the asking person's own.
type agent.message_role user,assistant,system,tool  -- Who speaks in a conversation.
column agent.messages.content kit.markdown not null
column agent.messages.created_at timestamp with time zone not null default now()
column agent.messages.id uuid not null default kit.new_id()
column agent.messages.org_id uuid not null default kit.org_id()
column agent.messages.role agent.message_role not null
column agent.messages.thread_id uuid not null
column agent.messages.tool_calls jsonb
column agent.messages.tool_results jsonb
column agent.messages.updated_at timestamp with time zone not null default now()
constraint agent.messages.messages_bounded CHECK ((kit.is_bounded(tool_calls) AND kit.is_bounded(tool_results))) NOT VALID
constraint agent.messages.messages_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint agent.messages.messages_pkey PRIMARY KEY (org_id, id)
constraint agent.messages.messages_thread_id_fkey FOREIGN KEY (org_id, thread_id) REFERENCES agent.threads(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX messages_pkey ON agent.messages USING btree (org_id, id)
CREATE INDEX messages_thread_id_idx ON agent.messages USING btree (org_id, thread_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON agent.messages FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment agent.messages : One turn of a conversation. @icon(message-square) @named(content)
comment agent.messages content: What is said. @list
comment agent.messages created_at: When it was entered.
comment agent.messages id: Identifier; grows with time.
comment agent.messages org_id: Organisation the row belongs to.
comment agent.messages role: Who speaks. @list
comment agent.messages thread_id: The conversation. @list
comment agent.messages tool_calls: Tools called.
comment agent.messages tool_results: What they answered.
comment agent.messages updated_at: When it was last changed; also the row's version.
security agent.messages row=t forced=t 
column agent.threads.created_at timestamp with time zone not null default now()
column agent.threads.id uuid not null default kit.new_id()
column agent.threads.org_id uuid not null default kit.org_id()
column agent.threads.title text
column agent.threads.updated_at timestamp with time zone not null default now()
column agent.threads.user_id uuid not null default kit.user_id()
constraint agent.threads.threads_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint agent.threads.threads_one_line CHECK (kit.is_line(COALESCE(title, ''::text))) NOT VALID
constraint agent.threads.threads_pkey PRIMARY KEY (org_id, id)
constraint agent.threads.threads_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX threads_pkey ON agent.threads USING btree (org_id, id)
CREATE INDEX threads_user_id_idx ON agent.threads USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON agent.threads FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON agent.threads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON agent.threads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON agent.threads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment agent.threads : One conversation with the agent; its person's own. @icon(bot) @words(Conversation, Conversations) @menu(1)
comment agent.threads created_at: When it was entered.
comment agent.threads id: Identifier; grows with time.
comment agent.threads org_id: Organisation the row belongs to.
comment agent.threads title: What it is about. @list
comment agent.threads updated_at: When it was last changed; also the row's version.
comment agent.threads user_id: Whose conversation. @list @stamped
security agent.threads row=t forced=t 
column crm.activities.candidate_id uuid
column crm.activities.client_id uuid
column crm.activities.created_at timestamp with time zone not null default now()
column crm.activities.created_by uuid default kit.user_id()
column crm.activities.description kit.markdown
column crm.activities.duration_minutes integer
column crm.activities.id uuid not null default kit.new_id()
column crm.activities.is_shared boolean not null default false
column crm.activities.lead_id uuid
column crm.activities.message_key text
column crm.activities.occurred_at timestamp with time zone not null default now()
column crm.activities.only_for uuid[]
column crm.activities.opportunity_id uuid
column crm.activities.org_id uuid not null default kit.org_id()
column crm.activities.project_id uuid
column crm.activities.sentiment crm.sentiment
column crm.activities.subject text not null
column crm.activities.thread_key text
column crm.activities.type crm.activity_type not null
column crm.activities.updated_at timestamp with time zone not null default now()
column crm.activities.writer text
constraint crm.activities.activities_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.activities.activities_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.activities.activities_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint crm.activities.activities_duration_minutes_check CHECK ((duration_minutes >= 0))
constraint crm.activities.activities_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((occurred_at IS NULL) OR ((occurred_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (occurred_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.activities.activities_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.activities.activities_need_a_subject_record CHECK ((num_nonnulls(client_id, opportunity_id, project_id, lead_id, candidate_id) > 0))
constraint crm.activities.activities_one_line CHECK (kit.is_line((((COALESCE(subject, ''::text) || COALESCE(message_key, ''::text)) || COALESCE(writer, ''::text)) || COALESCE(thread_key, ''::text)))) NOT VALID
constraint crm.activities.activities_opportunity_id_fkey FOREIGN KEY (org_id, opportunity_id) REFERENCES crm.opportunities(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.activities.activities_pkey PRIMARY KEY (org_id, id)
constraint crm.activities.activities_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.activities.activities_subject_check CHECK (((subject <> ''::text) AND (length(subject) <= 500)))
CREATE INDEX activities_candidate_id_idx ON crm.activities USING btree (org_id, candidate_id)
CREATE INDEX activities_client_id_idx ON crm.activities USING btree (org_id, client_id)
CREATE INDEX activities_client_time_idx ON crm.activities USING btree (org_id, client_id, occurred_at)
CREATE INDEX activities_created_by_idx ON crm.activities USING btree (org_id, created_by)
CREATE INDEX activities_lead_id_idx ON crm.activities USING btree (org_id, lead_id)
CREATE UNIQUE INDEX activities_message_once ON crm.activities USING btree (org_id, message_key) WHERE (message_key IS NOT NULL)
CREATE INDEX activities_opportunity_time_idx ON crm.activities USING btree (org_id, opportunity_id, occurred_at)
CREATE UNIQUE INDEX activities_pkey ON crm.activities USING btree (org_id, id)
CREATE INDEX activities_project_id_idx ON crm.activities USING btree (org_id, project_id)
CREATE INDEX activities_thread_idx ON crm.activities USING btree (org_id, thread_key) WHERE (thread_key IS NOT NULL)
CREATE INDEX activities_time_idx ON crm.activities USING btree (org_id, occurred_at)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.activities FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER activities_opportunity_id_same_client_id BEFORE INSERT OR UPDATE OF opportunity_id, client_id ON crm.activities FOR EACH ROW WHEN (((new.opportunity_id IS NOT NULL) AND (new.client_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('crm.opportunities', 'opportunity_id', 'client_id', 'activities_opportunity_id_same_client_id')
CREATE TRIGGER activities_project_id_same_client_id BEFORE INSERT OR UPDATE OF project_id, client_id ON crm.activities FOR EACH ROW WHEN (((new.project_id IS NOT NULL) AND (new.client_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('delivery.projects', 'project_id', 'client_id', 'activities_project_id_same_client_id')
CREATE TRIGGER activity_moved AFTER UPDATE ON crm.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.activity_moved()
CREATE TRIGGER lead_was_touched_by_delete AFTER DELETE ON crm.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.lead_was_touched()
CREATE TRIGGER lead_was_touched_by_insert AFTER INSERT ON crm.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.lead_was_touched()
CREATE TRIGGER lead_was_touched_by_update AFTER UPDATE ON crm.activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.lead_was_touched()
CREATE TRIGGER place_activity BEFORE INSERT OR UPDATE ON crm.activities FOR EACH ROW EXECUTE FUNCTION crm.place_activity()
CREATE TRIGGER y_meaning_delete AFTER DELETE ON crm.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON crm.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON crm.activities FOR EACH ROW WHEN (((old.subject IS DISTINCT FROM new.subject) OR ((old.description)::text IS DISTINCT FROM (new.description)::text))) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('subject')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('subject')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.activities FOR EACH ROW WHEN ((old.subject IS DISTINCT FROM new.subject)) EXECUTE FUNCTION kit.note_names('subject')
CREATE TRIGGER y_noted_delete AFTER DELETE ON crm.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.lead_id), (n.opportunity_id)')
CREATE TRIGGER y_noted_insert AFTER INSERT ON crm.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.lead_id), (n.opportunity_id)')
CREATE TRIGGER y_noted_update AFTER UPDATE ON crm.activities FOR EACH ROW WHEN (((((old.occurred_at IS DISTINCT FROM new.occurred_at) OR (old.client_id IS DISTINCT FROM new.client_id)) OR (old.lead_id IS DISTINCT FROM new.lead_id)) OR (old.opportunity_id IS DISTINCT FROM new.opportunity_id))) EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.lead_id), (n.opportunity_id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.activities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.activities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.activities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.activities : A call, meeting, e-mail, note or finished task: one entry of the timeline. @also(activity) @icon(activity) @menu(5) @key(a) @named(subject) @board(type) @calendar(occurred_at) @card(client_id, created_by) @searched(subject) @meaning(subject, description)
comment crm.activities candidate_id: The candidate it was about. @of(recruiting)
comment crm.activities client_id: The client; taken from the deal or project when empty. @list
comment crm.activities created_at: When it was entered.
comment crm.activities created_by: Who did it. @list @stamped @also(performed_by)
comment crm.activities description: What was said. @also(content)
comment crm.activities duration_minutes: How long it took.
comment crm.activities id: Identifier; grows with time.
comment crm.activities is_shared: The client may read it in the portal.
comment crm.activities lead_id: The lead it was about.
comment crm.activities message_key: For an e-mail that was dropped in: its Message-ID, so that it is logged once. @stamped
comment crm.activities occurred_at: When it happened. @list @also(performed_at)
comment crm.activities only_for: Who alone sees it; everybody who sees the record when empty. @stamped
comment crm.activities opportunity_id: The deal it was about.
comment crm.activities org_id: Organisation the row belongs to.
comment crm.activities project_id: The project it was about.
comment crm.activities sentiment: How it went. @list
comment crm.activities subject: What it was about, in a line. @list
comment crm.activities thread_key: What the messages of a conversation share. @stamped
comment crm.activities type: What kind it was. @list
comment crm.activities updated_at: When it was last changed; also the row's version.
comment crm.activities writer: Who wrote it, of a message that came in. @stamped @personal
security crm.activities row=t forced=t 
function crm.activity_by_person(days integer) -- Activity per person. Who speaks with clients, and how?    @report(activities) @by(Person) @measures activities=count calls_and_meetings=count clients=count
column crm.activity_contacts.activity_id uuid not null
column crm.activity_contacts.contact_id uuid not null
column crm.activity_contacts.created_at timestamp with time zone not null default now()
column crm.activity_contacts.org_id uuid not null default kit.org_id()
column crm.activity_contacts.updated_at timestamp with time zone not null default now()
constraint crm.activity_contacts.activity_contacts_activity_id_fkey FOREIGN KEY (org_id, activity_id) REFERENCES crm.activities(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.activity_contacts.activity_contacts_contact_id_fkey FOREIGN KEY (org_id, contact_id) REFERENCES crm.contacts(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.activity_contacts.activity_contacts_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.activity_contacts.activity_contacts_pkey PRIMARY KEY (org_id, activity_id, contact_id)
CREATE INDEX activity_contacts_activity_id_idx ON crm.activity_contacts USING btree (org_id, activity_id)
CREATE INDEX activity_contacts_contact_id_idx ON crm.activity_contacts USING btree (org_id, contact_id)
CREATE UNIQUE INDEX activity_contacts_pkey ON crm.activity_contacts USING btree (org_id, activity_id, contact_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.activity_contacts FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER contact_took_no_part AFTER DELETE ON crm.activity_contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.contact_took_part()
CREATE TRIGGER contact_took_part AFTER INSERT ON crm.activity_contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.contact_took_part()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.activity_contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.activity_contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.activity_contacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.activity_contacts : Who took part in an activity.
comment crm.activity_contacts activity_id: The activity. @list
comment crm.activity_contacts contact_id: The person. @list
comment crm.activity_contacts created_at: When it was entered.
comment crm.activity_contacts org_id: Organisation the row belongs to.
comment crm.activity_contacts updated_at: When it was last changed; also the row's version.
security crm.activity_contacts row=t forced=t 
column crm.activity_dates.changed_at timestamp with time zone
column crm.activity_dates.details text
column crm.activity_dates.due_date date
column crm.activity_dates.id uuid
column crm.activity_dates.minutes integer
column crm.activity_dates.noun text
column crm.activity_dates.starts_at timestamp with time zone
column crm.activity_dates.title text
comment crm.activity_dates : Meetings in calendars. @dates()
security crm.activity_dates row=f forced=f {security_invoker=true}
view crm.activity_dates as  SELECT 'activities'::text AS noun,     id,     subject AS title,     (description)::text AS details,     NULL::date AS due_date,     occurred_at AS starts_at,     COALESCE(duration_minutes, 30) AS minutes,     updated_at AS changed_at    FROM crm.activities a   WHERE ((type = 'meeting'::crm.activity_type) AND (created_by = kit.user_id()) AND (occurred_at > (now() - '90 days'::interval)));
column crm.activity_items.about text
column crm.activity_items.acts jsonb
column crm.activity_items.ahead integer
column crm.activity_items.amount numeric
column crm.activity_items.currency text
column crm.activity_items.due_at timestamp with time zone
column crm.activity_items.due_date date
column crm.activity_items.icon text
column crm.activity_items.id uuid
column crm.activity_items.link text
column crm.activity_items.noun text
column crm.activity_items.overdue integer
column crm.activity_items.title text
column crm.activity_items.weight integer
comment crm.activity_items : Activities to come. @today(activities)
security crm.activity_items row=f forced=f {security_invoker=true}
view crm.activity_items as  SELECT 'activities'::text AS noun,     id,     subject AS title,     COALESCE(( SELECT c.name            FROM crm.clients c           WHERE ((c.org_id = a.org_id) AND (c.id = a.client_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,         CASE type             WHEN 'call'::crm.activity_type THEN 'phone'::text             ELSE 'video'::text         END AS icon,     NULL::text AS link,     NULL::integer AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     occurred_at AS due_at,     NULL::jsonb AS acts    FROM crm.activities a   WHERE ((created_by = kit.user_id()) AND (occurred_at > now()));
function crm.activity_moved() -- Keeps last_contact_date true when an activity changes its time.
type crm.activity_type call,meeting,email,note,task_completed  -- What kind of contact or event it was. @values task_completed='Task completed' email=E-mail
function crm.all_signals(clients uuid[]) -- Signals of clients from all modules, with their points.
function crm.amount(value numeric, currency text) -- An amount as people write it, in its currency or the organisation's.
function crm.apply_rules(rules text[], kinds text[], about uuid[]) -- Opens, changes and closes nudges as the rules say.
type crm.assignment_role lead,member  -- A colleague's part in a client's team. @tones lead=info
function crm.check_exit_criteria(opportunity crm.opportunities, target crm.deal_stage) -- Refuses a move whose exit criteria are not met.
column crm.client_assignments.assigned_at timestamp with time zone not null default now()
column crm.client_assignments.client_id uuid not null
column crm.client_assignments.created_at timestamp with time zone not null default now()
column crm.client_assignments.org_id uuid not null default kit.org_id()
column crm.client_assignments.role crm.assignment_role not null default 'member'::crm.assignment_role
column crm.client_assignments.updated_at timestamp with time zone not null default now()
column crm.client_assignments.user_id uuid not null
constraint crm.client_assignments.client_assignments_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.client_assignments.client_assignments_in_range CHECK ((((assigned_at IS NULL) OR ((assigned_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (assigned_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.client_assignments.client_assignments_pkey PRIMARY KEY (org_id, user_id, client_id)
constraint crm.client_assignments.client_assignments_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX client_assignments_client_id_idx ON crm.client_assignments USING btree (org_id, client_id)
CREATE UNIQUE INDEX client_assignments_pkey ON crm.client_assignments USING btree (org_id, user_id, client_id)
CREATE INDEX client_assignments_user_id_idx ON crm.client_assignments USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.client_assignments FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.client_assignments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.client_assignments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.client_assignments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.client_assignments : A colleague who works on a client.
comment crm.client_assignments assigned_at: Since when. @list
comment crm.client_assignments client_id: The client. @list
comment crm.client_assignments created_at: When it was entered.
comment crm.client_assignments org_id: Organisation the row belongs to.
comment crm.client_assignments role: Leads the work or takes part. @list
comment crm.client_assignments updated_at: When it was last changed; also the row's version.
comment crm.client_assignments user_id: The colleague. @list
security crm.client_assignments row=t forced=t 
column crm.client_entries.about text
column crm.client_entries.about_id uuid
column crm.client_entries.at timestamp with time zone
column crm.client_entries.body text
column crm.client_entries.changes jsonb
column crm.client_entries.kind text
column crm.client_entries.link text
column crm.client_entries.title text
column crm.client_entries.user_id uuid
column crm.client_entries.who text
comment crm.client_entries : Activities on timelines of clients. @timeline(clients)
security crm.client_entries row=f forced=f {security_invoker=true}
view crm.client_entries as  SELECT 'clients'::text AS about,     client_id AS about_id,     occurred_at AS at,     (type)::text AS kind,     subject AS title,     "left"(COALESCE((description)::text, ''::text), 3000) AS body,     created_by AS user_id,     writer AS who,     ('/activities/'::text || id) AS link,     NULL::jsonb AS changes    FROM crm.activities a;
function crm.client_facts(clients uuid[]) -- What the score of each client is made of.
column crm.client_health.band crm.health_band
column crm.client_health.client_id uuid
column crm.client_health.factors jsonb
column crm.client_health.org_id uuid
column crm.client_health.score integer
comment crm.client_health : Health of every client: score, band and factors.
comment crm.client_health band: Healthy from 70, at risk from 40, else critical; the settings health.healthy_from and health.at_risk_from move the limits. @list
comment crm.client_health client_id: The client.
comment crm.client_health factors: Each part with value, weight and reason.
comment crm.client_health org_id: Organisation.
comment crm.client_health score: Health, 0 to 100. @list
security crm.client_health row=f forced=f {security_invoker=true}
view crm.client_health as  SELECT c.org_id,     c.id AS client_id,     s.score,     (         CASE             WHEN ((s.score)::numeric >= kit.number_setting('health.healthy_from'::text, (70)::numeric)) THEN 'healthy'::text             WHEN ((s.score)::numeric >= kit.number_setting('health.at_risk_from'::text, (40)::numeric)) THEN 'at_risk'::text             ELSE 'critical'::text         END)::crm.health_band AS band,     jsonb_build_array(jsonb_build_object('name', 'MEDDPICC completeness', 'value', round((p.meddpicc)::numeric, 1), 'weight', 30, 'reason', (f.filled || ' of 6 fields filled'::text)), jsonb_build_object('name', 'Champion identified', 'value', p.champion, 'weight', 20, 'reason',         CASE             WHEN (f.champions > 0) THEN (f.champions || ' tagged'::text)             ELSE 'nobody is tagged champion'::text         END), jsonb_build_object('name', 'Economic buyer engaged', 'value', p.buyer, 'weight', 15, 'reason',         CASE             WHEN (f.buyers = 0) THEN 'nobody is tagged economic buyer'::text             WHEN (p.buyer > 0) THEN 'in contact within 30 days'::text             ELSE 'no contact for 30 days'::text         END), jsonb_build_object('name', 'Stakeholder engagement', 'value', round((p.engagement)::numeric, 1), 'weight', 20, 'reason',         CASE             WHEN (f.contacts = 0) THEN 'no contacts'::text             ELSE (('mean over '::text || f.contacts) || ' contacts'::text)         END), jsonb_build_object('name', 'Activity recency', 'value', round((p.recency)::numeric, 1), 'weight', 15, 'reason', COALESCE((kit.counted((f.silent_days)::bigint, 'day'::text) || ' since the last activity'::text), 'no activity yet'::text))) AS factors    FROM (((((crm.clients c      LEFT JOIN ( SELECT k_1.org_id,             k_1.client_id,             count(*) AS contacts,             count(*) FILTER (WHERE ('champion'::crm.meddpicc_role = ANY (k_1.role_tags))) AS champions,             count(*) FILTER (WHERE ('economic_buyer'::crm.meddpicc_role = ANY (k_1.role_tags))) AS buyers,             max(k_1.last_contact_date) FILTER (WHERE ('economic_buyer'::crm.meddpicc_role = ANY (k_1.role_tags))) AS buyer_contact_date,             sum(                 CASE k_1.engagement_level                     WHEN 'high'::crm.engagement_level THEN 3                     WHEN 'medium'::crm.engagement_level THEN 2                     WHEN 'low'::crm.engagement_level THEN 1                     ELSE 0                 END) AS thirds            FROM crm.contacts k_1           GROUP BY k_1.org_id, k_1.client_id) k ON (((k.org_id = c.org_id) AND (k.client_id = c.id))))      LEFT JOIN ( SELECT a_1.org_id,             a_1.client_id,             max(a_1.occurred_at) AS last_at            FROM crm.activities a_1           WHERE (a_1.occurred_at <= now())           GROUP BY a_1.org_id, a_1.client_id) a ON (((a.org_id = c.org_id) AND (a.client_id = c.id))))      CROSS JOIN LATERAL ( SELECT num_nonnulls(NULLIF(c.meddpicc_metrics, ''::text), NULLIF(c.meddpicc_decision_criteria, ''::text), NULLIF(c.meddpicc_decision_process, ''::text), NULLIF(c.meddpicc_paper_process, ''::text), NULLIF(c.meddpicc_identified_pain, ''::text), NULLIF(c.meddpicc_competition, ''::text)) AS filled,             COALESCE(k.contacts, (0)::bigint) AS contacts,             COALESCE(k.champions, (0)::bigint) AS champions,             COALESCE(k.buyers, (0)::bigint) AS buyers,             (CURRENT_DATE - (a.last_at)::date) AS silent_days) f)      CROSS JOIN LATERAL ( SELECT (5 * f.filled) AS meddpicc,                 CASE                     WHEN (f.champions > 0) THEN 20                     ELSE 0                 END AS champion,                 CASE                     WHEN (k.buyer_contact_date >= (CURRENT_DATE - 30)) THEN 15                     ELSE 0                 END AS buyer,             COALESCE((((20 * k.thirds))::double precision / ((3 * k.contacts))::double precision), (0)::double precision) AS engagement,             COALESCE(GREATEST((0)::double precision, ((15)::double precision - ((f.silent_days)::double precision / (6)::double precision))), (0)::double precision) AS recency) p)      CROSS JOIN LATERAL ( SELECT (floor(((((((p.meddpicc + p.champion) + p.buyer))::double precision + p.engagement) + p.recency) + (0.5)::double precision)))::integer AS score) s);
column crm.client_health_snapshots.best kit.percent
column crm.client_health_snapshots.client_id uuid not null
column crm.client_health_snapshots.created_at timestamp with time zone not null default now()
column crm.client_health_snapshots.date date not null default CURRENT_DATE
column crm.client_health_snapshots.id uuid not null default kit.new_id()
column crm.client_health_snapshots.org_id uuid not null default kit.org_id()
column crm.client_health_snapshots.score kit.percent not null
column crm.client_health_snapshots.updated_at timestamp with time zone not null default now()
constraint crm.client_health_snapshots.client_health_snapshots_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.client_health_snapshots.client_health_snapshots_day_taken UNIQUE (org_id, client_id, date)
constraint crm.client_health_snapshots.client_health_snapshots_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((date IS NULL) OR ((date >= '1800-01-01'::date) AND (date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.client_health_snapshots.client_health_snapshots_pkey PRIMARY KEY (org_id, id)
CREATE INDEX client_health_snapshots_client_id_idx ON crm.client_health_snapshots USING btree (org_id, client_id)
CREATE INDEX client_health_snapshots_date_idx ON crm.client_health_snapshots USING btree (org_id, date)
CREATE UNIQUE INDEX client_health_snapshots_day_taken ON crm.client_health_snapshots USING btree (org_id, client_id, date)
CREATE UNIQUE INDEX client_health_snapshots_pkey ON crm.client_health_snapshots USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.client_health_snapshots FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment crm.client_health_snapshots : A client's health on one day, so that a trend can be seen. @icon(heart-pulse) @words(Health snapshot, Health snapshots) @named(date) @apart
comment crm.client_health_snapshots best: The highest of the thirty days before and that day, 0 to 100. @derived
comment crm.client_health_snapshots client_id: The client. @list
comment crm.client_health_snapshots created_at: When it was entered.
comment crm.client_health_snapshots date: The day. @list
comment crm.client_health_snapshots id: Identifier; grows with time.
comment crm.client_health_snapshots org_id: Organisation the row belongs to.
comment crm.client_health_snapshots score: Health on that day, 0 to 100. @list
comment crm.client_health_snapshots updated_at: When it was last changed; also the row's version.
security crm.client_health_snapshots row=t forced=t 
function crm.client_margin(opportunity crm.opportunities) -- Revenue, cost and margin of the client's projects, and the floor set in margin.floor_percent.
column crm.client_portal_access.access_token bytea
column crm.client_portal_access.allowed_sections crm.portal_section[] not null default '{projects,tasks,timeline,status}'::crm.portal_section[]
column crm.client_portal_access.client_id uuid not null
column crm.client_portal_access.created_at timestamp with time zone not null default now()
column crm.client_portal_access.created_by uuid default kit.user_id()
column crm.client_portal_access.expires_at timestamp with time zone
column crm.client_portal_access.id uuid not null default kit.new_id()
column crm.client_portal_access.last_accessed_at timestamp with time zone
column crm.client_portal_access.org_id uuid not null default kit.org_id()
column crm.client_portal_access.password_hash text
column crm.client_portal_access.password_protected boolean not null generated (password_hash IS NOT NULL)
column crm.client_portal_access.updated_at timestamp with time zone not null default now()
constraint crm.client_portal_access.client_portal_access_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.client_portal_access.client_portal_access_client_id_taken UNIQUE (org_id, client_id)
constraint crm.client_portal_access.client_portal_access_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint crm.client_portal_access.client_portal_access_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expires_at IS NULL) OR ((expires_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_accessed_at IS NULL) OR ((last_accessed_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (last_accessed_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.client_portal_access.client_portal_access_one_line CHECK (kit.is_line(COALESCE(password_hash, ''::text))) NOT VALID
constraint crm.client_portal_access.client_portal_access_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX client_portal_access_client_id_taken ON crm.client_portal_access USING btree (org_id, client_id)
CREATE INDEX client_portal_access_created_by_idx ON crm.client_portal_access USING btree (org_id, created_by)
CREATE UNIQUE INDEX client_portal_access_pkey ON crm.client_portal_access USING btree (org_id, id)
CREATE UNIQUE INDEX client_portal_access_token_taken ON crm.client_portal_access USING btree (access_token)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.client_portal_access FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.client_portal_access REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.client_portal_access REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.client_portal_access REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.client_portal_access : A client's own window on its projects, opened by a link. The token is shown once and kept only as a hash. @also(portal_access) @icon(globe) @words(Client portal access, Client portal access)
comment crm.client_portal_access access_token: SHA-256 of the token in the link. @secret
comment crm.client_portal_access allowed_sections: What the client may see. @list
comment crm.client_portal_access client_id: The client. @list
comment crm.client_portal_access created_at: When it was entered.
comment crm.client_portal_access created_by: Who opened the portal. @stamped
comment crm.client_portal_access expires_at: When the link stops working; empty means never. @list
comment crm.client_portal_access id: Identifier; grows with time.
comment crm.client_portal_access last_accessed_at: When the client last looked. @list @stamped
comment crm.client_portal_access org_id: Organisation the row belongs to.
comment crm.client_portal_access password_hash: Argon2id hash of the password. @secret
comment crm.client_portal_access password_protected: Whether a password is asked as well.
comment crm.client_portal_access updated_at: When it was last changed; also the row's version.
security crm.client_portal_access row=t forced=t 
function crm.client_signals(clients uuid[]) -- Tenders of clients, as signals.
type crm.client_status lead,prospect,active,inactive,churned,blacklisted  -- Where a company stands with us. @tones lead=info prospect=info active=good inactive=warn churned=bad blacklisted=bad
column crm.client_twins.id uuid
column crm.client_twins.key text
column crm.client_twins.noun text
column crm.client_twins.way text
comment crm.client_twins : Ways clients may be one. @duplicates(clients)
security crm.client_twins row=f forced=f {security_invoker=true}
view crm.client_twins as  SELECT 'clients'::text AS noun,     t.id,     'Same name'::text AS way,     NULLIF(regexp_replace(regexp_replace(lower(t.name), '\m(inc|llc|ltd|limited|gmbh|ag|sa|sas|bv|nv|plc|pty|pte|co|corp|corporation|company|group|holding|holdings)\M\.?'::text, ''::text, 'g'::text), '[^[:alnum:]]+'::text, ''::text, 'g'::text), ''::text) AS key    FROM crm.clients t UNION ALL  SELECT 'clients'::text AS noun,     t.id,     'Same website'::text AS way,     lower(regexp_replace(regexp_replace((t.website)::text, '^https?://(www\.)?'::text, ''::text), '/.*$'::text, ''::text)) AS key    FROM crm.clients t   WHERE (t.website IS NOT NULL);
column crm.clients.billing_address text
column crm.clients.budget kit.money
column crm.clients.contract_end_date date
column crm.clients.contract_start_date date
column crm.clients.corporate_identity jsonb not null default '{}'::jsonb
column crm.clients.country text
column crm.clients.created_at timestamp with time zone not null default now()
column crm.clients.created_from_lead_id uuid
column crm.clients.currency kit.currency
column crm.clients.custom jsonb not null default '{}'::jsonb
column crm.clients.deadline date
column crm.clients.discovery_metadata jsonb
column crm.clients.enrichment_data jsonb
column crm.clients.enrichment_last_run_at timestamp with time zone
column crm.clients.enrichment_status crm.enrichment_status not null default 'never'::crm.enrichment_status
column crm.clients.id uuid not null default kit.new_id()
column crm.clients.industry text
column crm.clients.meddpicc_competition text
column crm.clients.meddpicc_decision_criteria text
column crm.clients.meddpicc_decision_process text
column crm.clients.meddpicc_identified_pain text
column crm.clients.meddpicc_metrics text
column crm.clients.meddpicc_paper_process text
column crm.clients.name text not null
column crm.clients.name_index text generated kit.plain_name(name)
column crm.clients.org_id uuid not null default kit.org_id()
column crm.clients.owner_id uuid default kit.owner()
column crm.clients.region text
column crm.clients.reported_financials jsonb not null default '{}'::jsonb
column crm.clients.score kit.percent not null default 0
column crm.clients.score_factors jsonb
column crm.clients.size text
column crm.clients.status crm.client_status not null default 'active'::crm.client_status
column crm.clients.tier text
column crm.clients.updated_at timestamp with time zone not null default now()
column crm.clients.website kit.url
column crm.clients.website_index text generated kit.web_domain((website)::text)
constraint crm.clients.clients_bounded CHECK ((kit.is_bounded(corporate_identity) AND kit.is_bounded(reported_financials) AND kit.is_bounded(score_factors) AND kit.is_bounded(enrichment_data) AND kit.is_bounded(discovery_metadata) AND kit.is_bounded(custom))) NOT VALID
constraint crm.clients.clients_contract_in_order CHECK ((contract_end_date >= contract_start_date))
constraint crm.clients.clients_corporate_identity_shape CHECK (((corporate_identity IS NULL) OR (corporate_identity = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(corporate_identity))) NOT VALID
constraint crm.clients.clients_created_from_lead_id_fkey FOREIGN KEY (org_id, created_from_lead_id) REFERENCES crm.leads(org_id, id) ON DELETE SET NULL (created_from_lead_id) DEFERRABLE
constraint crm.clients.clients_custom_check CHECK ((jsonb_typeof(custom) = 'object'::text))
constraint crm.clients.clients_discovery_metadata_shape CHECK (((discovery_metadata IS NULL) OR (discovery_metadata = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(discovery_metadata))) NOT VALID
constraint crm.clients.clients_enrichment_data_shape CHECK (((enrichment_data IS NULL) OR (enrichment_data = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(enrichment_data))) NOT VALID
constraint crm.clients.clients_in_range CHECK ((((budget IS NULL) OR (abs((budget)::numeric) < 'Infinity'::numeric)) AND ((contract_end_date IS NULL) OR ((contract_end_date >= '1800-01-01'::date) AND (contract_end_date < '3000-01-01'::date))) AND ((contract_start_date IS NULL) OR ((contract_start_date >= '1800-01-01'::date) AND (contract_start_date < '3000-01-01'::date))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((deadline IS NULL) OR ((deadline >= '1800-01-01'::date) AND (deadline < '3000-01-01'::date))) AND ((enrichment_last_run_at IS NULL) OR ((enrichment_last_run_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (enrichment_last_run_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.clients.clients_name_check CHECK (((name <> ''::text) AND (length(name) <= 300)))
constraint crm.clients.clients_one_line CHECK (kit.is_line((((((((COALESCE(name, ''::text) || COALESCE(industry, ''::text)) || COALESCE((website)::text, ''::text)) || COALESCE(country, ''::text)) || COALESCE(size, ''::text)) || COALESCE(tier, ''::text)) || COALESCE(region, ''::text)) || COALESCE((currency)::text, ''::text)))) NOT VALID
constraint crm.clients.clients_owner_id_fkey FOREIGN KEY (org_id, owner_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (owner_id) DEFERRABLE
constraint crm.clients.clients_pkey PRIMARY KEY (org_id, id)
constraint crm.clients.clients_reported_financials_shape CHECK (((reported_financials IS NULL) OR (reported_financials = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_flat(reported_financials))) NOT VALID
constraint crm.clients.clients_score_factors_shape CHECK (((score_factors IS NULL) OR (score_factors = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_score(score_factors))) NOT VALID
CREATE INDEX clients_by_name_idx ON crm.clients USING btree (org_id, name, id)
CREATE INDEX clients_contract_end_idx ON crm.clients USING btree (org_id, contract_end_date)
CREATE INDEX clients_created_from_lead_id_idx ON crm.clients USING btree (org_id, created_from_lead_id)
CREATE INDEX clients_name_idx ON crm.clients USING btree (org_id, lower(name))
CREATE INDEX clients_name_index_idx ON crm.clients USING btree (org_id, name_index)
CREATE INDEX clients_newest_idx ON crm.clients USING btree (org_id, created_at DESC, id DESC)
CREATE INDEX clients_owner_id_idx ON crm.clients USING btree (org_id, owner_id)
CREATE UNIQUE INDEX clients_pkey ON crm.clients USING btree (org_id, id)
CREATE INDEX clients_status_idx ON crm.clients USING btree (org_id, status)
CREATE INDEX clients_website_idx ON crm.clients USING btree (org_id, website)
CREATE INDEX clients_website_index_idx ON crm.clients USING btree (org_id, website_index)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.clients FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON crm.clients FOR EACH ROW EXECUTE FUNCTION identity.check_custom()
CREATE TRIGGER point_out_renamed AFTER UPDATE ON crm.clients REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.point_out_twins()
CREATE TRIGGER point_out_twins AFTER INSERT ON crm.clients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.point_out_twins()
CREATE TRIGGER tell_enrichment AFTER UPDATE OF enrichment_status ON crm.clients FOR EACH ROW WHEN ((old.enrichment_status IS DISTINCT FROM new.enrichment_status)) EXECUTE FUNCTION kit.tell_row()
CREATE TRIGGER x_drop_documents AFTER DELETE ON crm.clients REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kit.drop_hanging('knowledge.documents')
CREATE TRIGGER y_meaning_delete AFTER DELETE ON crm.clients REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON crm.clients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON crm.clients FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.industry IS DISTINCT FROM new.industry) OR (old.region IS DISTINCT FROM new.region) OR (old.country IS DISTINCT FROM new.country) OR (old.meddpicc_identified_pain IS DISTINCT FROM new.meddpicc_identified_pain))) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.clients REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.clients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.clients FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_noted_update AFTER UPDATE ON crm.clients FOR EACH ROW WHEN ((((((((((old.status IS DISTINCT FROM new.status) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.name IS DISTINCT FROM new.name)) OR (old.meddpicc_metrics IS DISTINCT FROM new.meddpicc_metrics)) OR (old.meddpicc_decision_criteria IS DISTINCT FROM new.meddpicc_decision_criteria)) OR (old.meddpicc_decision_process IS DISTINCT FROM new.meddpicc_decision_process)) OR (old.meddpicc_paper_process IS DISTINCT FROM new.meddpicc_paper_process)) OR (old.meddpicc_identified_pain IS DISTINCT FROM new.meddpicc_identified_pain)) OR (old.meddpicc_competition IS DISTINCT FROM new.meddpicc_competition))) EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.id)')
CREATE TRIGGER y_scored_insert AFTER INSERT ON crm.clients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('score_clients', 'values (n.id)')
CREATE TRIGGER y_scored_update AFTER UPDATE ON crm.clients FOR EACH ROW WHEN ((((old.size IS DISTINCT FROM new.size) OR (old.industry IS DISTINCT FROM new.industry)) OR ((old.website)::text IS DISTINCT FROM (new.website)::text))) EXECUTE FUNCTION kit.note('score_clients', 'values (n.id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.clients REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.clients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.clients REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.clients : A company we work with, hope to, or used to: account, asset owner, head contractor, hiring company. @also(companies, accounts, customers) @icon(building-2) @menu(1) @key(c) @board(status) @calendar(contract_end_date) @card(industry, owner_id, tier) @meaning(name, industry, region, country, meddpicc_identified_pain) @searched(name)
comment crm.clients billing_address: Address on invoices. @group(Commercial) @long
comment crm.clients budget: Money the client has set aside. @group(Commercial)
comment crm.clients contract_end_date: Last day of the contract. @group(Commercial)
comment crm.clients contract_start_date: First day of the contract. @group(Commercial)
comment crm.clients corporate_identity: Registration and tax numbers by name, such as gst, pan, vat. @group(Commercial)
comment crm.clients country: Country. @group(Company)
comment crm.clients created_at: When it was entered.
comment crm.clients created_from_lead_id: The lead it was converted from. @stamped
comment crm.clients currency: Currency it is billed in; empty means the organisation's. @group(Commercial)
comment crm.clients custom: Fields the organisation added.
comment crm.clients deadline: Date the client works towards. @group(Commercial)
comment crm.clients discovery_metadata: Where discovery found it: source, time, method, relevance. @group(Discovery) @stamped
comment crm.clients enrichment_data: What enrichment found: website, industry, description, metadata. @group(Discovery) @stamped @apart
comment crm.clients enrichment_last_run_at: When enrichment last ran. @group(Discovery) @derived
comment crm.clients enrichment_status: How far enrichment has come. @group(Discovery) @derived
comment crm.clients id: Identifier; grows with time.
comment crm.clients industry: Line of business. @list @also(sector)
comment crm.clients meddpicc_competition: Alternatives being considered. @label(Competition) @group(MEDDPICC) @long
comment crm.clients meddpicc_decision_criteria: How they judge success. @label('Decision criteria') @group(MEDDPICC) @long
comment crm.clients meddpicc_decision_process: Steps and timeline to a decision. @label('Decision process') @group(MEDDPICC) @long
comment crm.clients meddpicc_identified_pain: The core business problem. @label('Identified pain') @group(MEDDPICC) @long
comment crm.clients meddpicc_metrics: Quantifiable measures of success. @label(Metrics) @group(MEDDPICC) @long
comment crm.clients meddpicc_paper_process: Procurement, legal and contracts. @label('Paper process') @group(MEDDPICC) @long
comment crm.clients name: Trading name. @list @also(company, company_name, account, account_name, client, client_name)
comment crm.clients name_index: The name without case, signs and legal form. @secret
comment crm.clients org_id: Organisation the row belongs to.
comment crm.clients owner_id: Account manager. @list @also(account_manager_id, owner, account_manager)
comment crm.clients region: Region we serve it from. @list
comment crm.clients reported_financials: Figures as told elsewhere, brought along by an import. @group(Commercial)
comment crm.clients score: How well the company fits us, 0 to 100. @group(Discovery) @derived
comment crm.clients score_factors: The parts of the score: {"factors": [{name, value, reason}], "total"}. @group(Discovery) @derived
comment crm.clients size: Head count range, such as 51-200. @group(Company) @also(employees)
comment crm.clients status: Where the company stands with us. @list
comment crm.clients tier: Importance to us, such as A, B, C or Gold. @list
comment crm.clients updated_at: When it was last changed; also the row's version.
comment crm.clients website: Home page. @also(url, homepage)
comment crm.clients website_index: The host of the home page. @secret
security crm.clients row=t forced=t 
function crm.clients_at_risk(days integer) -- Clients at risk. Which clients are not healthy, and which way are they going?    @report(clients) @by(Client) @measures health=count change=count overdue=money
function crm.clients_called(names text[]) -- The client that each of some names means.
function crm.clients_losing_touch(about uuid[]) -- The health of a client is low, or fell a lot within thirty days. @rule(churn_interceptor)
function crm.clients_losing_touch_came_good(entity uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day a client's health had risen by ten, or somebody was in touch.
column crm.competitor_mentions.competitor_id uuid not null
column crm.competitor_mentions.created_at timestamp with time zone not null default now()
column crm.competitor_mentions.notes text
column crm.competitor_mentions.opportunity_id uuid not null
column crm.competitor_mentions.org_id uuid not null default kit.org_id()
column crm.competitor_mentions.status crm.mention_status not null default 'active'::crm.mention_status
column crm.competitor_mentions.updated_at timestamp with time zone not null default now()
constraint crm.competitor_mentions.competitor_mentions_competitor_id_fkey FOREIGN KEY (org_id, competitor_id) REFERENCES crm.competitors(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.competitor_mentions.competitor_mentions_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.competitor_mentions.competitor_mentions_opportunity_id_fkey FOREIGN KEY (org_id, opportunity_id) REFERENCES crm.opportunities(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.competitor_mentions.competitor_mentions_pkey PRIMARY KEY (org_id, competitor_id, opportunity_id)
CREATE INDEX competitor_mentions_competitor_id_idx ON crm.competitor_mentions USING btree (org_id, competitor_id)
CREATE INDEX competitor_mentions_opportunity_id_idx ON crm.competitor_mentions USING btree (org_id, opportunity_id)
CREATE UNIQUE INDEX competitor_mentions_pkey ON crm.competitor_mentions USING btree (org_id, competitor_id, opportunity_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.competitor_mentions FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.competitor_mentions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.competitor_mentions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.competitor_mentions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.competitor_mentions : A competitor seen in a deal.
comment crm.competitor_mentions competitor_id: The competitor. @list
comment crm.competitor_mentions created_at: When it was entered.
comment crm.competitor_mentions notes: What we know of their offer. @long
comment crm.competitor_mentions opportunity_id: The deal. @list
comment crm.competitor_mentions org_id: Organisation the row belongs to.
comment crm.competitor_mentions status: What became of them. @list
comment crm.competitor_mentions updated_at: When it was last changed; also the row's version.
security crm.competitor_mentions row=t forced=t 
column crm.competitor_twins.id uuid
column crm.competitor_twins.key text
column crm.competitor_twins.noun text
column crm.competitor_twins.way text
comment crm.competitor_twins : Ways competitors may be one. @duplicates(competitors)
security crm.competitor_twins row=f forced=f {security_invoker=true}
view crm.competitor_twins as  SELECT 'competitors'::text AS noun,     id,     'Same name'::text AS way,     lower(regexp_replace(name, '[^[:alnum:]]+'::text, ''::text, 'g'::text)) AS key    FROM crm.competitors t;
column crm.competitors.created_at timestamp with time zone not null default now()
column crm.competitors.id uuid not null default kit.new_id()
column crm.competitors.name text not null
column crm.competitors.notes text
column crm.competitors.org_id uuid not null default kit.org_id()
column crm.competitors.strengths text
column crm.competitors.typical_pricing text
column crm.competitors.updated_at timestamp with time zone not null default now()
column crm.competitors.weaknesses text
column crm.competitors.website kit.url
constraint crm.competitors.competitors_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.competitors.competitors_name_check CHECK ((name <> ''::text))
constraint crm.competitors.competitors_name_taken UNIQUE (org_id, name)
constraint crm.competitors.competitors_one_line CHECK (kit.is_line((COALESCE(name, ''::text) || COALESCE((website)::text, ''::text)))) NOT VALID
constraint crm.competitors.competitors_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX competitors_name_taken ON crm.competitors USING btree (org_id, name)
CREATE UNIQUE INDEX competitors_pkey ON crm.competitors USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.competitors FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.competitors REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.competitors REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.competitors FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.competitors REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.competitors REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.competitors REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.competitors : A company that sells against us, or an alternative the client weighs. @icon(swords) @menu(9) @searched(name)
comment crm.competitors created_at: When it was entered.
comment crm.competitors id: Identifier; grows with time.
comment crm.competitors name: Trading name. @list
comment crm.competitors notes: Anything else. @long
comment crm.competitors org_id: Organisation the row belongs to.
comment crm.competitors strengths: What they do well. @long
comment crm.competitors typical_pricing: What they usually charge. @list @long
comment crm.competitors updated_at: When it was last changed; also the row's version.
comment crm.competitors weaknesses: Where they are weak. @long
comment crm.competitors website: Home page. @list
security crm.competitors row=t forced=t 
column crm.contact_entries.about text
column crm.contact_entries.about_id uuid
column crm.contact_entries.at timestamp with time zone
column crm.contact_entries.body text
column crm.contact_entries.changes jsonb
column crm.contact_entries.kind text
column crm.contact_entries.link text
column crm.contact_entries.title text
column crm.contact_entries.user_id uuid
column crm.contact_entries.who text
comment crm.contact_entries : Activities on timelines of contacts. @timeline(contacts)
security crm.contact_entries row=f forced=f {security_invoker=true}
view crm.contact_entries as  SELECT 'contacts'::text AS about,     c.contact_id AS about_id,     a.occurred_at AS at,     (a.type)::text AS kind,     a.subject AS title,     "left"(COALESCE((a.description)::text, ''::text), 3000) AS body,     a.created_by AS user_id,     a.writer AS who,     ('/activities/'::text || a.id) AS link,     NULL::jsonb AS changes    FROM (crm.activity_contacts c      JOIN crm.activities a ON (((a.org_id = c.org_id) AND (a.id = c.activity_id))));
function crm.contact_took_part() -- Keeps last_contact_date true when people join or leave an activity.
column crm.contact_twins.id uuid
column crm.contact_twins.key text
column crm.contact_twins.noun text
column crm.contact_twins.way text
comment crm.contact_twins : Ways contacts may be one. @duplicates(contacts)
security crm.contact_twins row=f forced=f {security_invoker=true}
view crm.contact_twins as  SELECT 'contacts'::text AS noun,     t.id,     'Same e-mail address'::text AS way,     encode(t.email_index, 'hex'::text) AS key    FROM crm.contacts t   WHERE (t.email_index IS NOT NULL) UNION ALL  SELECT 'contacts'::text AS noun,     t.id,     'Same telephone number'::text AS way,     encode(t.phone_index, 'hex'::text) AS key    FROM crm.contacts t   WHERE (t.phone_index IS NOT NULL) UNION ALL  SELECT 'contacts'::text AS noun,     t.id,     'Same name at the same client'::text AS way,     ((t.client_id)::text || lower(t.name)) AS key    FROM crm.contacts t   WHERE (t.client_id IS NOT NULL);
column crm.contacts.client_id uuid
column crm.contacts.created_at timestamp with time zone not null default now()
column crm.contacts.custom jsonb not null default '{}'::jsonb
column crm.contacts.discovery_metadata jsonb
column crm.contacts.email kit.pii_email
column crm.contacts.email_index bytea
column crm.contacts.engagement_level crm.engagement_level not null default 'medium'::crm.engagement_level
column crm.contacts.first_name text
column crm.contacts.id uuid not null default kit.new_id()
column crm.contacts.is_key boolean not null default false
column crm.contacts.last_contact_date date
column crm.contacts.last_name text
column crm.contacts.linkedin_url kit.url
column crm.contacts.name text generated TRIM(BOTH FROM ((COALESCE(first_name, ''::text) || ' '::text) || COALESCE(last_name, ''::text)))
column crm.contacts.notes kit.pii
column crm.contacts.org_id uuid not null default kit.org_id()
column crm.contacts.phone kit.pii_phone
column crm.contacts.phone_index bytea
column crm.contacts.role_tags crm.meddpicc_role[] not null default '{}'::crm.meddpicc_role[]
column crm.contacts.title text
column crm.contacts.updated_at timestamp with time zone not null default now()
constraint crm.contacts.contacts_bounded CHECK ((kit.is_bounded(discovery_metadata) AND kit.is_bounded(custom))) NOT VALID
constraint crm.contacts.contacts_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.contacts.contacts_custom_check CHECK ((jsonb_typeof(custom) = 'object'::text))
constraint crm.contacts.contacts_discovery_metadata_shape CHECK (((discovery_metadata IS NULL) OR (discovery_metadata = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(discovery_metadata))) NOT VALID
constraint crm.contacts.contacts_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_contact_date IS NULL) OR ((last_contact_date >= '1800-01-01'::date) AND (last_contact_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.contacts.contacts_need_a_name CHECK (((COALESCE(first_name, ''::text) <> ''::text) OR (COALESCE(last_name, ''::text) <> ''::text)))
constraint crm.contacts.contacts_one_line CHECK (kit.is_line((((COALESCE(first_name, ''::text) || COALESCE(last_name, ''::text)) || COALESCE(title, ''::text)) || COALESCE((linkedin_url)::text, ''::text)))) NOT VALID
constraint crm.contacts.contacts_pkey PRIMARY KEY (org_id, id)
CREATE INDEX contacts_client_id_idx ON crm.contacts USING btree (org_id, client_id)
CREATE INDEX contacts_email_idx ON crm.contacts USING btree (org_id, email_index)
CREATE INDEX contacts_linkedin_idx ON crm.contacts USING btree (org_id, linkedin_url)
CREATE INDEX contacts_name_idx ON crm.contacts USING btree (org_id, lower(name))
CREATE INDEX contacts_newest_idx ON crm.contacts USING btree (org_id, created_at DESC, id DESC)
CREATE INDEX contacts_phone_idx ON crm.contacts USING btree (org_id, phone_index)
CREATE UNIQUE INDEX contacts_pkey ON crm.contacts USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.contacts FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON crm.contacts FOR EACH ROW EXECUTE FUNCTION identity.check_custom()
CREATE TRIGGER invoices_recipient_contact_id_same_client_id BEFORE UPDATE OF client_id ON crm.contacts FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION kit.check_children('delivery.invoices', 'recipient_contact_id', 'client_id', 'invoices_recipient_contact_id_same_client_id')
CREATE TRIGGER leads_contact_id_same_client_id BEFORE UPDATE OF client_id ON crm.contacts FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION kit.check_children('crm.leads', 'contact_id', 'client_id', 'leads_contact_id_same_client_id')
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.contacts FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_noted_delete AFTER DELETE ON crm.contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id)')
CREATE TRIGGER y_noted_insert AFTER INSERT ON crm.contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id)')
CREATE TRIGGER y_noted_update AFTER UPDATE ON crm.contacts FOR EACH ROW WHEN (((((old.client_id IS DISTINCT FROM new.client_id) OR (old.role_tags IS DISTINCT FROM new.role_tags)) OR (old.engagement_level IS DISTINCT FROM new.engagement_level)) OR (old.last_contact_date IS DISTINCT FROM new.last_contact_date))) EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id)')
CREATE TRIGGER y_scored_delete AFTER DELETE ON crm.contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('score_clients', 'values (n.client_id)')
CREATE TRIGGER y_scored_insert AFTER INSERT ON crm.contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('score_clients', 'values (n.client_id)')
CREATE TRIGGER y_scored_update AFTER UPDATE ON crm.contacts FOR EACH ROW WHEN (((((old.client_id IS DISTINCT FROM new.client_id) OR (old.email_index IS DISTINCT FROM new.email_index)) OR (old.phone_index IS DISTINCT FROM new.phone_index)) OR (old.last_contact_date IS DISTINCT FROM new.last_contact_date))) EXECUTE FUNCTION kit.note('score_clients', 'values (n.client_id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.contacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.contacts : A person at a client: stakeholder, decision-maker, contact. @also(stakeholders, people) @icon(contact) @menu(2) @key(p) @board(engagement_level) @calendar(last_contact_date) @card(title, client_id) @person @searched(name)
comment crm.contacts client_id: The company they work for. @list @also(company, account)
comment crm.contacts created_at: When it was entered.
comment crm.contacts custom: Fields the organisation added.
comment crm.contacts discovery_metadata: Where discovery found them. @group(Discovery) @stamped
comment crm.contacts email: E-mail address. @list
comment crm.contacts email_index: Blind index of the address. @secret
comment crm.contacts engagement_level: How much they take part. @list
comment crm.contacts first_name: First name.
comment crm.contacts id: Identifier; grows with time.
comment crm.contacts is_key: One of the people who matter most.
comment crm.contacts last_contact_date: Day of the last activity with them; kept by the database. @list @derived
comment crm.contacts last_name: Last name. @also(surname)
comment crm.contacts linkedin_url: LinkedIn profile. @also(linkedin)
comment crm.contacts name: Full name. @list
comment crm.contacts notes: Private notes.
comment crm.contacts org_id: Organisation the row belongs to.
comment crm.contacts phone: Telephone number. @list @also(mobile)
comment crm.contacts phone_index: Blind index of the number. @secret
comment crm.contacts role_tags: Parts they play in the decision. @list
comment crm.contacts title: Job title, position or role. @list @also(position, role, job_title)
comment crm.contacts updated_at: When it was last changed; also the row's version.
security crm.contacts row=t forced=t 
function crm.days_in_stage(opportunity crm.opportunities) -- Whole days since the deal came into its stage.
function crm.days_spent(stretch crm.deal_stage_history) -- Days the deal spent in the stage, so far.
column crm.deal_dates.changed_at timestamp with time zone
column crm.deal_dates.details text
column crm.deal_dates.due_date date
column crm.deal_dates.id uuid
column crm.deal_dates.minutes integer
column crm.deal_dates.noun text
column crm.deal_dates.starts_at timestamp with time zone
column crm.deal_dates.title text
comment crm.deal_dates : Decisions in calendars. @dates()
security crm.deal_dates row=f forced=f {security_invoker=true}
view crm.deal_dates as  SELECT 'opportunities'::text AS noun,     id,     ('Decision: '::text || name) AS title,     NULL::text AS details,     expected_close_date AS due_date,     NULL::timestamp with time zone AS starts_at,     NULL::integer AS minutes,     updated_at AS changed_at    FROM crm.opportunities o   WHERE ((owner_id = kit.user_id()) AND (stage <> ALL (ARRAY['closed_won'::crm.deal_stage, 'closed_lost'::crm.deal_stage])) AND (expected_close_date IS NOT NULL));
column crm.deal_entries.about text
column crm.deal_entries.about_id uuid
column crm.deal_entries.at timestamp with time zone
column crm.deal_entries.body text
column crm.deal_entries.changes jsonb
column crm.deal_entries.kind text
column crm.deal_entries.link text
column crm.deal_entries.title text
column crm.deal_entries.user_id uuid
column crm.deal_entries.who text
comment crm.deal_entries : Deals on timelines. @timeline(clients)
security crm.deal_entries row=f forced=f {security_invoker=true}
view crm.deal_entries as  SELECT 'clients'::text AS about,     client_id AS about_id,     stage_entered_at AS at,     'deal'::text AS kind,     ((('Deal '::text || name) || ': '::text) || replace((stage)::text, '_'::text, ' '::text)) AS title,     ''::text AS body,     owner_id AS user_id,     NULL::text AS who,     ('/opportunities/'::text || id) AS link,     NULL::jsonb AS changes    FROM crm.opportunities o;
column crm.deal_items.about text
column crm.deal_items.acts jsonb
column crm.deal_items.ahead integer
column crm.deal_items.amount numeric
column crm.deal_items.currency text
column crm.deal_items.due_at timestamp with time zone
column crm.deal_items.due_date date
column crm.deal_items.icon text
column crm.deal_items.id uuid
column crm.deal_items.link text
column crm.deal_items.noun text
column crm.deal_items.overdue integer
column crm.deal_items.title text
column crm.deal_items.weight integer
comment crm.deal_items : Deals that wait or come up. @today(opportunities)
security crm.deal_items row=f forced=f {security_invoker=true}
view crm.deal_items as  SELECT 'opportunities'::text AS noun,     o.id,     (o.name || ' is past its close date'::text) AS title,     COALESCE(( SELECT c.name            FROM crm.clients c           WHERE ((c.org_id = o.org_id) AND (c.id = o.client_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     18 AS weight,     NULL::integer AS overdue,     '-1'::integer AS ahead,     o.expected_close_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM crm.opportunities o   WHERE ((o.owner_id = kit.user_id()) AND (o.stage <> ALL (ARRAY['closed_won'::crm.deal_stage, 'closed_lost'::crm.deal_stage])) AND (o.expected_close_date IS NOT NULL)) UNION ALL  SELECT 'opportunities'::text AS noun,     o.id,     (o.name || ' should close'::text) AS title,     COALESCE(( SELECT c.name            FROM crm.clients c           WHERE ((c.org_id = o.org_id) AND (c.id = o.client_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     NULL::integer AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     o.expected_close_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM crm.opportunities o   WHERE ((o.owner_id = kit.user_id()) AND (o.stage <> ALL (ARRAY['closed_won'::crm.deal_stage, 'closed_lost'::crm.deal_stage])) AND (o.expected_close_date IS NOT NULL));
type crm.deal_outcome won,lost  -- How a closed deal ended. @tones won=good lost=bad
type crm.deal_source referral,inbound,outbound,event,partner  -- How the deal came to us.
type crm.deal_stage lead,qualified,discovery,proposal,negotiation,closed_won,closed_lost  -- How far a deal has come. Each stage has its probability: 10, 25, 40, 60, 80, 100, 0. @values closed_won='Closed won' closed_lost='Closed lost' @tones lead=info qualified=info discovery=info proposal=info negotiation=warn closed_won=good closed_lost=bad
column crm.deal_stage_history.created_at timestamp with time zone not null default now()
column crm.deal_stage_history.entered_at timestamp with time zone not null default now()
column crm.deal_stage_history.id uuid not null default kit.new_id()
column crm.deal_stage_history.left_at timestamp with time zone
column crm.deal_stage_history.moved_by uuid
column crm.deal_stage_history.opportunity_id uuid not null
column crm.deal_stage_history.org_id uuid not null default kit.org_id()
column crm.deal_stage_history.previous_stage crm.deal_stage
column crm.deal_stage_history.stage crm.deal_stage not null
column crm.deal_stage_history.updated_at timestamp with time zone not null default now()
constraint crm.deal_stage_history.deal_stage_history_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((entered_at IS NULL) OR ((entered_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (entered_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((left_at IS NULL) OR ((left_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (left_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.deal_stage_history.deal_stage_history_moved_by_fkey FOREIGN KEY (org_id, moved_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (moved_by) DEFERRABLE
constraint crm.deal_stage_history.deal_stage_history_opportunity_id_fkey FOREIGN KEY (org_id, opportunity_id) REFERENCES crm.opportunities(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.deal_stage_history.deal_stage_history_pkey PRIMARY KEY (org_id, id)
CREATE INDEX deal_stage_history_moved_by_idx ON crm.deal_stage_history USING btree (org_id, moved_by)
CREATE INDEX deal_stage_history_open_idx ON crm.deal_stage_history USING btree (org_id, opportunity_id, entered_at)
CREATE INDEX deal_stage_history_opportunity_id_idx ON crm.deal_stage_history USING btree (org_id, opportunity_id)
CREATE UNIQUE INDEX deal_stage_history_pkey ON crm.deal_stage_history USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.deal_stage_history FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment crm.deal_stage_history : A stretch a deal spent in one stage. Written by the database whenever a deal moves, in any direction. @icon(history) @words(Stage, Stage history) @named(stage, entered_at)
comment crm.deal_stage_history created_at: When it was entered.
comment crm.deal_stage_history entered_at: When it came into the stage. @list
comment crm.deal_stage_history id: Identifier; grows with time.
comment crm.deal_stage_history left_at: When it went on; empty while it is there. @list
comment crm.deal_stage_history moved_by: Who moved it here. @list
comment crm.deal_stage_history opportunity_id: The deal. @list
comment crm.deal_stage_history org_id: Organisation the row belongs to.
comment crm.deal_stage_history previous_stage: The stage it came from; empty for a new deal. @list
comment crm.deal_stage_history stage: The stage it was in. @list
comment crm.deal_stage_history updated_at: When it was last changed; also the row's version.
security crm.deal_stage_history row=t forced=t 
type crm.deal_type new,renewal,expansion  -- What kind of business it is. @tones new=info
function crm.engaged_words(engaged bigint) -- How often somebody was in touch with a lead lately, in words.
type crm.engagement_level high,medium,low,disengaged  -- How much a person takes part: actively, when asked, slowly, or no longer. @tones high=bad medium=warn disengaged=bad
type crm.enrichment_status never,pending,success,failed  -- How far automatic enrichment of a company has come. @tones pending=warn success=good failed=bad
function crm.erase(about text, person uuid) -- Erases what the module knows of a person; the rows by table.
function crm.erase_evidence(records uuid[]) -- Makes evidence nameless.
function crm.exit_criteria(opportunity crm.opportunities) -- The checklist of the stages: what must hold before the deal moves on.
function crm.follow_nudge() -- Notes what became of a nudge.
function crm.forecast() -- Forecast. What will close when, weighted by probability?    @report(opportunities) @by(Month) @drawn(layers) @measures weighted=money value=money deals=count
function crm.forecast_changes(since date) -- What changed in the forecast since the end of a day.
function crm.forecast_movement(days integer) -- What changed in the forecast. What came, went, grew or moved since then?    @report(opportunities) @by(Deal) @measures weighted_change=money value_then=money value_now=money
column crm.forecast_snapshots.created_at timestamp with time zone not null default now()
column crm.forecast_snapshots.date date not null default CURRENT_DATE
column crm.forecast_snapshots.expected_close_date date
column crm.forecast_snapshots.id uuid not null default kit.new_id()
column crm.forecast_snapshots.opportunity_id uuid not null
column crm.forecast_snapshots.org_id uuid not null default kit.org_id()
column crm.forecast_snapshots.probability kit.percent not null
column crm.forecast_snapshots.stage crm.deal_stage not null
column crm.forecast_snapshots.updated_at timestamp with time zone not null default now()
column crm.forecast_snapshots.value kit.money not null
constraint crm.forecast_snapshots.forecast_snapshots_day_taken UNIQUE (org_id, opportunity_id, date)
constraint crm.forecast_snapshots.forecast_snapshots_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((date IS NULL) OR ((date >= '1800-01-01'::date) AND (date < '3000-01-01'::date))) AND ((expected_close_date IS NULL) OR ((expected_close_date >= '1800-01-01'::date) AND (expected_close_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((value IS NULL) OR (abs((value)::numeric) < 'Infinity'::numeric)))) NOT VALID
constraint crm.forecast_snapshots.forecast_snapshots_opportunity_id_fkey FOREIGN KEY (org_id, opportunity_id) REFERENCES crm.opportunities(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.forecast_snapshots.forecast_snapshots_pkey PRIMARY KEY (org_id, id)
CREATE INDEX forecast_snapshots_date_idx ON crm.forecast_snapshots USING btree (org_id, date)
CREATE UNIQUE INDEX forecast_snapshots_day_taken ON crm.forecast_snapshots USING btree (org_id, opportunity_id, date)
CREATE INDEX forecast_snapshots_opportunity_id_idx ON crm.forecast_snapshots USING btree (org_id, opportunity_id)
CREATE UNIQUE INDEX forecast_snapshots_pkey ON crm.forecast_snapshots USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.forecast_snapshots FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment crm.forecast_snapshots : What a deal promised on a day. A row is kept only for days on which something had changed; the newest row up to a day tells how it stood then. @icon(chart-column) @named(date, opportunity_id)
comment crm.forecast_snapshots created_at: When it was entered.
comment crm.forecast_snapshots date: The day. @list
comment crm.forecast_snapshots expected_close_date: The decision day expected on that day. @list
comment crm.forecast_snapshots id: Identifier; grows with time.
comment crm.forecast_snapshots opportunity_id: The deal. @list
comment crm.forecast_snapshots org_id: Organisation the row belongs to.
comment crm.forecast_snapshots probability: Its chance on that day. @list
comment crm.forecast_snapshots stage: Its stage on that day. @list
comment crm.forecast_snapshots updated_at: When it was last changed; also the row's version.
comment crm.forecast_snapshots value: Its value on that day. @list
security crm.forecast_snapshots row=t forced=t 
function crm.go_or_no_go() -- The points of a new checklist.
function crm.grade_nudges() -- Notes which nudges came good within sixty days.
function crm.guard_conversion() -- Keeps the status of leads and their conversion together.
function crm.head_count(size text) -- The least number of people in a size such as 51-200.
type crm.health_band critical,at_risk,healthy  -- How well a client relationship is. @values healthy=Healthy at_risk='At risk' critical=Critical @tones critical=bad at_risk=warn healthy=good
function crm.health_band(client crm.clients) -- Healthy, at risk or critical.
function crm.health_factors(client crm.clients) -- Each part of the health score with value, weight and reason.
function crm.health_score(client crm.clients) -- Health of the relationship, 0 to 100.
function crm.is_action(value jsonb) -- Whether it names a verb and its input.
function crm.is_checklist(value jsonb) -- Whether it is a list of points, each with a name.
function crm.is_evidence(value jsonb) -- Whether it is a list of records with their titles.
function crm.is_held_out(key text, percent numeric) -- Whether a nudge of this key is recorded and not shown.
function crm.is_ours_to_lose(client uuid, since timestamp with time zone) -- Whether a client is known for long or was served.
function crm.keep_forecast() -- Keeps today's forecast.
function crm.keep_stage_history() -- Keeps the stretches of a deal in its stages.
function crm.key_contacts(client crm.clients) -- The people who matter most: marked as key, champions and economic buyers.
function crm.large_action(noun text, id uuid, name text) -- The action for a large deal, lead or tender.
function crm.large_and_waiting(about uuid[]) -- A deal, lead or tender is among those worth most and nobody has touched it for days. @rule(rainmaker)
function crm.large_and_waiting_came_good(entity uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day something large went on.
function crm.large_untouched(about uuid[]) -- The deals, leads and tenders that are worth most and nobody has touched for days.
function crm.last_contact(client crm.clients) -- When somebody last called, met or wrote to the client.
function crm.lead_class(score integer) -- Hot from 70, warm from 40, else cold; the settings leads.hot_from and leads.warm_from move the limits.
type crm.lead_classification hot,warm,cold  -- How promising a lead is: hot from 70, warm from 40, else cold. @tones hot=bad warm=warn
column crm.lead_dates.changed_at timestamp with time zone
column crm.lead_dates.details text
column crm.lead_dates.due_date date
column crm.lead_dates.id uuid
column crm.lead_dates.minutes integer
column crm.lead_dates.noun text
column crm.lead_dates.starts_at timestamp with time zone
column crm.lead_dates.title text
comment crm.lead_dates : Follow-ups in calendars. @dates()
security crm.lead_dates row=f forced=f {security_invoker=true}
view crm.lead_dates as  SELECT 'leads'::text AS noun,     id,     ('Follow up: '::text || COALESCE(company_name, contact_name, (email)::text)) AS title,     NULL::text AS details,     NULL::date AS due_date,     next_follow_up_at AS starts_at,     15 AS minutes,     updated_at AS changed_at    FROM crm.leads l   WHERE ((owner_id = kit.user_id()) AND (next_follow_up_at > (now() - '30 days'::interval)) AND (status <> ALL (ARRAY['converted'::crm.lead_status, 'lost'::crm.lead_status, 'archived'::crm.lead_status])));
column crm.lead_entries.about text
column crm.lead_entries.about_id uuid
column crm.lead_entries.at timestamp with time zone
column crm.lead_entries.body text
column crm.lead_entries.changes jsonb
column crm.lead_entries.kind text
column crm.lead_entries.link text
column crm.lead_entries.title text
column crm.lead_entries.user_id uuid
column crm.lead_entries.who text
comment crm.lead_entries : Activities on timelines of leads. @timeline(leads)
security crm.lead_entries row=f forced=f {security_invoker=true}
view crm.lead_entries as  SELECT 'leads'::text AS about,     lead_id AS about_id,     occurred_at AS at,     (type)::text AS kind,     subject AS title,     "left"(COALESCE((description)::text, ''::text), 3000) AS body,     created_by AS user_id,     writer AS who,     ('/activities/'::text || id) AS link,     NULL::jsonb AS changes    FROM crm.activities a;
function crm.lead_facts(leads uuid[]) -- The facts behind each lead's score.
column crm.lead_items.about text
column crm.lead_items.acts jsonb
column crm.lead_items.ahead integer
column crm.lead_items.amount numeric
column crm.lead_items.currency text
column crm.lead_items.due_at timestamp with time zone
column crm.lead_items.due_date date
column crm.lead_items.icon text
column crm.lead_items.id uuid
column crm.lead_items.link text
column crm.lead_items.noun text
column crm.lead_items.overdue integer
column crm.lead_items.title text
column crm.lead_items.weight integer
comment crm.lead_items : Follow-ups of leads. @today(leads)
security crm.lead_items row=f forced=f {security_invoker=true}
view crm.lead_items as  SELECT 'leads'::text AS noun,     id,     ('Follow up with '::text || COALESCE(NULLIF(company_name, ''::text), contact_name, 'a lead'::text)) AS title,     concat_ws(', '::text, 'Lead', (classification)::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,         CASE classification             WHEN 'hot'::crm.lead_classification THEN 4             ELSE 24         END AS weight,     NULL::integer AS overdue,     0 AS ahead,     NULL::date AS due_date,     next_follow_up_at AS due_at,     '[{"do": "tomorrow", "set": {"next_follow_up_at": "@tomorrow"}, "told": "Follow up tomorrow at 8.", "word": "Later"}]'::jsonb AS acts    FROM crm.leads l   WHERE ((owner_id = kit.user_id()) AND (status <> ALL (ARRAY['converted'::crm.lead_status, 'lost'::crm.lead_status, 'archived'::crm.lead_status])) AND (next_follow_up_at IS NOT NULL));
column crm.lead_note_entries.about text
column crm.lead_note_entries.about_id uuid
column crm.lead_note_entries.at timestamp with time zone
column crm.lead_note_entries.body text
column crm.lead_note_entries.changes jsonb
column crm.lead_note_entries.kind text
column crm.lead_note_entries.link text
column crm.lead_note_entries.title text
column crm.lead_note_entries.user_id uuid
column crm.lead_note_entries.who text
comment crm.lead_note_entries : Notes on timelines. @timeline(leads)
security crm.lead_note_entries row=f forced=f {security_invoker=true}
view crm.lead_note_entries as  SELECT 'leads'::text AS about,     lead_id AS about_id,     created_at AS at,     'note'::text AS kind,     'Note'::text AS title,     "left"((content)::text, 3000) AS body,     user_id,     NULL::text AS who,     NULL::text AS link,     NULL::jsonb AS changes    FROM crm.lead_notes n;
column crm.lead_notes.content kit.markdown not null
column crm.lead_notes.created_at timestamp with time zone not null default now()
column crm.lead_notes.id uuid not null default kit.new_id()
column crm.lead_notes.lead_id uuid not null
column crm.lead_notes.org_id uuid not null default kit.org_id()
column crm.lead_notes.updated_at timestamp with time zone not null default now()
column crm.lead_notes.user_id uuid default kit.user_id()
constraint crm.lead_notes.lead_notes_content_check CHECK (((content)::text <> ''::text))
constraint crm.lead_notes.lead_notes_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.lead_notes.lead_notes_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.lead_notes.lead_notes_pkey PRIMARY KEY (org_id, id)
constraint crm.lead_notes.lead_notes_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX lead_notes_created_at_idx ON crm.lead_notes USING btree (org_id, created_at)
CREATE INDEX lead_notes_lead_id_idx ON crm.lead_notes USING btree (org_id, lead_id)
CREATE UNIQUE INDEX lead_notes_pkey ON crm.lead_notes USING btree (org_id, id)
CREATE INDEX lead_notes_user_id_idx ON crm.lead_notes USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.lead_notes FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER y_meaning_delete AFTER DELETE ON crm.lead_notes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON crm.lead_notes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON crm.lead_notes FOR EACH ROW WHEN (((old.content)::text IS DISTINCT FROM (new.content)::text)) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.lead_notes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.lead_notes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.lead_notes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.lead_notes : A note on a lead, for colleagues only. @icon(sticky-note) @named(content) @meaning(content)
comment crm.lead_notes content: The note. @list
comment crm.lead_notes created_at: When it was entered.
comment crm.lead_notes id: Identifier; grows with time.
comment crm.lead_notes lead_id: The lead. @list
comment crm.lead_notes org_id: Organisation the row belongs to.
comment crm.lead_notes updated_at: When it was last changed; also the row's version.
comment crm.lead_notes user_id: Who wrote it. @list @stamped
security crm.lead_notes row=t forced=t 
function crm.lead_points(status crm.lead_status, business_source text, filled integer, company_score integer, engaged bigint) -- The five parts of a lead's score.
type crm.lead_status new,contacted,qualified,proposal,negotiation,converted,lost,archived  -- How far a lead has come. @tones new=info contacted=info qualified=info proposal=info negotiation=warn converted=good lost=bad
column crm.lead_twins.id uuid
column crm.lead_twins.key text
column crm.lead_twins.noun text
column crm.lead_twins.way text
comment crm.lead_twins : Ways leads may be one. @duplicates(leads)
security crm.lead_twins row=f forced=f {security_invoker=true}
view crm.lead_twins as  SELECT 'leads'::text AS noun,     t.id,     'Same e-mail address'::text AS way,     lower((t.email)::text) AS key    FROM crm.leads t   WHERE (t.email IS NOT NULL) UNION ALL  SELECT 'leads'::text AS noun,     t.id,     'Same company and person'::text AS way,     ((lower(t.company_name) || '|'::text) || lower(COALESCE(t.contact_name, ''::text))) AS key    FROM crm.leads t   WHERE ((t.company_name IS NOT NULL) AND (t.status <> 'converted'::crm.lead_status));
function crm.lead_was_touched() -- Scores the leads of activities that change.
function crm.lead_words(status crm.lead_status, business_source text, filled integer, company_score integer, engaged bigint, stage integer, origin integer, completeness integer, company integer, engagement integer) -- The parts of a lead's score, each with its reason.
column crm.leads.address_index text generated lower((email)::text)
column crm.leads.business_source text
column crm.leads.classification crm.lead_classification not null default 'cold'::crm.lead_classification
column crm.leads.client_id uuid
column crm.leads.company_name text
column crm.leads.contact_id uuid
column crm.leads.contact_name text
column crm.leads.converted_at timestamp with time zone
column crm.leads.converted_opportunity_id uuid
column crm.leads.country text
column crm.leads.created_at timestamp with time zone not null default now()
column crm.leads.custom jsonb not null default '{}'::jsonb
column crm.leads.discovery_metadata jsonb
column crm.leads.domain_index text generated kit.web_domain((email)::text)
column crm.leads.email kit.email
column crm.leads.estimated_value kit.money
column crm.leads.expected_close_date date
column crm.leads.first_name text
column crm.leads.id uuid not null default kit.new_id()
column crm.leads.last_name text
column crm.leads.name_index text generated kit.plain_name(company_name)
column crm.leads.next_follow_up_at timestamp with time zone
column crm.leads.org_id uuid not null default kit.org_id()
column crm.leads.owner_id uuid
column crm.leads.phone kit.phone
column crm.leads.probability kit.percent
column crm.leads.score kit.percent not null default 0
column crm.leads.score_factors jsonb
column crm.leads.scored_at timestamp with time zone
column crm.leads.service_type crm.service_type
column crm.leads.source text
column crm.leads.status crm.lead_status not null default 'new'::crm.lead_status
column crm.leads.updated_at timestamp with time zone not null default now()
constraint crm.leads.leads_bounded CHECK ((kit.is_bounded(score_factors) AND kit.is_bounded(discovery_metadata) AND kit.is_bounded(custom))) NOT VALID
constraint crm.leads.leads_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE SET NULL (client_id) DEFERRABLE
constraint crm.leads.leads_contact_id_fkey FOREIGN KEY (org_id, contact_id) REFERENCES crm.contacts(org_id, id) ON DELETE SET NULL (contact_id) DEFERRABLE
constraint crm.leads.leads_converted_opportunity_id_fkey FOREIGN KEY (org_id, converted_opportunity_id) REFERENCES crm.opportunities(org_id, id) ON DELETE SET NULL (converted_opportunity_id) DEFERRABLE
constraint crm.leads.leads_custom_check CHECK ((jsonb_typeof(custom) = 'object'::text))
constraint crm.leads.leads_discovery_metadata_shape CHECK (((discovery_metadata IS NULL) OR (discovery_metadata = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(discovery_metadata))) NOT VALID
constraint crm.leads.leads_estimated_value_check CHECK (((estimated_value)::numeric >= (0)::numeric))
constraint crm.leads.leads_in_range CHECK ((((converted_at IS NULL) OR ((converted_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (converted_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((estimated_value IS NULL) OR (abs((estimated_value)::numeric) < 'Infinity'::numeric)) AND ((expected_close_date IS NULL) OR ((expected_close_date >= '1800-01-01'::date) AND (expected_close_date < '3000-01-01'::date))) AND ((next_follow_up_at IS NULL) OR ((next_follow_up_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (next_follow_up_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((scored_at IS NULL) OR ((scored_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (scored_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.leads.leads_need_a_name CHECK ((COALESCE(company_name, contact_name, first_name, last_name, (email)::text, ''::text) <> ''::text))
constraint crm.leads.leads_one_line CHECK (kit.is_line(((((((((COALESCE(company_name, ''::text) || COALESCE(contact_name, ''::text)) || COALESCE(first_name, ''::text)) || COALESCE(last_name, ''::text)) || COALESCE((email)::text, ''::text)) || COALESCE((phone)::text, ''::text)) || COALESCE(country, ''::text)) || COALESCE(source, ''::text)) || COALESCE(business_source, ''::text)))) NOT VALID
constraint crm.leads.leads_owner_id_fkey FOREIGN KEY (org_id, owner_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (owner_id) DEFERRABLE
constraint crm.leads.leads_pkey PRIMARY KEY (org_id, id)
constraint crm.leads.leads_score_factors_shape CHECK (((score_factors IS NULL) OR (score_factors = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_score(score_factors))) NOT VALID
CREATE INDEX leads_address_index_idx ON crm.leads USING btree (org_id, address_index)
CREATE INDEX leads_business_source_idx ON crm.leads USING btree (org_id, business_source)
CREATE INDEX leads_client_id_idx ON crm.leads USING btree (org_id, client_id)
CREATE INDEX leads_contact_id_idx ON crm.leads USING btree (org_id, contact_id)
CREATE INDEX leads_converted_opportunity_id_idx ON crm.leads USING btree (org_id, converted_opportunity_id)
CREATE INDEX leads_domain_index_idx ON crm.leads USING btree (org_id, domain_index)
CREATE INDEX leads_email_idx ON crm.leads USING btree (org_id, lower((email)::text))
CREATE INDEX leads_follow_up_idx ON crm.leads USING btree (org_id, next_follow_up_at)
CREATE INDEX leads_name_index_idx ON crm.leads USING btree (org_id, name_index)
CREATE INDEX leads_newest_idx ON crm.leads USING btree (org_id, created_at DESC, id DESC)
CREATE INDEX leads_owner_id_idx ON crm.leads USING btree (org_id, owner_id)
CREATE UNIQUE INDEX leads_pkey ON crm.leads USING btree (org_id, id)
CREATE INDEX leads_status_idx ON crm.leads USING btree (org_id, status)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.leads FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON crm.leads FOR EACH ROW EXECUTE FUNCTION identity.check_custom()
CREATE TRIGGER guard_conversion BEFORE INSERT OR UPDATE OF status ON crm.leads FOR EACH ROW EXECUTE FUNCTION crm.guard_conversion()
CREATE TRIGGER leads_contact_id_same_client_id BEFORE INSERT OR UPDATE OF contact_id, client_id ON crm.leads FOR EACH ROW WHEN (((new.contact_id IS NOT NULL) AND (new.client_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('crm.contacts', 'contact_id', 'client_id', 'leads_contact_id_same_client_id')
CREATE TRIGGER name_source BEFORE INSERT OR UPDATE OF source, business_source ON crm.leads FOR EACH ROW EXECUTE FUNCTION crm.name_source()
CREATE TRIGGER score_lead BEFORE INSERT OR UPDATE OF status, business_source, company_name, contact_name, first_name, last_name, email, phone, country, client_id, score, classification ON crm.leads FOR EACH ROW EXECUTE FUNCTION crm.score_lead()
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('company_name', 'contact_name', 'first_name', 'last_name')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('company_name', 'contact_name', 'first_name', 'last_name')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.leads FOR EACH ROW WHEN (((old.company_name IS DISTINCT FROM new.company_name) OR (old.contact_name IS DISTINCT FROM new.contact_name) OR (old.first_name IS DISTINCT FROM new.first_name) OR (old.last_name IS DISTINCT FROM new.last_name))) EXECUTE FUNCTION kit.note_names('company_name', 'contact_name', 'first_name', 'last_name')
CREATE TRIGGER y_noted_delete AFTER DELETE ON crm.leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_insert AFTER INSERT ON crm.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_update AFTER UPDATE ON crm.leads FOR EACH ROW WHEN (((((((old.status IS DISTINCT FROM new.status) OR ((old.estimated_value)::numeric IS DISTINCT FROM (new.estimated_value)::numeric)) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.client_id IS DISTINCT FROM new.client_id)) OR (old.company_name IS DISTINCT FROM new.company_name)) OR (old.expected_close_date IS DISTINCT FROM new.expected_close_date))) EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.leads REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.leads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.leads : Possible new business, found or come by itself. @icon(target) @menu(4) @key(l) @named(company_name, contact_name, last_name, first_name, email) @board(status) @calendar(next_follow_up_at) @sum(estimated_value) @card(contact_name, classification, estimated_value) @person @searched(company_name, contact_name, first_name, last_name)
comment crm.leads address_index: The e-mail address in lower case. @secret
comment crm.leads business_source: How the business came: referral, existing_customer, partner, inbound, outbound…
comment crm.leads classification: Hot, warm or cold. @list @derived
comment crm.leads client_id: The client it belongs to or became. @also(company_id)
comment crm.leads company_name: Company. @list @also(company)
comment crm.leads contact_id: The contact it belongs to or became.
comment crm.leads contact_name: Person, in one piece. @list @also(contact_person, contact, name)
comment crm.leads converted_at: When it was converted. @stamped
comment crm.leads converted_opportunity_id: The deal it became. @stamped
comment crm.leads country: Country.
comment crm.leads created_at: When it was entered.
comment crm.leads custom: Fields the organisation added.
comment crm.leads discovery_metadata: Where discovery found it: source, time, method, relevance. @group(Discovery) @stamped
comment crm.leads domain_index: The host of the e-mail address. @secret
comment crm.leads email: E-mail address. @list @personal @also(contact_email)
comment crm.leads estimated_value: What it may be worth. @list
comment crm.leads expected_close_date: When we expect a decision.
comment crm.leads first_name: First name.
comment crm.leads id: Identifier; grows with time.
comment crm.leads last_name: Last name.
comment crm.leads name_index: The company without case, signs and legal form. @secret
comment crm.leads next_follow_up_at: When to speak to them next. @list @also(next_follow_up)
comment crm.leads org_id: Organisation the row belongs to.
comment crm.leads owner_id: Who looks after it. @list @also(assigned_to_id, assigned_to)
comment crm.leads phone: Telephone number. @personal @also(contact_phone)
comment crm.leads probability: Chance of business, in percent.
comment crm.leads score: How promising it is, 0 to 100; kept by the database. @list @derived
comment crm.leads score_factors: The parts of the score: {"factors": [{name, value, reason}], "total"}. @derived
comment crm.leads scored_at: When the score was last computed. @derived
comment crm.leads service_type: What it wants from us.
comment crm.leads source: Channel it was found through: google, keyword, linkedin, social… @list
comment crm.leads status: How far it has come. @list
comment crm.leads updated_at: When it was last changed; also the row's version.
security crm.leads row=t forced=t 
function crm.log_sent_email() -- Puts sent mail on the client's timeline.
function crm.loss_reasons(days integer) -- Loss reasons. Why are deals lost?    @report(opportunities) @by(Reason) @measures deals=count value=money
column crm.market_tenders.checklist jsonb not null default '[]'::jsonb
column crm.market_tenders.client text
column crm.market_tenders.client_id uuid
column crm.market_tenders.closing_date date
column crm.market_tenders.created_at timestamp with time zone not null default now()
column crm.market_tenders.currency kit.currency
column crm.market_tenders.drop_reason text
column crm.market_tenders.id uuid not null default kit.new_id()
column crm.market_tenders.is_pursuing boolean not null default false
column crm.market_tenders.location text
column crm.market_tenders.ocid text
column crm.market_tenders.opportunity_id uuid
column crm.market_tenders.org_id uuid not null default kit.org_id()
column crm.market_tenders.published_at timestamp with time zone
column crm.market_tenders.suggested_client_id uuid
column crm.market_tenders.summary text
column crm.market_tenders.title text not null
column crm.market_tenders.updated_at timestamp with time zone not null default now()
column crm.market_tenders.url kit.url
column crm.market_tenders.value kit.money
constraint crm.market_tenders.market_tenders_bounded CHECK (kit.is_bounded(checklist)) NOT VALID
constraint crm.market_tenders.market_tenders_checklist_check CHECK ((jsonb_typeof(checklist) = 'array'::text))
constraint crm.market_tenders.market_tenders_checklist_shape CHECK (((checklist IS NULL) OR (checklist = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR crm.is_checklist(checklist))) NOT VALID
constraint crm.market_tenders.market_tenders_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE SET NULL (client_id) DEFERRABLE
constraint crm.market_tenders.market_tenders_in_range CHECK ((((closing_date IS NULL) OR ((closing_date >= '1800-01-01'::date) AND (closing_date < '3000-01-01'::date))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((published_at IS NULL) OR ((published_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (published_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((value IS NULL) OR (abs((value)::numeric) < 'Infinity'::numeric)))) NOT VALID
constraint crm.market_tenders.market_tenders_ocid_taken UNIQUE (org_id, ocid)
constraint crm.market_tenders.market_tenders_one_line CHECK (kit.is_line((((((COALESCE(title, ''::text) || COALESCE(client, ''::text)) || COALESCE(location, ''::text)) || COALESCE((currency)::text, ''::text)) || COALESCE((url)::text, ''::text)) || COALESCE(ocid, ''::text)))) NOT VALID
constraint crm.market_tenders.market_tenders_opportunity_id_fkey FOREIGN KEY (org_id, opportunity_id) REFERENCES crm.opportunities(org_id, id) ON DELETE SET NULL (opportunity_id) DEFERRABLE
constraint crm.market_tenders.market_tenders_opportunity_id_taken UNIQUE (org_id, opportunity_id)
constraint crm.market_tenders.market_tenders_pkey PRIMARY KEY (org_id, id)
constraint crm.market_tenders.market_tenders_suggested_client_id_fkey FOREIGN KEY (org_id, suggested_client_id) REFERENCES crm.clients(org_id, id) ON DELETE SET NULL (suggested_client_id) DEFERRABLE
constraint crm.market_tenders.market_tenders_title_check CHECK ((title <> ''::text))
CREATE INDEX market_tenders_client_id_idx ON crm.market_tenders USING btree (org_id, client_id)
CREATE INDEX market_tenders_closing_idx ON crm.market_tenders USING btree (org_id, closing_date)
CREATE UNIQUE INDEX market_tenders_ocid_taken ON crm.market_tenders USING btree (org_id, ocid)
CREATE UNIQUE INDEX market_tenders_opportunity_id_taken ON crm.market_tenders USING btree (org_id, opportunity_id)
CREATE UNIQUE INDEX market_tenders_pkey ON crm.market_tenders USING btree (org_id, id)
CREATE INDEX market_tenders_suggested_client_id_idx ON crm.market_tenders USING btree (org_id, suggested_client_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.market_tenders FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER may_pursue BEFORE INSERT OR UPDATE ON crm.market_tenders FOR EACH ROW EXECUTE FUNCTION crm.may_pursue()
CREATE TRIGGER plan_tender AFTER INSERT OR UPDATE ON crm.market_tenders FOR EACH ROW EXECUTE FUNCTION crm.plan_tender()
CREATE TRIGGER pursue_tender BEFORE INSERT OR UPDATE ON crm.market_tenders FOR EACH ROW EXECUTE FUNCTION crm.pursue_tender()
CREATE TRIGGER y_meaning_delete AFTER DELETE ON crm.market_tenders REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON crm.market_tenders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON crm.market_tenders FOR EACH ROW WHEN (((old.title IS DISTINCT FROM new.title) OR (old.client IS DISTINCT FROM new.client) OR (old.location IS DISTINCT FROM new.location) OR (old.summary IS DISTINCT FROM new.summary))) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.market_tenders REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.market_tenders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.market_tenders FOR EACH ROW WHEN ((old.title IS DISTINCT FROM new.title)) EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_noted_delete AFTER DELETE ON crm.market_tenders REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_insert AFTER INSERT ON crm.market_tenders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_update AFTER UPDATE ON crm.market_tenders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_scored_insert AFTER INSERT ON crm.market_tenders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('score_clients', 'values (n.client_id)')
CREATE TRIGGER y_scored_update AFTER UPDATE ON crm.market_tenders FOR EACH ROW WHEN ((old.client_id IS DISTINCT FROM new.client_id)) EXECUTE FUNCTION kit.note('score_clients', 'values (n.client_id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.market_tenders REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.market_tenders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.market_tenders REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.market_tenders : A public or private tender worth a look. @also(tenders) @icon(radar) @menu(7) @calendar(closing_date) @sum(value) @searched(title) @meaning(title, client, location, summary)
comment crm.market_tenders checklist: Points to settle before we hand in. @label('Go or no-go') @rows(point, answer, notes=long)
comment crm.market_tenders client: Who asks, as published. @list @label('Who asks')
comment crm.market_tenders client_id: The client of ours that asks.
comment crm.market_tenders closing_date: Last day for offers. @list
comment crm.market_tenders created_at: When it was entered.
comment crm.market_tenders currency: Currency of the value.
comment crm.market_tenders drop_reason: Why we do not go for it any more. @long
comment crm.market_tenders id: Identifier; grows with time.
comment crm.market_tenders is_pursuing: We are going for it. @list
comment crm.market_tenders location: Where the work is. @list
comment crm.market_tenders ocid: Open Contracting ID. @label(OCID)
comment crm.market_tenders opportunity_id: The deal it became; opened by the database when we go for it. @stamped
comment crm.market_tenders org_id: Organisation the row belongs to.
comment crm.market_tenders published_at: Day of the newest release that was read. @stamped
comment crm.market_tenders suggested_client_id: A client of ours that is called like who asks; not linked before somebody says so. @stamped
comment crm.market_tenders summary: What it is about. @long
comment crm.market_tenders title: What is asked for. @list
comment crm.market_tenders updated_at: When it was last changed; also the row's version.
comment crm.market_tenders url: Where it is published. @label(Link)
comment crm.market_tenders value: What it is worth. @list
security crm.market_tenders row=t forced=t 
function crm.may_pursue() -- Lets a tender be pursued only for a client of one's own.
function crm.meddpicc_gaps(client crm.clients) -- What is missing in MEDDPICC, each with the next best question.
type crm.meddpicc_role champion,economic_buyer,technical_evaluator,coach,blocker,user  -- What part a person plays in a decision (MEDDPICC). @values champion='⭐ Champion' economic_buyer='💰 Economic buyer' technical_evaluator='🔧 Technical evaluator' coach='🎯 Coach' blocker='🚫 Blocker' user='👤 User'
type crm.mention_status active,displaced,lost_to  -- What became of a competitor in a deal. @values lost_to='Lost to' @tones active=good
function crm.move_deal() -- Keeps stage_entered_at, actual_close_date and loss_reason true, and the exit criteria when they bind.
function crm.name_source() -- Writes sources of leads in one way.
function crm.name_words(name text) -- The words of a company's name that tell it from others.
function crm.next_in_turn(lead_id uuid) -- The territory and person a lead goes to.
column crm.nudge_grades.became text not null default 'open'::text
column crm.nudge_grades.client_id uuid
column crm.nudge_grades.dedupe_key text not null
column crm.nudge_grades.entity_id uuid
column crm.nudge_grades.entity_type text
column crm.nudge_grades.facts jsonb not null default '{}'::jsonb
column crm.nudge_grades.good_date date
column crm.nudge_grades.graded_at timestamp with time zone
column crm.nudge_grades.id uuid not null default kit.new_id()
column crm.nudge_grades.is_held_out boolean not null
column crm.nudge_grades.opened_at timestamp with time zone not null default now()
column crm.nudge_grades.org_id uuid not null default kit.org_id()
column crm.nudge_grades.rule text not null
column crm.nudge_grades.type crm.nudge_type not null
constraint crm.nudge_grades.nudge_grades_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.nudge_grades.nudge_grades_pkey PRIMARY KEY (org_id, id)
CREATE INDEX nudge_grades_client_id_idx ON crm.nudge_grades USING btree (org_id, client_id)
CREATE INDEX nudge_grades_due_idx ON crm.nudge_grades USING btree (org_id, opened_at) WHERE (graded_at IS NULL)
CREATE INDEX nudge_grades_entity_idx ON crm.nudge_grades USING btree (org_id, entity_id)
CREATE INDEX nudge_grades_key_idx ON crm.nudge_grades USING btree (org_id, dedupe_key, opened_at)
CREATE UNIQUE INDEX nudge_grades_pkey ON crm.nudge_grades USING btree (org_id, id)
comment crm.nudge_grades : What became of every nudge: one row a key and sixty days, of those that were shown and of those that were held out to compare with. What is held out stands here and nowhere else, so that no page, count or log can show it.
comment crm.nudge_grades became: What became of it; of one held out, open or closed.
comment crm.nudge_grades client_id: The client it is about.
comment crm.nudge_grades dedupe_key: One reason.
comment crm.nudge_grades entity_id: That record.
comment crm.nudge_grades entity_type: The noun of the record it is about.
comment crm.nudge_grades facts: How things stood when it opened.
comment crm.nudge_grades good_date: The day it came good within sixty days.
comment crm.nudge_grades graded_at: When that was told.
comment crm.nudge_grades id: Identifier; grows with time.
comment crm.nudge_grades is_held_out: It was recorded and not shown.
comment crm.nudge_grades opened_at: When its reason was first there.
comment crm.nudge_grades org_id: Organisation the row belongs to.
comment crm.nudge_grades rule: The function that raised it.
comment crm.nudge_grades type: The rule.
security crm.nudge_grades row=t forced=t 
column crm.nudge_items.about text
column crm.nudge_items.acts jsonb
column crm.nudge_items.ahead integer
column crm.nudge_items.amount numeric
column crm.nudge_items.currency text
column crm.nudge_items.due_at timestamp with time zone
column crm.nudge_items.due_date date
column crm.nudge_items.icon text
column crm.nudge_items.id uuid
column crm.nudge_items.link text
column crm.nudge_items.noun text
column crm.nudge_items.overdue integer
column crm.nudge_items.title text
column crm.nudge_items.weight integer
comment crm.nudge_items : Nudges that wait. @today(nudges)
security crm.nudge_items row=f forced=f {security_invoker=true}
view crm.nudge_items as  SELECT 'nudges'::text AS noun,     id,     title,     concat_ws(' · '::text, NULLIF(COALESCE(( SELECT c.name            FROM crm.clients c           WHERE ((c.org_id = n.org_id) AND (c.id = n.client_id) AND (POSITION((c.name) IN (n.title)) = 0))), ''::text), ''::text), NULLIF(description, ''::text)) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,         CASE priority             WHEN 'high'::crm.priority THEN 5             WHEN 'medium'::crm.priority THEN 25             ELSE 45         END AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     NULL::timestamp with time zone AS due_at,     (         CASE             WHEN (action IS NULL) THEN '[]'::jsonb             ELSE jsonb_build_array(jsonb_build_object('do', 'act', 'word', action, 'verb', 'act_on_nudge', 'input', jsonb_build_object('nudge', id), 'page',             CASE                 WHEN (action_payload ? 'asks'::text) THEN (('/nudges/'::text || id) || '/act'::text)                 ELSE NULL::text             END, 'told', 'Done.'))         END || jsonb_build_array(jsonb_build_object('do', 'snooze', 'word', 'Snooze until tomorrow', 'icon', 'clock', 'verb', 'snooze_nudge', 'input', jsonb_build_object('nudge', id, 'until', '@tomorrow'), 'told', 'Back tomorrow at 8.'), jsonb_build_object('do', 'dismiss', 'word', 'Dismiss, saying why', 'icon', 'x', 'verb', 'dismiss_nudge', 'input', jsonb_build_object('nudge', id), 'page', ('/verbs/dismiss_nudge?subject='::text || id), 'told', 'Dismissed.'))) AS acts    FROM crm.nudges n   WHERE (((status = 'open'::crm.nudge_status) OR ((status = 'snoozed'::crm.nudge_status) AND (snooze_ends_at <= now()))) AND ((expires_at IS NULL) OR (expires_at > now())) AND ((consultant_id = kit.user_id()) OR ((consultant_id IS NULL) AND (CURRENT_USER = ANY (ARRAY['tl_admin'::name, 'tl_manager'::name])))));
type crm.nudge_status open,acted,dismissed,snoozed,closed  -- What became of a nudge. Closed means: its reason was gone before anybody acted. @tones open=info acted=good snoozed=warn
type crm.nudge_type pre_emptive_strike,churn_interceptor,zombie_hunter,client_stalker,rainmaker  -- Which rule raised it. @values pre_emptive_strike=PRE_EMPTIVE_STRIKE churn_interceptor=CHURN_INTERCEPTOR zombie_hunter=ZOMBIE_HUNTER client_stalker=CLIENT_STALKER rainmaker=RAINMAKER
column crm.nudges.action text
column crm.nudges.action_payload jsonb not null default '{}'::jsonb
column crm.nudges.client_id uuid
column crm.nudges.consultant_id uuid
column crm.nudges.created_at timestamp with time zone not null default now()
column crm.nudges.dedupe_key text
column crm.nudges.description text
column crm.nudges.dismiss_reason text
column crm.nudges.entity_id uuid
column crm.nudges.entity_type text
column crm.nudges.evidence jsonb not null default '[]'::jsonb
column crm.nudges.expires_at timestamp with time zone
column crm.nudges.id uuid not null default kit.new_id()
column crm.nudges.org_id uuid not null default kit.org_id()
column crm.nudges.priority crm.priority not null default 'medium'::crm.priority
column crm.nudges.rule text
column crm.nudges.settled_at timestamp with time zone
column crm.nudges.settled_by uuid
column crm.nudges.snooze_ends_at timestamp with time zone
column crm.nudges.status crm.nudge_status not null default 'open'::crm.nudge_status
column crm.nudges.title text not null
column crm.nudges.type crm.nudge_type not null
column crm.nudges.updated_at timestamp with time zone not null default now()
constraint crm.nudges.nudges_action_payload_shape CHECK (((action_payload IS NULL) OR (action_payload = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR crm.is_action(action_payload))) NOT VALID
constraint crm.nudges.nudges_bounded CHECK ((kit.is_bounded(evidence) AND kit.is_bounded(action_payload))) NOT VALID
constraint crm.nudges.nudges_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.nudges.nudges_consultant_id_fkey FOREIGN KEY (org_id, consultant_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (consultant_id) DEFERRABLE
constraint crm.nudges.nudges_evidence_shape CHECK (((evidence IS NULL) OR (evidence = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR crm.is_evidence(evidence))) NOT VALID
constraint crm.nudges.nudges_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expires_at IS NULL) OR ((expires_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((settled_at IS NULL) OR ((settled_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (settled_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((snooze_ends_at IS NULL) OR ((snooze_ends_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (snooze_ends_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.nudges.nudges_one_line CHECK (kit.is_line(((((COALESCE(title, ''::text) || COALESCE(dedupe_key, ''::text)) || COALESCE(rule, ''::text)) || COALESCE(entity_type, ''::text)) || COALESCE(action, ''::text)))) NOT VALID
constraint crm.nudges.nudges_pkey PRIMARY KEY (org_id, id)
constraint crm.nudges.nudges_settled_by_fkey FOREIGN KEY (org_id, settled_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (settled_by) DEFERRABLE
constraint crm.nudges.nudges_title_check CHECK ((title <> ''::text))
CREATE INDEX nudges_client_id_idx ON crm.nudges USING btree (org_id, client_id)
CREATE INDEX nudges_consultant_id_idx ON crm.nudges USING btree (org_id, consultant_id)
CREATE INDEX nudges_entity_idx ON crm.nudges USING btree (org_id, entity_id)
CREATE INDEX nudges_key_idx ON crm.nudges USING btree (org_id, dedupe_key, settled_at)
CREATE UNIQUE INDEX nudges_open_once ON crm.nudges USING btree (org_id, dedupe_key) WHERE (status = ANY (ARRAY['open'::crm.nudge_status, 'snoozed'::crm.nudge_status]))
CREATE UNIQUE INDEX nudges_pkey ON crm.nudges USING btree (org_id, id)
CREATE INDEX nudges_settled_by_idx ON crm.nudges USING btree (org_id, settled_by)
CREATE INDEX nudges_status_idx ON crm.nudges USING btree (org_id, status, priority)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.nudges FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER follow_nudge AFTER UPDATE OF status ON crm.nudges FOR EACH ROW WHEN ((new.status IS DISTINCT FROM old.status)) EXECUTE FUNCTION crm.follow_nudge()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.nudges REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.nudges REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.nudges REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.nudges : A proactive hint: why now, on what evidence, and the one action that follows. Rules raise and close it; people act, snooze and dismiss by verbs. @icon(zap) @menu(8) @board(status) @card(type, client_id, consultant_id)
comment crm.nudges action: What its button says. @group(Rule) @stamped
comment crm.nudges action_payload: The action that follows: verb and input. @group(Rule)
comment crm.nudges client_id: The client it is about. @list
comment crm.nudges consultant_id: Whom it is for. @list
comment crm.nudges created_at: When it was entered.
comment crm.nudges dedupe_key: One open nudge per key. @group(Rule)
comment crm.nudges description: Why now. @long
comment crm.nudges dismiss_reason: Why somebody dismissed it. @stamped @long
comment crm.nudges entity_id: That record. @group(Rule) @stamped
comment crm.nudges entity_type: The noun of the record it is about. @group(Rule) @stamped
comment crm.nudges evidence: The records it rests on: noun, id and title of each.
comment crm.nudges expires_at: When it no longer matters.
comment crm.nudges id: Identifier; grows with time.
comment crm.nudges org_id: Organisation the row belongs to.
comment crm.nudges priority: How urgent it is. @list
comment crm.nudges rule: The function that raised it; empty when it was entered otherwise. @group(Rule) @stamped
comment crm.nudges settled_at: When it was acted on, dismissed or closed. @stamped
comment crm.nudges settled_by: Who did; empty when its reason was gone. @stamped
comment crm.nudges snooze_ends_at: When a snoozed nudge comes back.
comment crm.nudges status: What became of it. @list
comment crm.nudges title: The hint in a line. @list
comment crm.nudges type: The rule. @list
comment crm.nudges updated_at: When it was last changed; also the row's version.
security crm.nudges row=t forced=t 
function crm.nudges_graded(days integer) -- What nudges are worth. Of nudges that were shown, how many more came good than of those that were held out?    @report(nudges) @by(Rule) @measures difference=percent opened=count shown=count held_out=count acted=count dismissed=count closed_by_itself=count graded_shown=count good_of_shown=percent graded_held_out=count good_of_held_out=percent
function crm.on_day(day date) -- A day as people write it, with its year when it is another.
function crm.open_pipeline() -- Open pipeline. @figure(opportunities) @link(/opportunities?view=board) @measures value=money @places sales=1 consultant=3 staff=3 admin=1 manager=1 viewer=1
column crm.opportunities.actual_close_date date
column crm.opportunities.client_id uuid not null
column crm.opportunities.created_at timestamp with time zone not null default now()
column crm.opportunities.created_by uuid default kit.user_id()
column crm.opportunities.currency kit.currency
column crm.opportunities.custom jsonb not null default '{}'::jsonb
column crm.opportunities.expected_close_date date
column crm.opportunities.id uuid not null default kit.new_id()
column crm.opportunities.loss_reason text
column crm.opportunities.name text not null
column crm.opportunities.org_id uuid not null default kit.org_id()
column crm.opportunities.outcome crm.deal_outcome generated  CASE stage     WHEN 'closed_won'::crm.deal_stage THEN 'won'::crm.deal_outcome     WHEN 'closed_lost'::crm.deal_stage THEN 'lost'::crm.deal_outcome     ELSE NULL::crm.deal_outcome END
column crm.opportunities.owner_id uuid default kit.owner()
column crm.opportunities.probability kit.percent not null generated  CASE stage     WHEN 'lead'::crm.deal_stage THEN 10     WHEN 'qualified'::crm.deal_stage THEN 25     WHEN 'discovery'::crm.deal_stage THEN 40     WHEN 'proposal'::crm.deal_stage THEN 60     WHEN 'negotiation'::crm.deal_stage THEN 80     WHEN 'closed_won'::crm.deal_stage THEN 100     ELSE 0 END
column crm.opportunities.renewal_date date
column crm.opportunities.source crm.deal_source
column crm.opportunities.stage crm.deal_stage not null default 'lead'::crm.deal_stage
column crm.opportunities.stage_entered_at timestamp with time zone not null default now()
column crm.opportunities.type crm.deal_type not null default 'new'::crm.deal_type
column crm.opportunities.updated_at timestamp with time zone not null default now()
column crm.opportunities.value kit.money not null default 0
constraint crm.opportunities.opportunities_bounded CHECK (kit.is_bounded(custom)) NOT VALID
constraint crm.opportunities.opportunities_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.opportunities.opportunities_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint crm.opportunities.opportunities_custom_check CHECK ((jsonb_typeof(custom) = 'object'::text))
constraint crm.opportunities.opportunities_in_range CHECK ((((actual_close_date IS NULL) OR ((actual_close_date >= '1800-01-01'::date) AND (actual_close_date < '3000-01-01'::date))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expected_close_date IS NULL) OR ((expected_close_date >= '1800-01-01'::date) AND (expected_close_date < '3000-01-01'::date))) AND ((renewal_date IS NULL) OR ((renewal_date >= '1800-01-01'::date) AND (renewal_date < '3000-01-01'::date))) AND ((stage_entered_at IS NULL) OR ((stage_entered_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (stage_entered_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((value IS NULL) OR (abs((value)::numeric) < 'Infinity'::numeric)))) NOT VALID
constraint crm.opportunities.opportunities_loss_needs_a_reason CHECK (((stage <> 'closed_lost'::crm.deal_stage) OR (TRIM(BOTH FROM COALESCE(loss_reason, ''::text)) <> ''::text)))
constraint crm.opportunities.opportunities_name_check CHECK (((name <> ''::text) AND (length(name) <= 300)))
constraint crm.opportunities.opportunities_one_line CHECK (kit.is_line((COALESCE(name, ''::text) || COALESCE((currency)::text, ''::text)))) NOT VALID
constraint crm.opportunities.opportunities_owner_id_fkey FOREIGN KEY (org_id, owner_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (owner_id) DEFERRABLE
constraint crm.opportunities.opportunities_pkey PRIMARY KEY (org_id, id)
constraint crm.opportunities.opportunities_value_check CHECK (((value)::numeric >= (0)::numeric))
CREATE INDEX opportunities_client_id_idx ON crm.opportunities USING btree (org_id, client_id)
CREATE INDEX opportunities_close_idx ON crm.opportunities USING btree (org_id, expected_close_date)
CREATE INDEX opportunities_created_by_idx ON crm.opportunities USING btree (org_id, created_by)
CREATE INDEX opportunities_newest_idx ON crm.opportunities USING btree (org_id, created_at DESC, id DESC)
CREATE INDEX opportunities_owner_id_idx ON crm.opportunities USING btree (org_id, owner_id)
CREATE UNIQUE INDEX opportunities_pkey ON crm.opportunities USING btree (org_id, id)
CREATE UNIQUE INDEX opportunities_renewed_once ON crm.opportunities USING btree (org_id, client_id, renewal_date) WHERE (renewal_date IS NOT NULL)
CREATE INDEX opportunities_stage_idx ON crm.opportunities USING btree (org_id, stage)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.opportunities FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER activities_opportunity_id_same_client_id BEFORE UPDATE OF client_id ON crm.opportunities FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION kit.check_children('crm.activities', 'opportunity_id', 'client_id', 'activities_opportunity_id_same_client_id')
CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON crm.opportunities FOR EACH ROW EXECUTE FUNCTION identity.check_custom()
CREATE TRIGGER keep_stage_history_on_insert AFTER INSERT ON crm.opportunities FOR EACH ROW EXECUTE FUNCTION crm.keep_stage_history()
CREATE TRIGGER keep_stage_history_on_move AFTER UPDATE OF stage ON crm.opportunities FOR EACH ROW WHEN ((new.stage <> old.stage)) EXECUTE FUNCTION crm.keep_stage_history()
CREATE TRIGGER move_deal BEFORE INSERT OR UPDATE ON crm.opportunities FOR EACH ROW EXECUTE FUNCTION crm.move_deal()
CREATE TRIGGER projects_opportunity_id_same_client_id BEFORE UPDATE OF client_id ON crm.opportunities FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION kit.check_children('delivery.projects', 'opportunity_id', 'client_id', 'projects_opportunity_id_same_client_id')
CREATE TRIGGER report_move AFTER UPDATE OF stage ON crm.opportunities FOR EACH ROW WHEN ((new.stage <> old.stage)) EXECUTE FUNCTION crm.report_move()
CREATE TRIGGER won_deal_opens_project AFTER INSERT OR UPDATE OF stage ON crm.opportunities FOR EACH ROW WHEN ((new.stage = 'closed_won'::crm.deal_stage)) EXECUTE FUNCTION delivery.open_project()
CREATE TRIGGER x_drop_documents AFTER DELETE ON crm.opportunities REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kit.drop_hanging('knowledge.documents')
CREATE TRIGGER y_meaning_delete AFTER DELETE ON crm.opportunities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON crm.opportunities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON crm.opportunities FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.opportunities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.opportunities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.opportunities FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_noted_delete AFTER DELETE ON crm.opportunities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_insert AFTER INSERT ON crm.opportunities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_update AFTER UPDATE ON crm.opportunities FOR EACH ROW WHEN (((((((old.stage IS DISTINCT FROM new.stage) OR ((old.value)::numeric IS DISTINCT FROM (new.value)::numeric)) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.client_id IS DISTINCT FROM new.client_id)) OR (old.name IS DISTINCT FROM new.name)) OR (old.expected_close_date IS DISTINCT FROM new.expected_close_date))) EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_scored_update AFTER UPDATE ON crm.opportunities FOR EACH ROW WHEN (((old.stage IS DISTINCT FROM new.stage) AND ((old.stage = 'closed_won'::crm.deal_stage) OR (new.stage = 'closed_won'::crm.deal_stage)))) EXECUTE FUNCTION kit.note('score_clients', 'values (n.client_id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.opportunities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.opportunities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.opportunities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.opportunities : A deal with a client, from first idea to won or lost. @also(deals) @icon(handshake) @words(Deal, Deals) @menu(3) @key(d) @board(stage) @calendar(expected_close_date) @sum(value) @card(client_id, value, owner_id) @searched(name) @meaning(name)
comment crm.opportunities actual_close_date: When it was decided.
comment crm.opportunities client_id: The client. @list @also(company)
comment crm.opportunities created_at: When it was entered.
comment crm.opportunities created_by: Who entered it. @stamped
comment crm.opportunities currency: Currency of the value; empty means the organisation's.
comment crm.opportunities custom: Fields the organisation added.
comment crm.opportunities expected_close_date: When we expect the decision. @list @also(close_date)
comment crm.opportunities id: Identifier; grows with time.
comment crm.opportunities loss_reason: Why it was lost; required for lost deals. @long
comment crm.opportunities name: Title, such as "EasyVista ITSM implementation". @list @also(title, deal, deal_name)
comment crm.opportunities org_id: Organisation the row belongs to.
comment crm.opportunities outcome: Won or lost, once closed.
comment crm.opportunities owner_id: Who runs the deal. @list
comment crm.opportunities probability: Chance of winning, in percent, given by the stage. @list
comment crm.opportunities renewal_date: For a renewal: the contract end it follows.
comment crm.opportunities source: How it came to us.
comment crm.opportunities stage: How far it has come. @list
comment crm.opportunities stage_entered_at: When it came into this stage; kept by the database. @stamped
comment crm.opportunities type: New business, renewal or expansion. @list
comment crm.opportunities updated_at: When it was last changed; also the row's version.
comment crm.opportunities value: What it is worth. @list @also(amount)
security crm.opportunities row=t forced=t 
column crm.opportunity_entries.about text
column crm.opportunity_entries.about_id uuid
column crm.opportunity_entries.at timestamp with time zone
column crm.opportunity_entries.body text
column crm.opportunity_entries.changes jsonb
column crm.opportunity_entries.kind text
column crm.opportunity_entries.link text
column crm.opportunity_entries.title text
column crm.opportunity_entries.user_id uuid
column crm.opportunity_entries.who text
comment crm.opportunity_entries : Activities on timelines of opportunities. @timeline(opportunities)
security crm.opportunity_entries row=f forced=f {security_invoker=true}
view crm.opportunity_entries as  SELECT 'opportunities'::text AS about,     opportunity_id AS about_id,     occurred_at AS at,     (type)::text AS kind,     subject AS title,     "left"(COALESCE((description)::text, ''::text), 3000) AS body,     created_by AS user_id,     writer AS who,     ('/activities/'::text || id) AS link,     NULL::jsonb AS changes    FROM crm.activities a;
function crm.own_currency() -- The currency of the organisation.
function crm.piece(noun text, id uuid, title text) -- A record in the evidence of a nudge.
function crm.pipeline_by_owner() -- Pipeline by owner. Who carries which deals?    @report(opportunities) @by(Owner) @measures value=money weighted=money deals=count
function crm.pipeline_by_stage() -- Pipeline by stage. What is in each stage, and what is it worth?    @report(opportunities) @by(Stage) @measures value=money weighted=money deals=count
function crm.place_activity() -- Fills client_id from the deal or project.
function crm.plan_tender() -- Keeps tasks and deal of a tender in step with whether we go for it.
function crm.point_out_twins() -- Points out clients that look alike.
type crm.portal_section projects,tasks,timeline,status  -- A part of the portal a client may see.
column crm.portal_views.client_id uuid not null
column crm.portal_views.created_at timestamp with time zone not null default now()
column crm.portal_views.id uuid not null default kit.new_id()
column crm.portal_views.ip_address text
column crm.portal_views.org_id uuid not null default kit.org_id()
column crm.portal_views.section text not null
column crm.portal_views.updated_at timestamp with time zone not null default now()
column crm.portal_views.user_agent text
column crm.portal_views.user_id uuid
column crm.portal_views.viewed_at timestamp with time zone not null default now()
constraint crm.portal_views.portal_views_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.portal_views.portal_views_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((viewed_at IS NULL) OR ((viewed_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (viewed_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.portal_views.portal_views_one_line CHECK (kit.is_line((COALESCE(section, ''::text) || COALESCE(ip_address, ''::text)))) NOT VALID
constraint crm.portal_views.portal_views_pkey PRIMARY KEY (org_id, id)
constraint crm.portal_views.portal_views_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX portal_views_client_id_idx ON crm.portal_views USING btree (org_id, client_id)
CREATE UNIQUE INDEX portal_views_pkey ON crm.portal_views USING btree (org_id, id)
CREATE INDEX portal_views_time_idx ON crm.portal_views USING btree (org_id, client_id, viewed_at)
CREATE INDEX portal_views_user_id_idx ON crm.portal_views USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.portal_views FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment crm.portal_views : A look a client took at its portal. @icon(eye) @words(Portal view, Portal views) @named(section, viewed_at) @calendar(viewed_at)
comment crm.portal_views client_id: The client. @list
comment crm.portal_views created_at: When it was entered.
comment crm.portal_views id: Identifier; grows with time.
comment crm.portal_views ip_address: Address it came from. @list
comment crm.portal_views org_id: Organisation the row belongs to.
comment crm.portal_views section: The page, such as projects. @list
comment crm.portal_views updated_at: When it was last changed; also the row's version.
comment crm.portal_views user_agent: Program it came from. @long
comment crm.portal_views user_id: The signed-in person; empty for the link. @list
comment crm.portal_views viewed_at: When. @list
security crm.portal_views row=t forced=t 
type crm.priority high,medium,low  -- How urgent something is. @values high=High medium=Medium low=Low @tones high=bad medium=warn
function crm.propose_renewals() -- Opens renewal deals for contracts that end soon.
function crm.pursue_tender() -- Opens the deal of a tender we go for; asks why one is given up.
function crm.recent_activities() -- Activities, 7 days. @figure(activities) @link(/reports/activity_by_person) @measures value=count @places recruiter=3 sales=4 consultant=2 staff=2
function crm.refresh_last_contact(contacts uuid[]) -- Recomputes last_contact_date of these contacts.
function crm.refresh_last_contacts() -- Recomputes last_contact_date of everybody with an activity whose day came in the last week.
function crm.report_move() -- Tells the feed how a deal moved.
column crm.sales_task_dates.changed_at timestamp with time zone
column crm.sales_task_dates.details text
column crm.sales_task_dates.due_date date
column crm.sales_task_dates.id uuid
column crm.sales_task_dates.minutes integer
column crm.sales_task_dates.noun text
column crm.sales_task_dates.starts_at timestamp with time zone
column crm.sales_task_dates.title text
comment crm.sales_task_dates : Sales tasks in calendars. @dates()
security crm.sales_task_dates row=f forced=f {security_invoker=true}
view crm.sales_task_dates as  SELECT 'sales_tasks'::text AS noun,     t.id,     t.title,     COALESCE(l.company_name, l.contact_name, m.title) AS details,     t.due_date,     NULL::timestamp with time zone AS starts_at,     NULL::integer AS minutes,     t.updated_at AS changed_at    FROM ((crm.sales_tasks t      LEFT JOIN crm.leads l ON (((l.org_id = t.org_id) AND (l.id = t.lead_id))))      LEFT JOIN crm.market_tenders m ON (((m.org_id = t.org_id) AND (m.id = t.tender_id))))   WHERE ((t.assigned_to = kit.user_id()) AND (NOT t.is_completed) AND (t.due_date IS NOT NULL));
column crm.sales_task_items.about text
column crm.sales_task_items.acts jsonb
column crm.sales_task_items.ahead integer
column crm.sales_task_items.amount numeric
column crm.sales_task_items.currency text
column crm.sales_task_items.due_at timestamp with time zone
column crm.sales_task_items.due_date date
column crm.sales_task_items.icon text
column crm.sales_task_items.id uuid
column crm.sales_task_items.link text
column crm.sales_task_items.noun text
column crm.sales_task_items.overdue integer
column crm.sales_task_items.title text
column crm.sales_task_items.weight integer
comment crm.sales_task_items : Sales tasks that wait. @today(sales_tasks)
security crm.sales_task_items row=f forced=f {security_invoker=true}
view crm.sales_task_items as  SELECT 'sales_tasks'::text AS noun,     id,     title,     COALESCE(( SELECT COALESCE(l.company_name, l.contact_name) AS "coalesce"            FROM crm.leads l           WHERE ((l.org_id = t.org_id) AND (l.id = t.lead_id))), ( SELECT m.title            FROM crm.market_tenders m           WHERE ((m.org_id = t.org_id) AND (m.id = t.tender_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     32 AS weight,     10 AS overdue,     7 AS ahead,     due_date,     NULL::timestamp with time zone AS due_at,     '[{"do": "done", "set": {"is_completed": true}, "told": "Task done.", "word": "Done"}]'::jsonb AS acts    FROM crm.sales_tasks t   WHERE ((assigned_to = kit.user_id()) AND (NOT is_completed) AND (due_date IS NOT NULL));
column crm.sales_tasks.assigned_to uuid default kit.user_id()
column crm.sales_tasks.created_at timestamp with time zone not null default now()
column crm.sales_tasks.dropped_at timestamp with time zone
column crm.sales_tasks.due_date date
column crm.sales_tasks.id uuid not null default kit.new_id()
column crm.sales_tasks.is_completed boolean not null default false
column crm.sales_tasks.lead_id uuid
column crm.sales_tasks.org_id uuid not null default kit.org_id()
column crm.sales_tasks.tender_id uuid
column crm.sales_tasks.title text not null
column crm.sales_tasks.updated_at timestamp with time zone not null default now()
constraint crm.sales_tasks.sales_tasks_about_one CHECK ((num_nonnulls(lead_id, tender_id) = 1))
constraint crm.sales_tasks.sales_tasks_assigned_to_fkey FOREIGN KEY (org_id, assigned_to) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (assigned_to) DEFERRABLE
constraint crm.sales_tasks.sales_tasks_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((dropped_at IS NULL) OR ((dropped_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (dropped_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((due_date IS NULL) OR ((due_date >= '1800-01-01'::date) AND (due_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.sales_tasks.sales_tasks_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.sales_tasks.sales_tasks_one_line CHECK (kit.is_line(COALESCE(title, ''::text))) NOT VALID
constraint crm.sales_tasks.sales_tasks_pkey PRIMARY KEY (org_id, id)
constraint crm.sales_tasks.sales_tasks_tender_id_fkey FOREIGN KEY (org_id, tender_id) REFERENCES crm.market_tenders(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.sales_tasks.sales_tasks_title_check CHECK ((title <> ''::text))
CREATE INDEX sales_tasks_assigned_to_idx ON crm.sales_tasks USING btree (org_id, assigned_to)
CREATE INDEX sales_tasks_due_idx ON crm.sales_tasks USING btree (org_id, due_date) WHERE (NOT is_completed)
CREATE INDEX sales_tasks_lead_id_idx ON crm.sales_tasks USING btree (org_id, lead_id)
CREATE UNIQUE INDEX sales_tasks_pkey ON crm.sales_tasks USING btree (org_id, id)
CREATE INDEX sales_tasks_tender_id_idx ON crm.sales_tasks USING btree (org_id, tender_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.sales_tasks FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER y_names_delete AFTER DELETE ON crm.sales_tasks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_insert AFTER INSERT ON crm.sales_tasks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_update AFTER UPDATE ON crm.sales_tasks FOR EACH ROW WHEN ((old.title IS DISTINCT FROM new.title)) EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.sales_tasks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.sales_tasks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.sales_tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.sales_tasks : Something to do for a lead, or for a tender. @icon(list-todo) @menu(6) @calendar(due_date) @card(lead_id, due_date) @searched(title)
comment crm.sales_tasks assigned_to: Who does it. @list
comment crm.sales_tasks created_at: When it was entered.
comment crm.sales_tasks dropped_at: When it was closed because the tender was given up. @stamped
comment crm.sales_tasks due_date: Until when. @list
comment crm.sales_tasks id: Identifier; grows with time.
comment crm.sales_tasks is_completed: Done. @list
comment crm.sales_tasks lead_id: The lead. @list
comment crm.sales_tasks org_id: Organisation the row belongs to.
comment crm.sales_tasks tender_id: The tender. @list
comment crm.sales_tasks title: What to do. @list
comment crm.sales_tasks updated_at: When it was last changed; also the row's version.
security crm.sales_tasks row=t forced=t 
function crm.score_clients(clients uuid[]) -- Scores clients in one pass.
function crm.score_lead() -- Scores a lead that is written.
function crm.score_leads(leads uuid[]) -- Scores leads in one pass.
type crm.sentiment positive,neutral,negative  -- How it went. @tones positive=good negative=bad
type crm.service_type permanent,contract,rpo,executive_search  -- What a lead wants from us. @values rpo=RPO executive_search='Executive Search'
function crm.silent_deals(about uuid[]) -- An open deal is silent for a month, or past the day it should have closed. @rule(zombie_hunter)
function crm.silent_deals_came_good(deal uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day a silent deal moved on or was won.
function crm.silent_leads(about uuid[]) -- A lead is silent for a month, or past the day it should have decided. @rule(zombie_hunter)
function crm.silent_leads_came_good(lead uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day a silent lead advanced.
function crm.suggest_tender_clients(ocids text[]) -- Suggests clients for the tenders of these OCIDs.
column crm.tender_items.about text
column crm.tender_items.acts jsonb
column crm.tender_items.ahead integer
column crm.tender_items.amount numeric
column crm.tender_items.currency text
column crm.tender_items.due_at timestamp with time zone
column crm.tender_items.due_date date
column crm.tender_items.icon text
column crm.tender_items.id uuid
column crm.tender_items.link text
column crm.tender_items.noun text
column crm.tender_items.overdue integer
column crm.tender_items.title text
column crm.tender_items.weight integer
comment crm.tender_items : Tenders that close. @today(market_tenders)
security crm.tender_items row=f forced=f {security_invoker=true}
view crm.tender_items as  SELECT 'market_tenders'::text AS noun,     id,     (title || ' closes'::text) AS title,     COALESCE(client, ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     NULL::integer AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     closing_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM crm.market_tenders t   WHERE (closing_date IS NOT NULL);
function crm.tenders_of_clients(about uuid[]) -- A client of ours has put something out to tender in the last days. @rule(client_stalker)
function crm.tenders_of_clients_came_good(tender uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day a deal was opened for the client of the tender.
column crm.territories.business_sources text[] not null default '{}'::text[]
column crm.territories.countries text[] not null default '{}'::text[]
column crm.territories.created_at timestamp with time zone not null default now()
column crm.territories.id uuid not null default kit.new_id()
column crm.territories.is_active boolean not null default true
column crm.territories.name text not null
column crm.territories.org_id uuid not null default kit.org_id()
column crm.territories.position integer not null default 1
column crm.territories.service_types crm.service_type[] not null default '{}'::crm.service_type[]
column crm.territories.updated_at timestamp with time zone not null default now()
constraint crm.territories.territories_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.territories.territories_name_check CHECK ((name <> ''::text))
constraint crm.territories.territories_name_taken UNIQUE (org_id, name)
constraint crm.territories.territories_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint crm.territories.territories_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX territories_name_taken ON crm.territories USING btree (org_id, name)
CREATE UNIQUE INDEX territories_pkey ON crm.territories USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.territories FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.territories REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.territories REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.territories REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.territories : A share of the market and the people who work it. A lead goes to the first territory that covers it, to its members in turn. @icon(map-pin) @menu(10)
comment crm.territories business_sources: Ways of coming to us it covers, such as referral; empty covers all. @list
comment crm.territories countries: Countries it covers; empty covers all. @list
comment crm.territories created_at: When it was entered.
comment crm.territories id: Identifier; grows with time.
comment crm.territories is_active: Takes leads. @list
comment crm.territories name: Name. @list
comment crm.territories org_id: Organisation the row belongs to.
comment crm.territories position: Territories are tried in this order. @list
comment crm.territories service_types: Services it covers; empty covers all.
comment crm.territories updated_at: When it was last changed; also the row's version.
security crm.territories row=t forced=t 
column crm.territory_members.created_at timestamp with time zone not null default now()
column crm.territory_members.last_assigned_at timestamp with time zone
column crm.territory_members.org_id uuid not null default kit.org_id()
column crm.territory_members.territory_id uuid not null
column crm.territory_members.updated_at timestamp with time zone not null default now()
column crm.territory_members.user_id uuid not null
constraint crm.territory_members.territory_members_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_assigned_at IS NULL) OR ((last_assigned_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (last_assigned_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint crm.territory_members.territory_members_pkey PRIMARY KEY (org_id, territory_id, user_id)
constraint crm.territory_members.territory_members_territory_id_fkey FOREIGN KEY (org_id, territory_id) REFERENCES crm.territories(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint crm.territory_members.territory_members_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX territory_members_pkey ON crm.territory_members USING btree (org_id, territory_id, user_id)
CREATE INDEX territory_members_territory_id_idx ON crm.territory_members USING btree (org_id, territory_id)
CREATE INDEX territory_members_user_id_idx ON crm.territory_members USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON crm.territory_members FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON crm.territory_members REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON crm.territory_members REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON crm.territory_members REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment crm.territory_members : Somebody who works a territory; leads go to its members in turn. @icon(users) @words(Territory member, Territory members) @named(user_id, territory_id)
comment crm.territory_members created_at: When it was entered.
comment crm.territory_members last_assigned_at: When they last got a lead here. @list
comment crm.territory_members org_id: Organisation the row belongs to.
comment crm.territory_members territory_id: The territory. @list
comment crm.territory_members updated_at: When it was last changed; also the row's version.
comment crm.territory_members user_id: The colleague. @list
security crm.territory_members row=t forced=t 
function crm.time_in_stage() -- Time in stage. Where do deals wait?    @report(opportunities) @by(Stage) @measures mean=days longest=days deals=count
function crm.twins(client crm.clients) -- Clients whose name is the same but for case, signs and legal form.
function crm.weighted_pipeline() -- Weighted. @figure(opportunities) @link(/reports/forecast) @measures value=money @places sales=2
function crm.weighted_value(opportunity crm.opportunities) -- Value times probability.
function crm.win_rate(days integer) -- Win rate. How much of what is decided is won?    @report(opportunities) @by(Month) @drawn(columns) @measures win_rate=percent won=count decided=count
function crm.win_rate_by_competitor(days integer) -- Win rate by competitor. Against whom do we win?    @report(opportunities) @by(Competitor) @measures win_rate=percent won=count decided=count
function crm.won_this_quarter() -- Won this quarter. @figure(opportunities) @link(/opportunities?stage=in.%28closed_won%29) @measures value=money @places sales=3 admin=2 manager=2 viewer=2
function delivery.agree_project() -- Keeps stage and status of a project in agreement.
function delivery.apply_template(project uuid, template uuid, start date) -- Gives a project the phases and tasks of a template.
function delivery.check_billing() -- Keeps hours on the invoices of their own client.
function delivery.check_dependency() -- Keeps dependencies inside a project and free of circles.
function delivery.check_invoice_project() -- Keeps invoices on projects of their own client.
function delivery.check_line() -- Keeps the lines of an invoice to work for its client.
function delivery.count_payments() -- Keeps what is paid of an invoice.
type delivery.effort light,medium,heavy  -- How much work a task is. @tones medium=warn
function delivery.financials(client crm.clients) -- Revenue, cost and margin of this year, and what is outstanding and overdue, in the organisation's currency.
function delivery.guard_invoice() -- Keeps issued invoices as they are.
function delivery.guard_time() -- Keeps hours that count from being changed.
function delivery.hours_by_person(days integer) -- Hours and utilisation. How much is worked, and how much of it is billable? Utilisation is of eight hours a working day.    @report(time_entries) @by(Person) @measures hours=hours billable=hours utilisation=percent
function delivery.hours_fall(about uuid[]) -- Approved hours of a client fell by a lot from one four weeks to the next. @rule(churn_interceptor)
function delivery.hours_fall_came_good(entity uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day the hours of a client had risen again by a quarter.
function delivery.invoice_ageing() -- Invoice ageing. How old is what clients owe?    @report(invoices) @by(Overdue by) @measures amount=money invoices=count
column delivery.invoice_entries.about text
column delivery.invoice_entries.about_id uuid
column delivery.invoice_entries.at timestamp with time zone
column delivery.invoice_entries.body text
column delivery.invoice_entries.changes jsonb
column delivery.invoice_entries.kind text
column delivery.invoice_entries.link text
column delivery.invoice_entries.title text
column delivery.invoice_entries.user_id uuid
column delivery.invoice_entries.who text
comment delivery.invoice_entries : Invoices on timelines. @timeline(clients)
security delivery.invoice_entries row=f forced=f {security_invoker=true}
view delivery.invoice_entries as  SELECT 'clients'::text AS about,     client_id AS about_id,     ((COALESCE(paid_date, sent_date, issue_date))::timestamp without time zone AT TIME ZONE 'utc'::text) AS at,     'money'::text AS kind,     ((('Invoice '::text || invoice_number) || ' '::text) || status) AS title,     ((amount || ' '::text) || (currency)::text) AS body,     NULL::uuid AS user_id,     NULL::text AS who,     ('/invoices/'::text || id) AS link,     NULL::jsonb AS changes    FROM delivery.invoices i;
column delivery.invoice_items.about text
column delivery.invoice_items.acts jsonb
column delivery.invoice_items.ahead integer
column delivery.invoice_items.amount kit.money
column delivery.invoice_items.currency text
column delivery.invoice_items.due_at timestamp with time zone
column delivery.invoice_items.due_date date
column delivery.invoice_items.icon text
column delivery.invoice_items.id uuid
column delivery.invoice_items.link text
column delivery.invoice_items.noun text
column delivery.invoice_items.overdue integer
column delivery.invoice_items.title text
column delivery.invoice_items.weight integer
comment delivery.invoice_items : Invoices that are overdue. @today(invoices)
security delivery.invoice_items row=f forced=f {security_invoker=true}
view delivery.invoice_items as  SELECT 'invoices'::text AS noun,     id,     (('Invoice '::text || invoice_number) || ' is overdue'::text) AS title,     COALESCE(( SELECT c.name            FROM crm.clients c           WHERE ((c.org_id = i.org_id) AND (c.id = i.client_id))), ''::text) AS about,     amount,     (currency)::text AS currency,     NULL::text AS icon,     NULL::text AS link,     12 AS weight,     NULL::integer AS overdue,     '-1'::integer AS ahead,     due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM delivery.invoices i   WHERE ((kind = 'invoice'::delivery.invoice_kind) AND (status = ANY (delivery.unpaid())));
type delivery.invoice_kind invoice,credit_note  -- A bill, or the note that takes one back.
column delivery.invoice_lines.amount kit.money not null generated round((quantity * (unit_price)::numeric), 2)
column delivery.invoice_lines.created_at timestamp with time zone not null default now()
column delivery.invoice_lines.description text not null
column delivery.invoice_lines.id uuid not null default kit.new_id()
column delivery.invoice_lines.invoice_id uuid not null
column delivery.invoice_lines.kind delivery.line_kind not null default 'custom'::delivery.line_kind
column delivery.invoice_lines.org_id uuid not null default kit.org_id()
column delivery.invoice_lines.phase_id uuid
column delivery.invoice_lines.position integer not null default 1
column delivery.invoice_lines.project_id uuid
column delivery.invoice_lines.quantity numeric(12,3) not null default 1
column delivery.invoice_lines.tax_category delivery.tax_category not null default 'standard'::delivery.tax_category
column delivery.invoice_lines.tax_rate numeric(5,2) not null default 0
column delivery.invoice_lines.unit text not null default 'piece'::text
column delivery.invoice_lines.unit_price kit.money not null default 0
column delivery.invoice_lines.updated_at timestamp with time zone not null default now()
constraint delivery.invoice_lines.invoice_lines_description_check CHECK ((description <> ''::text))
constraint delivery.invoice_lines.invoice_lines_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((quantity IS NULL) OR (abs(quantity) < 'Infinity'::numeric)) AND ((tax_rate IS NULL) OR (abs(tax_rate) < 'Infinity'::numeric)) AND ((unit_price IS NULL) OR (abs((unit_price)::numeric) < 'Infinity'::numeric)) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.invoice_lines.invoice_lines_invoice_id_fkey FOREIGN KEY (org_id, invoice_id) REFERENCES delivery.invoices(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.invoice_lines.invoice_lines_one_line CHECK (kit.is_line(COALESCE(unit, ''::text))) NOT VALID
constraint delivery.invoice_lines.invoice_lines_phase_id_fkey FOREIGN KEY (org_id, phase_id) REFERENCES delivery.phases(org_id, id) ON DELETE SET NULL (phase_id) DEFERRABLE
constraint delivery.invoice_lines.invoice_lines_pkey PRIMARY KEY (org_id, id)
constraint delivery.invoice_lines.invoice_lines_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE SET NULL (project_id) DEFERRABLE
constraint delivery.invoice_lines.invoice_lines_tax_rate_check CHECK (((tax_rate >= (0)::numeric) AND (tax_rate <= (100)::numeric)))
constraint delivery.invoice_lines.invoice_lines_untaxed_have_no_rate CHECK (((tax_category = 'standard'::delivery.tax_category) OR (tax_rate = (0)::numeric)))
CREATE INDEX invoice_lines_invoice_id_idx ON delivery.invoice_lines USING btree (org_id, invoice_id)
CREATE INDEX invoice_lines_phase_id_idx ON delivery.invoice_lines USING btree (org_id, phase_id)
CREATE UNIQUE INDEX invoice_lines_pkey ON delivery.invoice_lines USING btree (org_id, id)
CREATE INDEX invoice_lines_project_id_idx ON delivery.invoice_lines USING btree (org_id, project_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.invoice_lines FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_invoice_project BEFORE INSERT OR UPDATE OF project_id, invoice_id ON delivery.invoice_lines FOR EACH ROW EXECUTE FUNCTION delivery.check_invoice_project()
CREATE TRIGGER check_line BEFORE INSERT OR UPDATE OF invoice_id, phase_id, project_id ON delivery.invoice_lines FOR EACH ROW WHEN (((new.phase_id IS NOT NULL) OR (new.project_id IS NOT NULL))) EXECUTE FUNCTION delivery.check_line()
CREATE TRIGGER invoice_lines_phase_id_same_project_id BEFORE INSERT OR UPDATE OF phase_id, project_id ON delivery.invoice_lines FOR EACH ROW WHEN (((new.phase_id IS NOT NULL) AND (new.project_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('delivery.phases', 'phase_id', 'project_id', 'invoice_lines_phase_id_same_project_id')
CREATE TRIGGER sum_lines_deleted AFTER DELETE ON delivery.invoice_lines REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION delivery.sum_lines()
CREATE TRIGGER sum_lines_inserted AFTER INSERT ON delivery.invoice_lines REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION delivery.sum_lines()
CREATE TRIGGER sum_lines_updated AFTER UPDATE ON delivery.invoice_lines REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION delivery.sum_lines()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.invoice_lines REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.invoice_lines REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.invoice_lines REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.invoice_lines : One line of an invoice: quantity × unit price. @icon(rows-3) @named(description) @sum(amount)
comment delivery.invoice_lines amount: Quantity × unit price. @list
comment delivery.invoice_lines created_at: When it was entered.
comment delivery.invoice_lines description: Text on the invoice. @list @long
comment delivery.invoice_lines id: Identifier; grows with time.
comment delivery.invoice_lines invoice_id: The invoice. @list
comment delivery.invoice_lines kind: What it bills. @list
comment delivery.invoice_lines org_id: Organisation the row belongs to.
comment delivery.invoice_lines phase_id: The phase it bills.
comment delivery.invoice_lines position: Its place on the invoice, from 1. @list
comment delivery.invoice_lines project_id: The project it bills.
comment delivery.invoice_lines quantity: How much or how many. @list
comment delivery.invoice_lines tax_category: How it is taxed.
comment delivery.invoice_lines tax_rate: Tax in percent. @list
comment delivery.invoice_lines unit: What is counted: hour, day, piece.
comment delivery.invoice_lines unit_price: Price of one. @list
comment delivery.invoice_lines updated_at: When it was last changed; also the row's version.
security delivery.invoice_lines row=t forced=t 
column delivery.invoice_projects.created_at timestamp with time zone not null default now()
column delivery.invoice_projects.invoice_id uuid not null
column delivery.invoice_projects.org_id uuid not null default kit.org_id()
column delivery.invoice_projects.project_id uuid not null
column delivery.invoice_projects.updated_at timestamp with time zone not null default now()
constraint delivery.invoice_projects.invoice_projects_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.invoice_projects.invoice_projects_invoice_id_fkey FOREIGN KEY (org_id, invoice_id) REFERENCES delivery.invoices(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.invoice_projects.invoice_projects_pkey PRIMARY KEY (org_id, invoice_id, project_id)
constraint delivery.invoice_projects.invoice_projects_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX invoice_projects_invoice_id_idx ON delivery.invoice_projects USING btree (org_id, invoice_id)
CREATE UNIQUE INDEX invoice_projects_pkey ON delivery.invoice_projects USING btree (org_id, invoice_id, project_id)
CREATE INDEX invoice_projects_project_id_idx ON delivery.invoice_projects USING btree (org_id, project_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.invoice_projects FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_invoice_project BEFORE INSERT OR UPDATE ON delivery.invoice_projects FOR EACH ROW EXECUTE FUNCTION delivery.check_invoice_project()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.invoice_projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.invoice_projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.invoice_projects REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.invoice_projects : A project an invoice covers.
comment delivery.invoice_projects created_at: When it was entered.
comment delivery.invoice_projects invoice_id: The invoice. @list
comment delivery.invoice_projects org_id: Organisation the row belongs to.
comment delivery.invoice_projects project_id: The project. @list
comment delivery.invoice_projects updated_at: When it was last changed; also the row's version.
security delivery.invoice_projects row=t forced=t 
type delivery.invoice_status draft,issued,sent,paid,overdue,cancelled  -- What became of an invoice. @tones sent=info paid=good overdue=bad
column delivery.invoices.amount kit.money not null default 0
column delivery.invoices.balance numeric generated  CASE     WHEN ((status = 'cancelled'::delivery.invoice_status) OR (kind = 'credit_note'::delivery.invoice_kind)) THEN (0)::numeric     ELSE ((amount)::numeric - (paid_amount)::numeric) END
column delivery.invoices.client_id uuid not null
column delivery.invoices.created_at timestamp with time zone not null default now()
column delivery.invoices.credited_invoice_id uuid
column delivery.invoices.currency kit.currency
column delivery.invoices.due_date date not null default (CURRENT_DATE + 30)
column delivery.invoices.exchange_rate numeric(18,8)
column delivery.invoices.id uuid not null default kit.new_id()
column delivery.invoices.invoice_number text not null default ('draft-'::text || "left"(md5((random())::text), 8))
column delivery.invoices.issue_date date
column delivery.invoices.kind delivery.invoice_kind not null default 'invoice'::delivery.invoice_kind
column delivery.invoices.last_reminder_date date
column delivery.invoices.notes text
column delivery.invoices.org_id uuid not null default kit.org_id()
column delivery.invoices.paid_amount kit.money not null default 0
column delivery.invoices.paid_date date
column delivery.invoices.parties jsonb
column delivery.invoices.recipient_contact_id uuid
column delivery.invoices.reminder_level smallint not null default 0
column delivery.invoices.sent_date date
column delivery.invoices.status delivery.invoice_status not null default 'draft'::delivery.invoice_status
column delivery.invoices.subtotal kit.money not null default 0
column delivery.invoices.tax_total kit.money not null default 0
column delivery.invoices.updated_at timestamp with time zone not null default now()
constraint delivery.invoices.invoices_bounded CHECK (kit.is_bounded(parties)) NOT VALID
constraint delivery.invoices.invoices_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint delivery.invoices.invoices_credited_invoice_id_fkey FOREIGN KEY (org_id, credited_invoice_id) REFERENCES delivery.invoices(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint delivery.invoices.invoices_credited_invoice_id_taken UNIQUE (org_id, credited_invoice_id)
constraint delivery.invoices.invoices_exchange_rate_check CHECK ((exchange_rate > (0)::numeric))
constraint delivery.invoices.invoices_in_range CHECK ((((amount IS NULL) OR (abs((amount)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((due_date IS NULL) OR ((due_date >= '1800-01-01'::date) AND (due_date < '3000-01-01'::date))) AND ((exchange_rate IS NULL) OR (abs(exchange_rate) < 'Infinity'::numeric)) AND ((issue_date IS NULL) OR ((issue_date >= '1800-01-01'::date) AND (issue_date < '3000-01-01'::date))) AND ((last_reminder_date IS NULL) OR ((last_reminder_date >= '1800-01-01'::date) AND (last_reminder_date < '3000-01-01'::date))) AND ((paid_amount IS NULL) OR (abs((paid_amount)::numeric) < 'Infinity'::numeric)) AND ((paid_date IS NULL) OR ((paid_date >= '1800-01-01'::date) AND (paid_date < '3000-01-01'::date))) AND ((sent_date IS NULL) OR ((sent_date >= '1800-01-01'::date) AND (sent_date < '3000-01-01'::date))) AND ((subtotal IS NULL) OR (abs((subtotal)::numeric) < 'Infinity'::numeric)) AND ((tax_total IS NULL) OR (abs((tax_total)::numeric) < 'Infinity'::numeric)) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.invoices.invoices_invoice_number_check CHECK ((invoice_number <> ''::text))
constraint delivery.invoices.invoices_number_taken UNIQUE (org_id, invoice_number)
constraint delivery.invoices.invoices_one_line CHECK (kit.is_line((COALESCE(invoice_number, ''::text) || COALESCE((currency)::text, ''::text)))) NOT VALID
constraint delivery.invoices.invoices_paid_has_a_date CHECK (((status <> 'paid'::delivery.invoice_status) OR (paid_date IS NOT NULL)))
constraint delivery.invoices.invoices_parties_shape CHECK (((parties IS NULL) OR (parties = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(parties))) NOT VALID
constraint delivery.invoices.invoices_pkey PRIMARY KEY (org_id, id)
constraint delivery.invoices.invoices_recipient_contact_id_fkey FOREIGN KEY (org_id, recipient_contact_id) REFERENCES crm.contacts(org_id, id) ON DELETE SET NULL (recipient_contact_id) DEFERRABLE
CREATE INDEX invoices_client_id_idx ON delivery.invoices USING btree (org_id, client_id)
CREATE UNIQUE INDEX invoices_credited_invoice_id_taken ON delivery.invoices USING btree (org_id, credited_invoice_id)
CREATE INDEX invoices_newest_idx ON delivery.invoices USING btree (org_id, created_at DESC, id DESC)
CREATE UNIQUE INDEX invoices_number_taken ON delivery.invoices USING btree (org_id, invoice_number)
CREATE UNIQUE INDEX invoices_pkey ON delivery.invoices USING btree (org_id, id)
CREATE INDEX invoices_recipient_contact_id_idx ON delivery.invoices USING btree (org_id, recipient_contact_id)
CREATE INDEX invoices_status_idx ON delivery.invoices USING btree (org_id, status, due_date)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.invoices FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER guard_invoice BEFORE INSERT OR DELETE OR UPDATE ON delivery.invoices FOR EACH ROW EXECUTE FUNCTION delivery.guard_invoice()
CREATE TRIGGER invoices_recipient_contact_id_same_client_id BEFORE INSERT OR UPDATE OF recipient_contact_id, client_id ON delivery.invoices FOR EACH ROW WHEN (((new.recipient_contact_id IS NOT NULL) AND (new.client_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('crm.contacts', 'recipient_contact_id', 'client_id', 'invoices_recipient_contact_id_same_client_id')
CREATE TRIGGER report_invoice AFTER UPDATE OF status ON delivery.invoices FOR EACH ROW EXECUTE FUNCTION delivery.report_invoice()
CREATE TRIGGER y_meaning_delete AFTER DELETE ON delivery.invoices REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON delivery.invoices REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON delivery.invoices FOR EACH ROW WHEN (((old.invoice_number IS DISTINCT FROM new.invoice_number) OR (old.notes IS DISTINCT FROM new.notes))) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON delivery.invoices REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('invoice_number')
CREATE TRIGGER y_names_insert AFTER INSERT ON delivery.invoices REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('invoice_number')
CREATE TRIGGER y_names_update AFTER UPDATE ON delivery.invoices FOR EACH ROW WHEN ((old.invoice_number IS DISTINCT FROM new.invoice_number)) EXECUTE FUNCTION kit.note_names('invoice_number')
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.invoices REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.invoices REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.invoices REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.invoices : A bill to a client over one or more projects. @icon(receipt) @menu(4) @key(i) @board(status) @calendar(due_date) @sum(amount) @card(client_id, amount, due_date) @searched(invoice_number) @meaning(invoice_number, notes)
comment delivery.invoices amount: Total. @list @stamped
comment delivery.invoices balance: What is still to be paid.
comment delivery.invoices client_id: The client. @list
comment delivery.invoices created_at: When it was entered.
comment delivery.invoices credited_invoice_id: For a credit note: the invoice it takes back. @stamped
comment delivery.invoices currency: Currency of the amount; the client's or the organisation's when left out. @list
comment delivery.invoices due_date: Day by which to pay. @list
comment delivery.invoices exchange_rate: One unit of the currency in the organisation's currency; needed when they differ.
comment delivery.invoices id: Identifier; grows with time.
comment delivery.invoices invoice_number: Number, unique in the organisation; a draft gets its own when it is issued. @list @stamped
comment delivery.invoices issue_date: Day it was issued. @list @stamped
comment delivery.invoices kind: A bill, or the note that takes one back. @stamped
comment delivery.invoices last_reminder_date: Day of the last reminder. @stamped
comment delivery.invoices notes: Text on the invoice. @long
comment delivery.invoices org_id: Organisation the row belongs to.
comment delivery.invoices paid_amount: What came in so far. @stamped
comment delivery.invoices paid_date: Day it was paid. @stamped
comment delivery.invoices parties: Seller and buyer as they were when it was issued. @stamped
comment delivery.invoices recipient_contact_id: Who receives it, usually the economic buyer. @also(recipient_stakeholder_id)
comment delivery.invoices reminder_level: How many reminders were sent. @stamped
comment delivery.invoices sent_date: Day it was sent. @stamped
comment delivery.invoices status: What became of it. @list @stamped
comment delivery.invoices subtotal: Total before tax; the sum of the lines. @stamped
comment delivery.invoices tax_total: Tax; by rate, on the sum of the lines with that rate. @stamped
comment delivery.invoices updated_at: When it was last changed; also the row's version.
security delivery.invoices row=t forced=t 
function delivery.keep_billed() -- Keeps billed hours as they were billed.
function delivery.keep_billed_client() -- Keeps a project that is billed with its client.
type delivery.line_kind phase,time,deliverable,custom  -- What a line bills.
function delivery.log_finished_task() -- Puts a finished task on the timeline of its project.
function delivery.mail_was_sent() -- Marks invoices whose mail went out.
function delivery.margin(project delivery.projects) -- Approved hours, revenue, cost, margin and margin in percent.
function delivery.margin_by_client(days integer) -- Margin by client. What do we earn with whom?    @report(projects) @by(Client) @measures margin=money revenue=money share_of_revenue=percent
function delivery.margin_of(projects uuid[]) -- Money of several projects so far.
function delivery.next_number(in_year integer) -- The next invoice number of a year, without gaps.
column delivery.number_series.created_at timestamp with time zone not null default now()
column delivery.number_series.id uuid not null default kit.new_id()
column delivery.number_series.last_number integer not null default 0
column delivery.number_series.org_id uuid not null default kit.org_id()
column delivery.number_series.updated_at timestamp with time zone not null default now()
column delivery.number_series.year integer not null
constraint delivery.number_series.number_series_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.number_series.number_series_pkey PRIMARY KEY (org_id, id)
constraint delivery.number_series.number_series_year_taken UNIQUE (org_id, year)
CREATE UNIQUE INDEX number_series_pkey ON delivery.number_series USING btree (org_id, id)
CREATE UNIQUE INDEX number_series_year_taken ON delivery.number_series USING btree (org_id, year)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.number_series FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.number_series REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.number_series REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.number_series REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.number_series : The last number given in a series, so that numbers have no gaps: one series a year, for invoices and credit notes together. @icon(hash) @words(Number series, Number series) @named(year)
comment delivery.number_series created_at: When it was entered.
comment delivery.number_series id: Identifier; grows with time.
comment delivery.number_series last_number: The last number given. @list
comment delivery.number_series org_id: Organisation the row belongs to.
comment delivery.number_series updated_at: When it was last changed; also the row's version.
comment delivery.number_series year: The year. @list
security delivery.number_series row=t forced=t 
function delivery.open_project() -- Opens the project of a won deal.
function delivery.parties_of(client uuid) -- Seller and buyer of an invoice to this client.
column delivery.payments.amount kit.money not null
column delivery.payments.created_at timestamp with time zone not null default now()
column delivery.payments.created_by uuid default kit.user_id()
column delivery.payments.id uuid not null default kit.new_id()
column delivery.payments.invoice_id uuid not null
column delivery.payments.method text
column delivery.payments.org_id uuid not null default kit.org_id()
column delivery.payments.paid_date date not null default CURRENT_DATE
column delivery.payments.reference text
column delivery.payments.updated_at timestamp with time zone not null default now()
constraint delivery.payments.payments_amount_check CHECK (((amount)::numeric > (0)::numeric))
constraint delivery.payments.payments_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint delivery.payments.payments_in_range CHECK ((((amount IS NULL) OR (abs((amount)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((paid_date IS NULL) OR ((paid_date >= '1800-01-01'::date) AND (paid_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.payments.payments_invoice_id_fkey FOREIGN KEY (org_id, invoice_id) REFERENCES delivery.invoices(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint delivery.payments.payments_one_line CHECK (kit.is_line((COALESCE(method, ''::text) || COALESCE(reference, ''::text)))) NOT VALID
constraint delivery.payments.payments_pkey PRIMARY KEY (org_id, id)
CREATE INDEX payments_created_by_idx ON delivery.payments USING btree (org_id, created_by)
CREATE INDEX payments_invoice_id_idx ON delivery.payments USING btree (org_id, invoice_id)
CREATE UNIQUE INDEX payments_pkey ON delivery.payments USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.payments FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER count_payments AFTER INSERT OR DELETE OR UPDATE ON delivery.payments FOR EACH ROW EXECUTE FUNCTION delivery.count_payments()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.payments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.payments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.payments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.payments : Money that came in for an invoice. @icon(receipt) @menu(8) @named(paid_date, amount) @calendar(paid_date) @sum(amount)
comment delivery.payments amount: How much, in the invoice's currency. @list
comment delivery.payments created_at: When it was entered.
comment delivery.payments created_by: Who entered it. @stamped
comment delivery.payments id: Identifier; grows with time.
comment delivery.payments invoice_id: The invoice. @list
comment delivery.payments method: How it was paid, such as bank transfer. @list
comment delivery.payments org_id: Organisation the row belongs to.
comment delivery.payments paid_date: Day it came in. @list
comment delivery.payments reference: The bank's reference. @list
comment delivery.payments updated_at: When it was last changed; also the row's version.
security delivery.payments row=t forced=t 
column delivery.phase_items.about text
column delivery.phase_items.acts jsonb
column delivery.phase_items.ahead integer
column delivery.phase_items.amount numeric
column delivery.phase_items.currency text
column delivery.phase_items.due_at timestamp with time zone
column delivery.phase_items.due_date date
column delivery.phase_items.icon text
column delivery.phase_items.id uuid
column delivery.phase_items.link text
column delivery.phase_items.noun text
column delivery.phase_items.overdue integer
column delivery.phase_items.title text
column delivery.phase_items.weight integer
comment delivery.phase_items : Phases that end. @today(phases)
security delivery.phase_items row=f forced=f {security_invoker=true}
view delivery.phase_items as  SELECT 'phases'::text AS noun,     id,     (name || ' ends'::text) AS title,     COALESCE(( SELECT p.name            FROM delivery.projects p           WHERE ((p.org_id = f.org_id) AND (p.id = f.project_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'flag'::text AS icon,     NULL::text AS link,     NULL::integer AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     end_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM delivery.phases f   WHERE ((status <> 'completed'::delivery.phase_status) AND (end_date IS NOT NULL));
type delivery.phase_status pending,active,completed  -- How far a phase has come. @tones pending=warn active=good completed=good
column delivery.phases.created_at timestamp with time zone not null default now()
column delivery.phases.end_date date
column delivery.phases.id uuid not null default kit.new_id()
column delivery.phases.name text not null
column delivery.phases.org_id uuid not null default kit.org_id()
column delivery.phases.position integer not null default 1
column delivery.phases.project_id uuid not null
column delivery.phases.start_date date
column delivery.phases.status delivery.phase_status not null default 'pending'::delivery.phase_status
column delivery.phases.updated_at timestamp with time zone not null default now()
constraint delivery.phases.phases_dates_in_order CHECK ((end_date >= start_date))
constraint delivery.phases.phases_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((end_date IS NULL) OR ((end_date >= '1800-01-01'::date) AND (end_date < '3000-01-01'::date))) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.phases.phases_name_check CHECK ((name <> ''::text))
constraint delivery.phases.phases_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint delivery.phases.phases_pkey PRIMARY KEY (org_id, id)
constraint delivery.phases.phases_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX phases_pkey ON delivery.phases USING btree (org_id, id)
CREATE INDEX phases_project_id_idx ON delivery.phases USING btree (org_id, project_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.phases FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER invoice_lines_phase_id_same_project_id BEFORE UPDATE OF project_id ON delivery.phases FOR EACH ROW WHEN ((new.project_id IS DISTINCT FROM old.project_id)) EXECUTE FUNCTION kit.check_children('delivery.invoice_lines', 'phase_id', 'project_id', 'invoice_lines_phase_id_same_project_id')
CREATE TRIGGER tasks_phase_id_same_project_id BEFORE UPDATE OF project_id ON delivery.phases FOR EACH ROW WHEN ((new.project_id IS DISTINCT FROM old.project_id)) EXECUTE FUNCTION kit.check_children('delivery.tasks', 'phase_id', 'project_id', 'tasks_phase_id_same_project_id')
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.phases REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.phases REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.phases REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.phases : A stretch of a project, in order: a phase or milestone. @icon(layers) @board(status) @calendar(end_date) @card(project_id, end_date)
comment delivery.phases created_at: When it was entered.
comment delivery.phases end_date: Last day. @list
comment delivery.phases id: Identifier; grows with time.
comment delivery.phases name: Title. @list
comment delivery.phases org_id: Organisation the row belongs to.
comment delivery.phases position: Its place in the order, from 1. @list @also(order)
comment delivery.phases project_id: The project. @list
comment delivery.phases start_date: First day. @list
comment delivery.phases status: How far it has come. @list
comment delivery.phases updated_at: When it was last changed; also the row's version.
security delivery.phases row=t forced=t 
column delivery.project_entries.about text
column delivery.project_entries.about_id uuid
column delivery.project_entries.at timestamp with time zone
column delivery.project_entries.body text
column delivery.project_entries.changes jsonb
column delivery.project_entries.kind text
column delivery.project_entries.link text
column delivery.project_entries.title text
column delivery.project_entries.user_id uuid
column delivery.project_entries.who text
comment delivery.project_entries : Activities on timelines of projects. @timeline(projects)
security delivery.project_entries row=f forced=f {security_invoker=true}
view delivery.project_entries as  SELECT 'projects'::text AS about,     project_id AS about_id,     occurred_at AS at,     (type)::text AS kind,     subject AS title,     "left"(COALESCE((description)::text, ''::text), 3000) AS body,     created_by AS user_id,     writer AS who,     ('/activities/'::text || id) AS link,     NULL::jsonb AS changes    FROM crm.activities a;
column delivery.project_places.details text
column delivery.project_places.id uuid
column delivery.project_places.is_current boolean
column delivery.project_places.lat double precision
column delivery.project_places.lng double precision
column delivery.project_places.noun text
column delivery.project_places.title text
comment delivery.project_places : Sites on maps. @placed(projects)
security delivery.project_places row=f forced=f {security_invoker=true}
view delivery.project_places as  SELECT 'projects'::text AS noun,     id,     name AS title,     location AS details,     lat,     lng,     (status <> ALL (ARRAY['completed'::delivery.project_status, 'cancelled'::delivery.project_status])) AS is_current    FROM delivery.projects p;
type delivery.project_stage tender,pipeline,won,construction,handover,closed  -- Where a project stands in its life on site. @tones won=good
type delivery.project_status planning,active,on_hold,completed,cancelled  -- Whether work on a project goes on. @tones planning=info active=good on_hold=warn completed=good
column delivery.project_templates.created_at timestamp with time zone not null default now()
column delivery.project_templates.description text
column delivery.project_templates.id uuid not null default kit.new_id()
column delivery.project_templates.is_default boolean not null default false
column delivery.project_templates.name text not null
column delivery.project_templates.org_id uuid not null default kit.org_id()
column delivery.project_templates.updated_at timestamp with time zone not null default now()
constraint delivery.project_templates.project_templates_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.project_templates.project_templates_name_check CHECK ((name <> ''::text))
constraint delivery.project_templates.project_templates_name_taken UNIQUE (org_id, name)
constraint delivery.project_templates.project_templates_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint delivery.project_templates.project_templates_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX project_templates_name_taken ON delivery.project_templates USING btree (org_id, name)
CREATE UNIQUE INDEX project_templates_one_default ON delivery.project_templates USING btree (org_id) WHERE is_default
CREATE UNIQUE INDEX project_templates_pkey ON delivery.project_templates USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.project_templates FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.project_templates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.project_templates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.project_templates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.project_templates : A kind of project we do again and again: its phases and tasks, ready to be laid out from a start day. @icon(layers) @menu(6)
comment delivery.project_templates created_at: When it was entered.
comment delivery.project_templates description: What it is for. @list @long
comment delivery.project_templates id: Identifier; grows with time.
comment delivery.project_templates is_default: Used for won deals when nobody says otherwise. @list
comment delivery.project_templates name: Name. @list
comment delivery.project_templates org_id: Organisation the row belongs to.
comment delivery.project_templates updated_at: When it was last changed; also the row's version.
security delivery.project_templates row=t forced=t 
column delivery.projects.budget kit.money
column delivery.projects.client_id uuid not null
column delivery.projects.created_at timestamp with time zone not null default now()
column delivery.projects.currency kit.currency
column delivery.projects.custom jsonb not null default '{}'::jsonb
column delivery.projects.description kit.markdown
column delivery.projects.end_date date
column delivery.projects.id uuid not null default kit.new_id()
column delivery.projects.lat double precision
column delivery.projects.lng double precision
column delivery.projects.location text
column delivery.projects.name text not null
column delivery.projects.opportunity_id uuid
column delivery.projects.org_id uuid not null default kit.org_id()
column delivery.projects.owner_id uuid default kit.owner()
column delivery.projects.ppe jsonb not null default '[]'::jsonb
column delivery.projects.required_tickets jsonb not null default '[]'::jsonb
column delivery.projects.site_logistics jsonb not null default '{}'::jsonb
column delivery.projects.stage delivery.project_stage not null default 'pipeline'::delivery.project_stage
column delivery.projects.start_date date
column delivery.projects.status delivery.project_status not null default 'planning'::delivery.project_status
column delivery.projects.template_id uuid
column delivery.projects.updated_at timestamp with time zone not null default now()
column delivery.projects.value kit.money
constraint delivery.projects.projects_bounded CHECK ((kit.is_bounded(ppe) AND kit.is_bounded(site_logistics) AND kit.is_bounded(custom) AND kit.is_bounded(required_tickets))) NOT VALID
constraint delivery.projects.projects_budget_check CHECK (((budget)::numeric >= (0)::numeric))
constraint delivery.projects.projects_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.projects.projects_custom_check CHECK ((jsonb_typeof(custom) = 'object'::text))
constraint delivery.projects.projects_dates_in_order CHECK ((end_date >= start_date))
constraint delivery.projects.projects_in_range CHECK ((((budget IS NULL) OR (abs((budget)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((end_date IS NULL) OR ((end_date >= '1800-01-01'::date) AND (end_date < '3000-01-01'::date))) AND ((lat IS NULL) OR (abs(lat) < 'Infinity'::double precision)) AND ((lng IS NULL) OR (abs(lng) < 'Infinity'::double precision)) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((value IS NULL) OR (abs((value)::numeric) < 'Infinity'::numeric)))) NOT VALID
constraint delivery.projects.projects_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision)))
constraint delivery.projects.projects_lng_check CHECK (((lng >= ('-180'::integer)::double precision) AND (lng <= (180)::double precision)))
constraint delivery.projects.projects_name_check CHECK (((name <> ''::text) AND (length(name) <= 300)))
constraint delivery.projects.projects_one_line CHECK (kit.is_line(((COALESCE(name, ''::text) || COALESCE((currency)::text, ''::text)) || COALESCE(location, ''::text)))) NOT VALID
constraint delivery.projects.projects_opportunity_id_fkey FOREIGN KEY (org_id, opportunity_id) REFERENCES crm.opportunities(org_id, id) ON DELETE SET NULL (opportunity_id) DEFERRABLE
constraint delivery.projects.projects_opportunity_id_taken UNIQUE (org_id, opportunity_id)
constraint delivery.projects.projects_owner_id_fkey FOREIGN KEY (org_id, owner_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (owner_id) DEFERRABLE
constraint delivery.projects.projects_pkey PRIMARY KEY (org_id, id)
constraint delivery.projects.projects_ppe_shape CHECK (((ppe IS NULL) OR (ppe = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(ppe))) NOT VALID
constraint delivery.projects.projects_required_tickets_shape CHECK (((required_tickets IS NULL) OR (required_tickets = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(required_tickets))) NOT VALID
constraint delivery.projects.projects_site_logistics_shape CHECK (((site_logistics IS NULL) OR (site_logistics = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(site_logistics))) NOT VALID
constraint delivery.projects.projects_template_id_fkey FOREIGN KEY (org_id, template_id) REFERENCES delivery.project_templates(org_id, id) ON DELETE SET NULL (template_id) DEFERRABLE
constraint delivery.projects.projects_value_check CHECK (((value)::numeric >= (0)::numeric))
CREATE INDEX projects_client_id_idx ON delivery.projects USING btree (org_id, client_id)
CREATE INDEX projects_end_idx ON delivery.projects USING btree (org_id, end_date)
CREATE INDEX projects_newest_idx ON delivery.projects USING btree (org_id, created_at DESC, id DESC)
CREATE UNIQUE INDEX projects_opportunity_id_taken ON delivery.projects USING btree (org_id, opportunity_id)
CREATE INDEX projects_owner_id_idx ON delivery.projects USING btree (org_id, owner_id)
CREATE UNIQUE INDEX projects_pkey ON delivery.projects USING btree (org_id, id)
CREATE INDEX projects_status_idx ON delivery.projects USING btree (org_id, status)
CREATE INDEX projects_template_id_idx ON delivery.projects USING btree (org_id, template_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.projects FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER activities_project_id_same_client_id BEFORE UPDATE OF client_id ON delivery.projects FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION kit.check_children('crm.activities', 'project_id', 'client_id', 'activities_project_id_same_client_id')
CREATE TRIGGER agree_project BEFORE INSERT OR UPDATE OF stage, status ON delivery.projects FOR EACH ROW EXECUTE FUNCTION delivery.agree_project()
CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON delivery.projects FOR EACH ROW EXECUTE FUNCTION identity.check_custom()
CREATE TRIGGER keep_billed_client BEFORE UPDATE OF client_id ON delivery.projects FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION delivery.keep_billed_client()
CREATE TRIGGER keep_one_client BEFORE UPDATE OF client_id ON delivery.projects FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION recruiting.keep_one_client()
CREATE TRIGGER projects_opportunity_id_same_client_id BEFORE INSERT OR UPDATE OF opportunity_id, client_id ON delivery.projects FOR EACH ROW WHEN (((new.opportunity_id IS NOT NULL) AND (new.client_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('crm.opportunities', 'opportunity_id', 'client_id', 'projects_opportunity_id_same_client_id')
CREATE TRIGGER x_drop_documents AFTER DELETE ON delivery.projects REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kit.drop_hanging('knowledge.documents')
CREATE TRIGGER y_meaning_delete AFTER DELETE ON delivery.projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON delivery.projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON delivery.projects FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR ((old.description)::text IS DISTINCT FROM (new.description)::text) OR (old.location IS DISTINCT FROM new.location))) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON delivery.projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_insert AFTER INSERT ON delivery.projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_update AFTER UPDATE ON delivery.projects FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_noted_delete AFTER DELETE ON delivery.projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_insert AFTER INSERT ON delivery.projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER y_noted_update AFTER UPDATE ON delivery.projects FOR EACH ROW WHEN (((((((old.status IS DISTINCT FROM new.status) OR (old.end_date IS DISTINCT FROM new.end_date)) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.client_id IS DISTINCT FROM new.client_id)) OR (old.name IS DISTINCT FROM new.name)) OR ((old.budget)::numeric IS DISTINCT FROM (new.budget)::numeric))) EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.client_id), (n.id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.projects REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.projects REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.projects REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.projects : One engagement with a client: a consulting project or a construction site. @icon(folder-kanban) @menu(1) @key(j) @board(status) @calendar(end_date) @sum(budget) @card(client_id, budget, end_date) @searched(name) @meaning(name, description, location)
comment delivery.projects budget: Money to spend; taken from the deal. @list
comment delivery.projects client_id: The client. @list @also(company)
comment delivery.projects created_at: When it was entered.
comment delivery.projects currency: Currency of budget and value; empty means the organisation's.
comment delivery.projects custom: Fields the organisation added.
comment delivery.projects description: What it is about.
comment delivery.projects end_date: Day of completion. @list @also(completion_date)
comment delivery.projects id: Identifier; grows with time.
comment delivery.projects lat: Latitude in degrees. @group(Site)
comment delivery.projects lng: Longitude in degrees. @group(Site)
comment delivery.projects location: Where it is. @list
comment delivery.projects name: Title. @list
comment delivery.projects opportunity_id: The won deal it came from.
comment delivery.projects org_id: Organisation the row belongs to.
comment delivery.projects owner_id: Who leads it. @list
comment delivery.projects ppe: What everybody on site wears. @label('Protective equipment') @group(Site) @several()
comment delivery.projects required_tickets: Tickets everybody on site must have, by name. @group(Site) @several(ticket_kinds)
comment delivery.projects site_logistics: What people on site have to know. @label('Site rules') @group(Site) @parts(induction=long, gate, hours, parking, contact, notes=long)
comment delivery.projects stage: Where it stands in its life on site. @list
comment delivery.projects start_date: First day. @list
comment delivery.projects status: Whether work goes on. @list
comment delivery.projects template_id: The template it was laid out from.
comment delivery.projects updated_at: When it was last changed; also the row's version.
comment delivery.projects value: What the whole construction project is worth.
security delivery.projects row=t forced=t 
function delivery.projects_end(about uuid[]) -- A project ends within three weeks and nothing follows with its client. @rule(pre_emptive_strike)
function delivery.projects_end_came_good(project uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day something followed a project.
function delivery.rate_of(person uuid, project uuid, day date) -- What an hour of a person on a project is billed at and costs.
column delivery.rates.bill_rate kit.money not null
column delivery.rates.cost_rate kit.money not null default 0
column delivery.rates.created_at timestamp with time zone not null default now()
column delivery.rates.id uuid not null default kit.new_id()
column delivery.rates.org_id uuid not null default kit.org_id()
column delivery.rates.project_id uuid
column delivery.rates.role identity.user_role
column delivery.rates.start_date date not null default '2000-01-01'::date
column delivery.rates.updated_at timestamp with time zone not null default now()
column delivery.rates.user_id uuid
constraint delivery.rates.rates_bill_rate_check CHECK (((bill_rate)::numeric >= (0)::numeric))
constraint delivery.rates.rates_cost_rate_check CHECK (((cost_rate)::numeric >= (0)::numeric))
constraint delivery.rates.rates_in_range CHECK ((((bill_rate IS NULL) OR (abs((bill_rate)::numeric) < 'Infinity'::numeric)) AND ((cost_rate IS NULL) OR (abs((cost_rate)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.rates.rates_once UNIQUE NULLS NOT DISTINCT (org_id, project_id, user_id, role, start_date)
constraint delivery.rates.rates_person_or_role CHECK (((user_id IS NULL) OR (role IS NULL)))
constraint delivery.rates.rates_pkey PRIMARY KEY (org_id, id)
constraint delivery.rates.rates_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.rates.rates_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX rates_once ON delivery.rates USING btree (org_id, project_id, user_id, role, start_date) NULLS NOT DISTINCT
CREATE UNIQUE INDEX rates_pkey ON delivery.rates USING btree (org_id, id)
CREATE INDEX rates_project_id_idx ON delivery.rates USING btree (org_id, project_id)
CREATE INDEX rates_user_id_idx ON delivery.rates USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.rates FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.rates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.rates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.rates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.rates : What an hour is billed at and what it costs us. The most exact rate counts: project and person, project and role, project, person, role, everybody. @icon(hash) @menu(7) @named(role, user_id, project_id)
comment delivery.rates bill_rate: What the client pays an hour, in the organisation's currency. @list
comment delivery.rates cost_rate: What an hour costs us, in the organisation's currency. @list
comment delivery.rates created_at: When it was entered.
comment delivery.rates id: Identifier; grows with time.
comment delivery.rates org_id: Organisation the row belongs to.
comment delivery.rates project_id: On this project. @list
comment delivery.rates role: For everybody with this role. @list
comment delivery.rates start_date: From this day on. @list
comment delivery.rates updated_at: When it was last changed; also the row's version.
comment delivery.rates user_id: For this person. @list
security delivery.rates row=t forced=t 
function delivery.recent_hours() -- Hours, 7 days. @figure(time_entries) @link(/reports/hours_by_person) @measures value=hours @places recruiter=4 consultant=1 staff=1
function delivery.refuse_second_bill() -- Keeps hours on one invoice.
function delivery.report_invoice() -- Tells the feed what became of an invoice.
function delivery.sum_lines() -- Keeps an invoice's totals, and its lines once it is issued.
column delivery.task_contacts.contact_id uuid not null
column delivery.task_contacts.created_at timestamp with time zone not null default now()
column delivery.task_contacts.org_id uuid not null default kit.org_id()
column delivery.task_contacts.task_id uuid not null
column delivery.task_contacts.updated_at timestamp with time zone not null default now()
constraint delivery.task_contacts.task_contacts_contact_id_fkey FOREIGN KEY (org_id, contact_id) REFERENCES crm.contacts(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.task_contacts.task_contacts_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.task_contacts.task_contacts_pkey PRIMARY KEY (org_id, task_id, contact_id)
constraint delivery.task_contacts.task_contacts_task_id_fkey FOREIGN KEY (org_id, task_id) REFERENCES delivery.tasks(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX task_contacts_contact_id_idx ON delivery.task_contacts USING btree (org_id, contact_id)
CREATE UNIQUE INDEX task_contacts_pkey ON delivery.task_contacts USING btree (org_id, task_id, contact_id)
CREATE INDEX task_contacts_task_id_idx ON delivery.task_contacts USING btree (org_id, task_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.task_contacts FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.task_contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.task_contacts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.task_contacts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.task_contacts : A contact mentioned in a task.
comment delivery.task_contacts contact_id: The person. @list
comment delivery.task_contacts created_at: When it was entered.
comment delivery.task_contacts org_id: Organisation the row belongs to.
comment delivery.task_contacts task_id: The task. @list
comment delivery.task_contacts updated_at: When it was last changed; also the row's version.
security delivery.task_contacts row=t forced=t 
column delivery.task_dates.changed_at timestamp with time zone
column delivery.task_dates.details text
column delivery.task_dates.due_date date
column delivery.task_dates.id uuid
column delivery.task_dates.minutes integer
column delivery.task_dates.noun text
column delivery.task_dates.starts_at timestamp with time zone
column delivery.task_dates.title text
comment delivery.task_dates : Tasks in calendars. @dates()
security delivery.task_dates row=f forced=f {security_invoker=true}
view delivery.task_dates as  SELECT 'tasks'::text AS noun,     t.id,     t.title,     p.name AS details,     t.due_date,     NULL::timestamp with time zone AS starts_at,     NULL::integer AS minutes,     t.updated_at AS changed_at    FROM (delivery.tasks t      JOIN delivery.projects p ON (((p.org_id = t.org_id) AND (p.id = t.project_id))))   WHERE ((t.assigned_to = kit.user_id()) AND (t.status <> 'done'::delivery.task_status) AND (t.due_date IS NOT NULL));
column delivery.task_dependencies.created_at timestamp with time zone not null default now()
column delivery.task_dependencies.depends_on_id uuid not null
column delivery.task_dependencies.org_id uuid not null default kit.org_id()
column delivery.task_dependencies.task_id uuid not null
column delivery.task_dependencies.updated_at timestamp with time zone not null default now()
constraint delivery.task_dependencies.task_dependencies_depends_on_id_fkey FOREIGN KEY (org_id, depends_on_id) REFERENCES delivery.tasks(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.task_dependencies.task_dependencies_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.task_dependencies.task_dependencies_not_itself CHECK ((task_id <> depends_on_id))
constraint delivery.task_dependencies.task_dependencies_pkey PRIMARY KEY (org_id, task_id, depends_on_id)
constraint delivery.task_dependencies.task_dependencies_task_id_fkey FOREIGN KEY (org_id, task_id) REFERENCES delivery.tasks(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX task_dependencies_depends_on_id_idx ON delivery.task_dependencies USING btree (org_id, depends_on_id)
CREATE UNIQUE INDEX task_dependencies_pkey ON delivery.task_dependencies USING btree (org_id, task_id, depends_on_id)
CREATE INDEX task_dependencies_task_id_idx ON delivery.task_dependencies USING btree (org_id, task_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.task_dependencies FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_dependency AFTER INSERT OR UPDATE ON delivery.task_dependencies FOR EACH ROW EXECUTE FUNCTION delivery.check_dependency()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.task_dependencies REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.task_dependencies REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.task_dependencies REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.task_dependencies : A task that waits for another to be done. @icon(link) @named(task_id, depends_on_id)
comment delivery.task_dependencies created_at: When it was entered.
comment delivery.task_dependencies depends_on_id: The task it waits for. @list
comment delivery.task_dependencies org_id: Organisation the row belongs to.
comment delivery.task_dependencies task_id: The task that waits. @list
comment delivery.task_dependencies updated_at: When it was last changed; also the row's version.
security delivery.task_dependencies row=t forced=t 
column delivery.task_items.about text
column delivery.task_items.acts jsonb
column delivery.task_items.ahead integer
column delivery.task_items.amount numeric
column delivery.task_items.currency text
column delivery.task_items.due_at timestamp with time zone
column delivery.task_items.due_date date
column delivery.task_items.icon text
column delivery.task_items.id uuid
column delivery.task_items.link text
column delivery.task_items.noun text
column delivery.task_items.overdue integer
column delivery.task_items.title text
column delivery.task_items.weight integer
comment delivery.task_items : Tasks that wait. @today(tasks)
security delivery.task_items row=f forced=f {security_invoker=true}
view delivery.task_items as  SELECT 'tasks'::text AS noun,     id,     title,     COALESCE(( SELECT p.name            FROM delivery.projects p           WHERE ((p.org_id = t.org_id) AND (p.id = t.project_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     30 AS weight,     8 AS overdue,     7 AS ahead,     due_date,     NULL::timestamp with time zone AS due_at,     '[{"do": "done", "set": {"status": "done"}, "told": "Task done.", "word": "Done"}]'::jsonb AS acts    FROM delivery.tasks t   WHERE ((assigned_to = kit.user_id()) AND (status <> 'done'::delivery.task_status) AND (due_date IS NOT NULL));
type delivery.task_status backlog,in_progress,review,done  -- How far a task has come. @tones in_progress=info review=warn done=good
column delivery.tasks.assigned_to uuid
column delivery.tasks.created_at timestamp with time zone not null default now()
column delivery.tasks.description kit.markdown
column delivery.tasks.due_date date
column delivery.tasks.effort delivery.effort not null default 'medium'::delivery.effort
column delivery.tasks.id uuid not null default kit.new_id()
column delivery.tasks.is_critical boolean not null default false
column delivery.tasks.is_milestone boolean not null default false
column delivery.tasks.org_id uuid not null default kit.org_id()
column delivery.tasks.phase_id uuid
column delivery.tasks.project_id uuid not null
column delivery.tasks.start_date date
column delivery.tasks.status delivery.task_status not null default 'backlog'::delivery.task_status
column delivery.tasks.title text not null
column delivery.tasks.updated_at timestamp with time zone not null default now()
constraint delivery.tasks.tasks_assigned_to_fkey FOREIGN KEY (org_id, assigned_to) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (assigned_to) DEFERRABLE
constraint delivery.tasks.tasks_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((due_date IS NULL) OR ((due_date >= '1800-01-01'::date) AND (due_date < '3000-01-01'::date))) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.tasks.tasks_one_line CHECK (kit.is_line(COALESCE(title, ''::text))) NOT VALID
constraint delivery.tasks.tasks_phase_id_fkey FOREIGN KEY (org_id, phase_id) REFERENCES delivery.phases(org_id, id) ON DELETE SET NULL (phase_id) DEFERRABLE
constraint delivery.tasks.tasks_pkey PRIMARY KEY (org_id, id)
constraint delivery.tasks.tasks_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.tasks.tasks_title_check CHECK (((title <> ''::text) AND (length(title) <= 300)))
CREATE INDEX tasks_assigned_to_idx ON delivery.tasks USING btree (org_id, assigned_to)
CREATE INDEX tasks_due_idx ON delivery.tasks USING btree (org_id, due_date) WHERE (status <> 'done'::delivery.task_status)
CREATE INDEX tasks_newest_idx ON delivery.tasks USING btree (org_id, created_at DESC, id DESC)
CREATE INDEX tasks_phase_id_idx ON delivery.tasks USING btree (org_id, phase_id)
CREATE UNIQUE INDEX tasks_pkey ON delivery.tasks USING btree (org_id, id)
CREATE INDEX tasks_project_id_idx ON delivery.tasks USING btree (org_id, project_id)
CREATE INDEX tasks_status_idx ON delivery.tasks USING btree (org_id, status)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.tasks FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER log_finished_task AFTER UPDATE OF status ON delivery.tasks FOR EACH ROW WHEN (((new.status = 'done'::delivery.task_status) AND (old.status <> 'done'::delivery.task_status))) EXECUTE FUNCTION delivery.log_finished_task()
CREATE TRIGGER tasks_phase_id_same_project_id BEFORE INSERT OR UPDATE OF phase_id, project_id ON delivery.tasks FOR EACH ROW WHEN (((new.phase_id IS NOT NULL) AND (new.project_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('delivery.phases', 'phase_id', 'project_id', 'tasks_phase_id_same_project_id')
CREATE TRIGGER time_entries_task_id_same_project_id BEFORE UPDATE OF project_id ON delivery.tasks FOR EACH ROW WHEN ((new.project_id IS DISTINCT FROM old.project_id)) EXECUTE FUNCTION kit.check_children('delivery.time_entries', 'task_id', 'project_id', 'time_entries_task_id_same_project_id')
CREATE TRIGGER timers_task_id_same_project_id BEFORE UPDATE OF project_id ON delivery.tasks FOR EACH ROW WHEN ((new.project_id IS DISTINCT FROM old.project_id)) EXECUTE FUNCTION kit.check_children('delivery.timers', 'task_id', 'project_id', 'timers_task_id_same_project_id')
CREATE TRIGGER y_names_delete AFTER DELETE ON delivery.tasks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_insert AFTER INSERT ON delivery.tasks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_update AFTER UPDATE ON delivery.tasks FOR EACH ROW WHEN ((old.title IS DISTINCT FROM new.title)) EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.tasks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.tasks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.tasks : One piece of work in a project. @icon(circle-check) @menu(2) @key(b) @board(status) @calendar(due_date) @card(project_id, assigned_to, due_date) @searched(title)
comment delivery.tasks assigned_to: Who does it. @list
comment delivery.tasks created_at: When it was entered.
comment delivery.tasks description: More about it.
comment delivery.tasks due_date: Until when. @list
comment delivery.tasks effort: How much work it is. @list
comment delivery.tasks id: Identifier; grows with time.
comment delivery.tasks is_critical: Delays the project when late.
comment delivery.tasks is_milestone: Marks a milestone.
comment delivery.tasks org_id: Organisation the row belongs to.
comment delivery.tasks phase_id: The phase it belongs to.
comment delivery.tasks project_id: The project. @list
comment delivery.tasks start_date: When work on it begins.
comment delivery.tasks status: How far it has come. @list
comment delivery.tasks title: What to do. @list
comment delivery.tasks updated_at: When it was last changed; also the row's version.
security delivery.tasks row=t forced=t 
type delivery.tax_category standard,zero,exempt,reverse_charge  -- How a line is taxed (EN 16931, categories S, Z, E and AE).
column delivery.template_phases.created_at timestamp with time zone not null default now()
column delivery.template_phases.days integer not null default 10
column delivery.template_phases.id uuid not null default kit.new_id()
column delivery.template_phases.name text not null
column delivery.template_phases.org_id uuid not null default kit.org_id()
column delivery.template_phases.position integer not null default 1
column delivery.template_phases.start_day integer not null default 0
column delivery.template_phases.template_id uuid not null
column delivery.template_phases.updated_at timestamp with time zone not null default now()
constraint delivery.template_phases.template_phases_days_check CHECK (((days >= 1) AND (days <= 3650)))
constraint delivery.template_phases.template_phases_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.template_phases.template_phases_name_check CHECK ((name <> ''::text))
constraint delivery.template_phases.template_phases_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint delivery.template_phases.template_phases_pkey PRIMARY KEY (org_id, id)
constraint delivery.template_phases.template_phases_start_day_check CHECK ((start_day >= 0))
constraint delivery.template_phases.template_phases_template_id_fkey FOREIGN KEY (org_id, template_id) REFERENCES delivery.project_templates(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX template_phases_pkey ON delivery.template_phases USING btree (org_id, id)
CREATE INDEX template_phases_template_id_idx ON delivery.template_phases USING btree (org_id, template_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.template_phases FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.template_phases REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.template_phases REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.template_phases REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.template_phases : A phase every project of a template gets. @icon(layers)
comment delivery.template_phases created_at: When it was entered.
comment delivery.template_phases days: How many days it takes. @list
comment delivery.template_phases id: Identifier; grows with time.
comment delivery.template_phases name: Title. @list
comment delivery.template_phases org_id: Organisation the row belongs to.
comment delivery.template_phases position: Its place in the order, from 1. @list
comment delivery.template_phases start_day: Days after the project's start on which it begins. @list
comment delivery.template_phases template_id: The template. @list
comment delivery.template_phases updated_at: When it was last changed; also the row's version.
security delivery.template_phases row=t forced=t 
column delivery.template_tasks.after_id uuid
column delivery.template_tasks.created_at timestamp with time zone not null default now()
column delivery.template_tasks.days integer not null default 5
column delivery.template_tasks.effort delivery.effort not null default 'medium'::delivery.effort
column delivery.template_tasks.id uuid not null default kit.new_id()
column delivery.template_tasks.is_critical boolean not null default false
column delivery.template_tasks.is_milestone boolean not null default false
column delivery.template_tasks.org_id uuid not null default kit.org_id()
column delivery.template_tasks.start_day integer not null default 0
column delivery.template_tasks.template_id uuid not null
column delivery.template_tasks.template_phase_id uuid
column delivery.template_tasks.title text not null
column delivery.template_tasks.updated_at timestamp with time zone not null default now()
constraint delivery.template_tasks.template_tasks_after_id_fkey FOREIGN KEY (org_id, after_id) REFERENCES delivery.template_tasks(org_id, id) ON DELETE SET NULL (after_id) DEFERRABLE
constraint delivery.template_tasks.template_tasks_days_check CHECK (((days >= 1) AND (days <= 3650)))
constraint delivery.template_tasks.template_tasks_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.template_tasks.template_tasks_one_line CHECK (kit.is_line(COALESCE(title, ''::text))) NOT VALID
constraint delivery.template_tasks.template_tasks_pkey PRIMARY KEY (org_id, id)
constraint delivery.template_tasks.template_tasks_start_day_check CHECK ((start_day >= 0))
constraint delivery.template_tasks.template_tasks_template_id_fkey FOREIGN KEY (org_id, template_id) REFERENCES delivery.project_templates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.template_tasks.template_tasks_template_phase_id_fkey FOREIGN KEY (org_id, template_phase_id) REFERENCES delivery.template_phases(org_id, id) ON DELETE SET NULL (template_phase_id) DEFERRABLE
constraint delivery.template_tasks.template_tasks_title_check CHECK (((title <> ''::text) AND (length(title) <= 300)))
CREATE INDEX template_tasks_after_id_idx ON delivery.template_tasks USING btree (org_id, after_id)
CREATE UNIQUE INDEX template_tasks_pkey ON delivery.template_tasks USING btree (org_id, id)
CREATE INDEX template_tasks_template_id_idx ON delivery.template_tasks USING btree (org_id, template_id)
CREATE INDEX template_tasks_template_phase_id_idx ON delivery.template_tasks USING btree (org_id, template_phase_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.template_tasks FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.template_tasks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.template_tasks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.template_tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.template_tasks : A task every project of a template gets. @icon(list-todo) @named(title)
comment delivery.template_tasks after_id: The task it waits for.
comment delivery.template_tasks created_at: When it was entered.
comment delivery.template_tasks days: Days until it is due. @list
comment delivery.template_tasks effort: How much work it is. @list
comment delivery.template_tasks id: Identifier; grows with time.
comment delivery.template_tasks is_critical: Delays the project when late.
comment delivery.template_tasks is_milestone: Marks a milestone.
comment delivery.template_tasks org_id: Organisation the row belongs to.
comment delivery.template_tasks start_day: Days after the project's start on which it begins. @list
comment delivery.template_tasks template_id: The template. @list
comment delivery.template_tasks template_phase_id: The phase it belongs to. @list
comment delivery.template_tasks title: What to do. @list
comment delivery.template_tasks updated_at: When it was last changed; also the row's version.
security delivery.template_tasks row=t forced=t 
column delivery.tender_places.details text
column delivery.tender_places.id uuid
column delivery.tender_places.is_current boolean
column delivery.tender_places.lat double precision
column delivery.tender_places.lng double precision
column delivery.tender_places.noun text
column delivery.tender_places.title text
comment delivery.tender_places : Tenders on maps. @placed(market_tenders)
security delivery.tender_places row=f forced=f {security_invoker=true}
view delivery.tender_places as  SELECT 'market_tenders'::text AS noun,     t.id,     t.title,     t.location AS details,     s.lat,     s.lng,     COALESCE((t.closing_date >= CURRENT_DATE), true) AS is_current    FROM (crm.market_tenders t      LEFT JOIN ( SELECT DISTINCT ON (p.org_id, (kit.town(p.location))) p.org_id,             kit.town(p.location) AS town,             p.lat,             p.lng            FROM delivery.projects p           WHERE ((p.lat IS NOT NULL) AND (p.lng IS NOT NULL) AND ((p.lat <> (0)::double precision) OR (p.lng <> (0)::double precision)) AND (kit.town(p.location) IS NOT NULL))           ORDER BY p.org_id, (kit.town(p.location)), p.id) s ON (((s.org_id = t.org_id) AND (s.town = kit.town(t.location)))));
column delivery.time_entries.bill_rate kit.money
column delivery.time_entries.billable boolean not null default true
column delivery.time_entries.cost_rate kit.money
column delivery.time_entries.created_at timestamp with time zone not null default now()
column delivery.time_entries.date date not null default CURRENT_DATE
column delivery.time_entries.description text
column delivery.time_entries.hours numeric(5,2) not null
column delivery.time_entries.id uuid not null default kit.new_id()
column delivery.time_entries.invoice_id uuid
column delivery.time_entries.org_id uuid not null default kit.org_id()
column delivery.time_entries.placement_id uuid
column delivery.time_entries.project_id uuid not null
column delivery.time_entries.status delivery.time_status not null default 'open'::delivery.time_status
column delivery.time_entries.task_id uuid
column delivery.time_entries.updated_at timestamp with time zone not null default now()
column delivery.time_entries.user_id uuid default kit.user_id()
column delivery.time_entries.worker text
constraint delivery.time_entries.time_entries_billed_is_billable CHECK (((invoice_id IS NULL) OR billable))
constraint delivery.time_entries.time_entries_hours_check CHECK (((hours > (0)::numeric) AND (hours <= (24)::numeric)))
constraint delivery.time_entries.time_entries_in_range CHECK ((((bill_rate IS NULL) OR (abs((bill_rate)::numeric) < 'Infinity'::numeric)) AND ((cost_rate IS NULL) OR (abs((cost_rate)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((date IS NULL) OR ((date >= '1800-01-01'::date) AND (date < '3000-01-01'::date))) AND ((hours IS NULL) OR (abs(hours) < 'Infinity'::numeric)) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.time_entries.time_entries_invoice_id_fkey FOREIGN KEY (org_id, invoice_id) REFERENCES delivery.invoices(org_id, id) ON DELETE SET NULL (invoice_id) DEFERRABLE
constraint delivery.time_entries.time_entries_of_somebody CHECK ((num_nonnulls(user_id, placement_id) = 1))
constraint delivery.time_entries.time_entries_one_line CHECK (kit.is_line(COALESCE(worker, ''::text))) NOT VALID
constraint delivery.time_entries.time_entries_pkey PRIMARY KEY (org_id, id)
constraint delivery.time_entries.time_entries_placement_id_fkey FOREIGN KEY (org_id, placement_id) REFERENCES recruiting.placements(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint delivery.time_entries.time_entries_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint delivery.time_entries.time_entries_task_id_fkey FOREIGN KEY (org_id, task_id) REFERENCES delivery.tasks(org_id, id) ON DELETE SET NULL (task_id) DEFERRABLE
constraint delivery.time_entries.time_entries_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE RESTRICT DEFERRABLE
CREATE INDEX time_entries_date_idx ON delivery.time_entries USING btree (org_id, date)
CREATE INDEX time_entries_invoice_id_idx ON delivery.time_entries USING btree (org_id, invoice_id)
CREATE INDEX time_entries_person_idx ON delivery.time_entries USING btree (org_id, user_id, date)
CREATE UNIQUE INDEX time_entries_pkey ON delivery.time_entries USING btree (org_id, id)
CREATE INDEX time_entries_placement_id_idx ON delivery.time_entries USING btree (org_id, placement_id)
CREATE INDEX time_entries_project_id_idx ON delivery.time_entries USING btree (org_id, project_id)
CREATE INDEX time_entries_task_id_idx ON delivery.time_entries USING btree (org_id, task_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.time_entries FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_billing AFTER UPDATE ON delivery.time_entries REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION delivery.check_billing()
CREATE TRIGGER guard_time BEFORE INSERT OR DELETE OR UPDATE ON delivery.time_entries FOR EACH ROW WHEN ((NOT kit.is_server())) EXECUTE FUNCTION delivery.guard_time()
CREATE TRIGGER keep_billed BEFORE UPDATE ON delivery.time_entries FOR EACH ROW WHEN (((old.invoice_id IS NOT NULL) AND (((((old.invoice_id IS DISTINCT FROM new.invoice_id) OR (old.status IS DISTINCT FROM new.status)) OR (old.hours IS DISTINCT FROM new.hours)) OR (old.project_id IS DISTINCT FROM new.project_id)) OR ((old.bill_rate)::numeric IS DISTINCT FROM (new.bill_rate)::numeric)))) EXECUTE FUNCTION delivery.keep_billed()
CREATE TRIGGER keep_billed_from_deletion BEFORE DELETE ON delivery.time_entries FOR EACH ROW WHEN ((old.invoice_id IS NOT NULL)) EXECUTE FUNCTION delivery.keep_billed()
CREATE TRIGGER refuse_second_bill BEFORE UPDATE ON delivery.time_entries FOR EACH ROW WHEN ((old.invoice_id <> new.invoice_id)) EXECUTE FUNCTION delivery.refuse_second_bill()
CREATE TRIGGER time_entries_task_id_same_project_id BEFORE INSERT OR UPDATE OF task_id, project_id ON delivery.time_entries FOR EACH ROW WHEN (((new.task_id IS NOT NULL) AND (new.project_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('delivery.tasks', 'task_id', 'project_id', 'time_entries_task_id_same_project_id')
CREATE TRIGGER y_noted_update AFTER UPDATE ON delivery.time_entries FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION kit.note('keep_nudges', 'select r.client_id from delivery.projects r where r.org_id = n.org_id and r.id = n.project_id')
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.time_entries REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.time_entries REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.time_entries REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.time_entries : Hours somebody worked on a project. @icon(timer) @words(Time entry, Time) @menu(3) @key(h) @named(description, date) @calendar(date) @sum(hours) @page(/timesheet, timer, Timesheet, w) @page(/workload, users, Workload)
comment delivery.time_entries bill_rate: What an hour is billed at, fixed when approved. @stamped
comment delivery.time_entries billable: Whether the client pays for it. @list
comment delivery.time_entries cost_rate: What an hour costs us, fixed when approved. @secret
comment delivery.time_entries created_at: When it was entered.
comment delivery.time_entries date: The day. @list
comment delivery.time_entries description: What was done. @list @long
comment delivery.time_entries hours: Hours worked, at most 24. @list
comment delivery.time_entries id: Identifier; grows with time.
comment delivery.time_entries invoice_id: The invoice it was billed on. @stamped
comment delivery.time_entries org_id: Organisation the row belongs to.
comment delivery.time_entries placement_id: The placement whose person worked. @of(recruiting) @stamped
comment delivery.time_entries project_id: The project. @list
comment delivery.time_entries status: How far they have come; kept by the timesheet. @list @stamped
comment delivery.time_entries task_id: The task.
comment delivery.time_entries updated_at: When it was last changed; also the row's version.
comment delivery.time_entries user_id: Who worked. @list
comment delivery.time_entries worker: Who that is, and as what, as invoices say it. @list @stamped
security delivery.time_entries row=t forced=t 
type delivery.time_status open,submitted,approved  -- How far hours have come: open until the week is handed in, then submitted, then approved. @tones open=info approved=good
column delivery.timers.created_at timestamp with time zone not null default now()
column delivery.timers.description text
column delivery.timers.id uuid not null default kit.new_id()
column delivery.timers.org_id uuid not null default kit.org_id()
column delivery.timers.project_id uuid not null
column delivery.timers.started_at timestamp with time zone not null default now()
column delivery.timers.task_id uuid
column delivery.timers.updated_at timestamp with time zone not null default now()
column delivery.timers.user_id uuid not null default kit.user_id()
constraint delivery.timers.timers_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((started_at IS NULL) OR ((started_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint delivery.timers.timers_pkey PRIMARY KEY (org_id, id)
constraint delivery.timers.timers_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.timers.timers_task_id_fkey FOREIGN KEY (org_id, task_id) REFERENCES delivery.tasks(org_id, id) ON DELETE SET NULL (task_id) DEFERRABLE
constraint delivery.timers.timers_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint delivery.timers.timers_user_id_taken UNIQUE (org_id, user_id)
CREATE UNIQUE INDEX timers_pkey ON delivery.timers USING btree (org_id, id)
CREATE INDEX timers_project_id_idx ON delivery.timers USING btree (org_id, project_id)
CREATE INDEX timers_task_id_idx ON delivery.timers USING btree (org_id, task_id)
CREATE UNIQUE INDEX timers_user_id_taken ON delivery.timers USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.timers FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER timers_task_id_same_project_id BEFORE INSERT OR UPDATE OF task_id, project_id ON delivery.timers FOR EACH ROW WHEN (((new.task_id IS NOT NULL) AND (new.project_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('delivery.tasks', 'task_id', 'project_id', 'timers_task_id_same_project_id')
comment delivery.timers : A clock that runs while somebody works. One a person; stopping it makes a time entry. @icon(timer) @named(description, started_at)
comment delivery.timers created_at: When it was entered.
comment delivery.timers description: What is being done. @list @long
comment delivery.timers id: Identifier; grows with time.
comment delivery.timers org_id: Organisation the row belongs to.
comment delivery.timers project_id: The project. @list
comment delivery.timers started_at: Since when. @list
comment delivery.timers task_id: The task.
comment delivery.timers updated_at: When it was last changed; also the row's version.
comment delivery.timers user_id: Who works. @list
security delivery.timers row=t forced=t 
type delivery.timesheet_status submitted,approved,rejected  -- How far a week's hours have come. @tones approved=good rejected=bad
column delivery.timesheets.created_at timestamp with time zone not null default now()
column delivery.timesheets.decided_at timestamp with time zone
column delivery.timesheets.decided_by uuid
column delivery.timesheets.hours numeric(6,2) not null default 0
column delivery.timesheets.id uuid not null default kit.new_id()
column delivery.timesheets.note text
column delivery.timesheets.org_id uuid not null default kit.org_id()
column delivery.timesheets.status delivery.timesheet_status not null default 'submitted'::delivery.timesheet_status
column delivery.timesheets.submitted_at timestamp with time zone not null default now()
column delivery.timesheets.updated_at timestamp with time zone not null default now()
column delivery.timesheets.user_id uuid not null default kit.user_id()
column delivery.timesheets.week_start_date date not null
constraint delivery.timesheets.timesheets_decided_by_fkey FOREIGN KEY (org_id, decided_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (decided_by) DEFERRABLE
constraint delivery.timesheets.timesheets_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((decided_at IS NULL) OR ((decided_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((hours IS NULL) OR (abs(hours) < 'Infinity'::numeric)) AND ((submitted_at IS NULL) OR ((submitted_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (submitted_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((week_start_date IS NULL) OR ((week_start_date >= '1800-01-01'::date) AND (week_start_date < '3000-01-01'::date))))) NOT VALID
constraint delivery.timesheets.timesheets_pkey PRIMARY KEY (org_id, id)
constraint delivery.timesheets.timesheets_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint delivery.timesheets.timesheets_week_start_date_check CHECK ((EXTRACT(isodow FROM week_start_date) = (1)::numeric))
constraint delivery.timesheets.timesheets_week_taken UNIQUE (org_id, user_id, week_start_date)
CREATE INDEX timesheets_decided_by_idx ON delivery.timesheets USING btree (org_id, decided_by)
CREATE UNIQUE INDEX timesheets_pkey ON delivery.timesheets USING btree (org_id, id)
CREATE INDEX timesheets_status_idx ON delivery.timesheets USING btree (org_id, status, week_start_date)
CREATE INDEX timesheets_user_id_idx ON delivery.timesheets USING btree (org_id, user_id)
CREATE UNIQUE INDEX timesheets_week_taken ON delivery.timesheets USING btree (org_id, user_id, week_start_date)
CREATE TRIGGER a_touch BEFORE UPDATE ON delivery.timesheets FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON delivery.timesheets REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON delivery.timesheets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON delivery.timesheets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment delivery.timesheets : One person's week, handed in for approval. Its hours are locked until it is rejected. @icon(calendar-clock) @menu(5) @named(user_id, week_start_date) @board(status) @calendar(week_start_date) @sum(hours) @card(hours)
comment delivery.timesheets created_at: When it was entered.
comment delivery.timesheets decided_at: When that was.
comment delivery.timesheets decided_by: Who approved or rejected it. @list
comment delivery.timesheets hours: Hours of the week when it was handed in. @list
comment delivery.timesheets id: Identifier; grows with time.
comment delivery.timesheets note: Why it was rejected. @long
comment delivery.timesheets org_id: Organisation the row belongs to.
comment delivery.timesheets status: How far it has come. @list
comment delivery.timesheets submitted_at: When it was handed in. @list
comment delivery.timesheets updated_at: When it was last changed; also the row's version.
comment delivery.timesheets user_id: Whose week. @list
comment delivery.timesheets week_start_date: The Monday it begins on. @list
security delivery.timesheets row=t forced=t 
function delivery.unpaid() -- The statuses of invoices that are out and not paid.
function delivery.unpaid_invoices() -- Unpaid invoices. @figure(invoices) @link(/reports/invoice_ageing) @measures value=money @places consultant=4 staff=4 admin=3 manager=3 viewer=3
column identity.activity_logs.action_type text not null
column identity.activity_logs.created_at timestamp with time zone not null default clock_timestamp()
column identity.activity_logs.description text not null default ''::text
column identity.activity_logs.entity_id uuid
column identity.activity_logs.entity_type text
column identity.activity_logs.id uuid not null default kit.new_id()
column identity.activity_logs.ip_address text
column identity.activity_logs.org_id uuid not null default kit.org_id()
column identity.activity_logs.severity identity.severity not null default 'info'::identity.severity
column identity.activity_logs.updated_at timestamp with time zone not null default now()
column identity.activity_logs.user_id uuid
constraint identity.activity_logs.activity_logs_action_type_check CHECK ((action_type <> ''::text))
constraint identity.activity_logs.activity_logs_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.activity_logs.activity_logs_one_line CHECK (kit.is_line(((COALESCE(action_type, ''::text) || COALESCE(entity_type, ''::text)) || COALESCE(ip_address, ''::text)))) NOT VALID
constraint identity.activity_logs.activity_logs_pkey PRIMARY KEY (org_id, id)
CREATE INDEX activity_logs_action_idx ON identity.activity_logs USING btree (org_id, action_type)
CREATE INDEX activity_logs_created_at_idx ON identity.activity_logs USING btree (org_id, created_at)
CREATE INDEX activity_logs_entity_idx ON identity.activity_logs USING btree (org_id, entity_type, entity_id)
CREATE UNIQUE INDEX activity_logs_pkey ON identity.activity_logs USING btree (org_id, id)
CREATE INDEX activity_logs_user_idx ON identity.activity_logs USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.activity_logs FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER announce AFTER INSERT ON identity.activity_logs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION identity.announce()
CREATE TRIGGER weigh_event BEFORE INSERT ON identity.activity_logs FOR EACH ROW EXECUTE FUNCTION identity.weigh_event()
comment identity.activity_logs : The feed: what happened, in a sentence. Dashboards, notifications and webhooks read it. @icon(activity) @words(Event, Activity feed) @named(description)
comment identity.activity_logs action_type: The event, such as created_job, applied, converted_lead, login. @list
comment identity.activity_logs created_at: When it was entered.
comment identity.activity_logs description: What happened, in words. @list @long
comment identity.activity_logs entity_id: The record it is about.
comment identity.activity_logs entity_type: The kind of record it is about, such as jobs.
comment identity.activity_logs id: Identifier; grows with time.
comment identity.activity_logs ip_address: Address the request came from.
comment identity.activity_logs org_id: Organisation the row belongs to.
comment identity.activity_logs severity: How serious it is. @list
comment identity.activity_logs updated_at: When it was last changed; also the row's version.
comment identity.activity_logs user_id: Who; empty for the system. @list
security identity.activity_logs row=t forced=t 
function identity.announce() -- Prepares the deliveries of new events.
column identity.answered_challenges.challenge bytea not null
column identity.answered_challenges.created_at timestamp with time zone not null default now()
column identity.answered_challenges.expires_at timestamp with time zone not null
column identity.answered_challenges.id uuid not null default kit.new_id()
column identity.answered_challenges.org_id uuid not null
column identity.answered_challenges.updated_at timestamp with time zone not null default now()
constraint identity.answered_challenges.answered_challenges_pkey PRIMARY KEY (org_id, id)
constraint identity.answered_challenges.answered_challenges_taken UNIQUE (org_id, challenge)
CREATE UNIQUE INDEX answered_challenges_pkey ON identity.answered_challenges USING btree (org_id, id)
CREATE UNIQUE INDEX answered_challenges_taken ON identity.answered_challenges USING btree (org_id, challenge)
comment identity.answered_challenges : A passkey's challenge that was answered, until it is too old anyway: none is answered twice.
comment identity.answered_challenges challenge: The challenge.
comment identity.answered_challenges created_at: When it was entered.
comment identity.answered_challenges expires_at: After this it is refused for its age.
comment identity.answered_challenges id: Identifier; grows with time.
comment identity.answered_challenges org_id: Organisation the row belongs to.
comment identity.answered_challenges updated_at: When it was last changed; also the row's version.
security identity.answered_challenges row=t forced=t 
column identity.api_keys.created_at timestamp with time zone not null default now()
column identity.api_keys.expires_at timestamp with time zone
column identity.api_keys.id uuid not null default kit.new_id()
column identity.api_keys.key_hash bytea not null
column identity.api_keys.last_used_at timestamp with time zone
column identity.api_keys.name text not null
column identity.api_keys.noted_at timestamp with time zone
column identity.api_keys.noted_from text
column identity.api_keys.org_id uuid not null
column identity.api_keys.owner_id uuid
column identity.api_keys.prefix text not null
column identity.api_keys.revoked_at timestamp with time zone
column identity.api_keys.role identity.user_role not null
column identity.api_keys.updated_at timestamp with time zone not null default now()
column identity.api_keys.user_id uuid
constraint identity.api_keys.api_keys_name_check CHECK ((name <> ''::text))
constraint identity.api_keys.api_keys_owner_id_fkey FOREIGN KEY (org_id, owner_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.api_keys.api_keys_pkey PRIMARY KEY (org_id, id)
constraint identity.api_keys.api_keys_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX api_keys_hash_idx ON identity.api_keys USING btree (key_hash)
CREATE INDEX api_keys_owner_id_idx ON identity.api_keys USING btree (org_id, owner_id)
CREATE UNIQUE INDEX api_keys_pkey ON identity.api_keys USING btree (org_id, id)
CREATE INDEX api_keys_user_id_idx ON identity.api_keys USING btree (org_id, user_id)
CREATE TRIGGER tell_access AFTER UPDATE ON identity.api_keys FOR EACH ROW WHEN (((new.revoked_at IS DISTINCT FROM old.revoked_at) OR (new.owner_id IS DISTINCT FROM old.owner_id))) EXECUTE FUNCTION identity.tell_access()
comment identity.api_keys : A key for programs: acts with one role inside one organisation, while its owner may. Only its hash is stored.
comment identity.api_keys created_at: When it was entered.
comment identity.api_keys expires_at: After this it no longer works; empty means never.
comment identity.api_keys id: Identifier; grows with time.
comment identity.api_keys key_hash: SHA-256 of the key. @secret
comment identity.api_keys last_used_at: When it was last used.
comment identity.api_keys name: What the key is for.
comment identity.api_keys noted_at: When a use was last written into the audit log.
comment identity.api_keys noted_from: Address of that use.
comment identity.api_keys org_id: Organisation the row belongs to.
comment identity.api_keys owner_id: Who answers for it; empty when it was made at the command line.
comment identity.api_keys prefix: First characters, to recognise it by.
comment identity.api_keys revoked_at: When it was revoked.
comment identity.api_keys role: What it may do.
comment identity.api_keys updated_at: When it was last changed; also the row's version.
comment identity.api_keys user_id: The person it acts for.
security identity.api_keys row=t forced=t 
type identity.audit_action create,read,update,delete,login,logout,export,login_failed  -- What was done. @values read=Read
column identity.audit_log.action identity.audit_action not null
column identity.audit_log.changes jsonb
column identity.audit_log.created_at timestamp with time zone not null default now()
column identity.audit_log.id uuid not null default kit.new_id()
column identity.audit_log.ip_address text
column identity.audit_log.occurred_at timestamp with time zone not null default clock_timestamp()
column identity.audit_log.org_id uuid not null default kit.org_id()
column identity.audit_log.resource_id uuid
column identity.audit_log.resource_type text not null
column identity.audit_log.session_id text
column identity.audit_log.updated_at timestamp with time zone not null default now()
column identity.audit_log.user_agent text
column identity.audit_log.user_id uuid
constraint identity.audit_log.audit_log_bounded CHECK (kit.is_bounded(changes)) NOT VALID
constraint identity.audit_log.audit_log_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((occurred_at IS NULL) OR ((occurred_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (occurred_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.audit_log.audit_log_one_line CHECK (kit.is_line((COALESCE(resource_type, ''::text) || COALESCE(ip_address, ''::text)))) NOT VALID
constraint identity.audit_log.audit_log_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX audit_log_pkey ON identity.audit_log USING btree (org_id, id)
CREATE INDEX audit_log_resource_idx ON identity.audit_log USING btree (org_id, resource_type, resource_id)
CREATE INDEX audit_log_time_idx ON identity.audit_log USING brin (occurred_at)
CREATE INDEX audit_log_user_idx ON identity.audit_log USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.audit_log FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment identity.audit_log : Who did what to which record, with before and after. Written by the database; nobody can change it. @also(audit_logs) @icon(shield) @words(Audit entry, Audit log) @named(action, resource_type) @calendar(occurred_at)
comment identity.audit_log action: What was done. @list
comment identity.audit_log changes: For an update {"column": [before, after]}; for a delete the whole row.
comment identity.audit_log created_at: When it was entered.
comment identity.audit_log id: Identifier; grows with time.
comment identity.audit_log ip_address: Address the request came from. @list
comment identity.audit_log occurred_at: When. @list @also(timestamp)
comment identity.audit_log org_id: Organisation the row belongs to.
comment identity.audit_log resource_id: The record; empty for rows without an id of their own. @list
comment identity.audit_log resource_type: The kind of record, such as clients. @list
comment identity.audit_log session_id: Session or API key that was used. @long
comment identity.audit_log updated_at: When it was last changed; also the row's version.
comment identity.audit_log user_agent: Program the request came from. @long
comment identity.audit_log user_id: Who; empty for the system. @list
security identity.audit_log row=t forced=t 
column identity.background_jobs.api_key_id uuid
column identity.background_jobs.attempts integer not null default 0
column identity.background_jobs.cancel_requested_at timestamp with time zone
column identity.background_jobs.created_at timestamp with time zone not null default now()
column identity.background_jobs.error text
column identity.background_jobs.finished_at timestamp with time zone
column identity.background_jobs.id uuid not null default kit.new_id()
column identity.background_jobs.input jsonb not null default '{}'::jsonb
column identity.background_jobs.mark jsonb
column identity.background_jobs.max_attempts integer not null default 8
column identity.background_jobs.note text
column identity.background_jobs.once_key text
column identity.background_jobs.org_id uuid not null default kit.org_id()
column identity.background_jobs.output jsonb
column identity.background_jobs.priority smallint not null default 0
column identity.background_jobs.progress kit.percent not null default 0
column identity.background_jobs.queue text not null default 'default'::text
column identity.background_jobs.run_at timestamp with time zone not null default now()
column identity.background_jobs.seen_at timestamp with time zone
column identity.background_jobs.started_at timestamp with time zone
column identity.background_jobs.status identity.work_status not null default 'waiting'::identity.work_status
column identity.background_jobs.updated_at timestamp with time zone not null default now()
column identity.background_jobs.user_id uuid default kit.user_id()
column identity.background_jobs.verb text not null
column identity.background_jobs.worker text
constraint identity.background_jobs.background_jobs_api_key_id_fkey FOREIGN KEY (org_id, api_key_id) REFERENCES identity.api_keys(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.background_jobs.background_jobs_bounded CHECK ((kit.is_bounded(input) AND kit.is_bounded(output) AND kit.is_bounded(mark))) NOT VALID
constraint identity.background_jobs.background_jobs_in_range CHECK ((((cancel_requested_at IS NULL) OR ((cancel_requested_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (cancel_requested_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((finished_at IS NULL) OR ((finished_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((run_at IS NULL) OR ((run_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (run_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((seen_at IS NULL) OR ((seen_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (seen_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((started_at IS NULL) OR ((started_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.background_jobs.background_jobs_max_attempts_check CHECK ((max_attempts > 0))
constraint identity.background_jobs.background_jobs_once UNIQUE (org_id, once_key)
constraint identity.background_jobs.background_jobs_one_line CHECK (kit.is_line((((COALESCE(verb, ''::text) || COALESCE(once_key, ''::text)) || COALESCE(worker, ''::text)) || COALESCE(queue, ''::text)))) NOT VALID
constraint identity.background_jobs.background_jobs_pkey PRIMARY KEY (org_id, id)
constraint identity.background_jobs.background_jobs_queue_check CHECK ((queue <> ''::text))
constraint identity.background_jobs.background_jobs_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.background_jobs.background_jobs_verb_check CHECK ((verb <> ''::text))
CREATE INDEX background_jobs_api_key_id_idx ON identity.background_jobs USING btree (org_id, api_key_id)
CREATE INDEX background_jobs_due_idx ON identity.background_jobs USING btree (queue, priority DESC, run_at) WHERE (status = 'waiting'::identity.work_status)
CREATE INDEX background_jobs_newest_idx ON identity.background_jobs USING btree (org_id, created_at DESC, id DESC)
CREATE UNIQUE INDEX background_jobs_once ON identity.background_jobs USING btree (org_id, once_key)
CREATE UNIQUE INDEX background_jobs_pkey ON identity.background_jobs USING btree (org_id, id)
CREATE INDEX background_jobs_running_idx ON identity.background_jobs USING btree (seen_at) WHERE (status = 'running'::identity.work_status)
CREATE INDEX background_jobs_status_idx ON identity.background_jobs USING btree (org_id, status, run_at)
CREATE INDEX background_jobs_user_id_idx ON identity.background_jobs USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.background_jobs FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER follow_run AFTER UPDATE OF status ON identity.background_jobs FOR EACH ROW WHEN (((new.verb = 'run_discovery'::text) AND (new.status = ANY (ARRAY['cancelled'::identity.work_status, 'dead'::identity.work_status])) AND (old.status <> new.status))) EXECUTE FUNCTION outreach.follow_work()
CREATE TRIGGER tell_job AFTER INSERT OR UPDATE ON identity.background_jobs FOR EACH ROW EXECUTE FUNCTION kit.tell_row()
comment identity.background_jobs : A piece of work the server does by itself: a verb with its input, at a time, as often as needed until it succeeds. @icon(refresh-cw) @words(Background job, Background jobs) @named(verb, run_at) @board(status)
comment identity.background_jobs api_key_id: The API key it was asked for with; it works with the key's role.
comment identity.background_jobs attempts: How often it was tried. @list
comment identity.background_jobs cancel_requested_at: When somebody asked to stop it.
comment identity.background_jobs created_at: When it was entered.
comment identity.background_jobs error: Why it last failed. @list @long
comment identity.background_jobs finished_at: When it ended.
comment identity.background_jobs id: Identifier; grows with time.
comment identity.background_jobs input: With what.
comment identity.background_jobs mark: Where work in steps stands: it goes on from here.
comment identity.background_jobs max_attempts: How often it may be tried.
comment identity.background_jobs note: What it is doing, or did. @list @long
comment identity.background_jobs once_key: A second job with the same key is not taken.
comment identity.background_jobs org_id: Organisation the row belongs to.
comment identity.background_jobs output: What it answered.
comment identity.background_jobs priority: Higher ones are taken first.
comment identity.background_jobs progress: How much of it is done, in percent. @list
comment identity.background_jobs queue: The queue it waits in.
comment identity.background_jobs run_at: When it is due. @list
comment identity.background_jobs seen_at: When its process last gave a sign; after two minutes of silence another takes over.
comment identity.background_jobs started_at: When it was last begun.
comment identity.background_jobs status: How far it has come. @list
comment identity.background_jobs updated_at: When it was last changed; also the row's version.
comment identity.background_jobs user_id: Who asked for it; empty for the schedule. @list
comment identity.background_jobs verb: What is done. @list
comment identity.background_jobs worker: The server process that has it.
security identity.background_jobs row=t forced=t 
column identity.calendar_feeds.created_at timestamp with time zone not null default now()
column identity.calendar_feeds.id uuid not null default kit.new_id()
column identity.calendar_feeds.last_read_at timestamp with time zone
column identity.calendar_feeds.org_id uuid not null
column identity.calendar_feeds.token_hash bytea not null
column identity.calendar_feeds.updated_at timestamp with time zone not null default now()
column identity.calendar_feeds.user_id uuid not null
constraint identity.calendar_feeds.calendar_feeds_pkey PRIMARY KEY (org_id, id)
constraint identity.calendar_feeds.calendar_feeds_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.calendar_feeds.calendar_feeds_user_id_taken UNIQUE (org_id, user_id)
CREATE UNIQUE INDEX calendar_feeds_pkey ON identity.calendar_feeds USING btree (org_id, id)
CREATE UNIQUE INDEX calendar_feeds_token_idx ON identity.calendar_feeds USING btree (token_hash)
CREATE UNIQUE INDEX calendar_feeds_user_id_taken ON identity.calendar_feeds USING btree (org_id, user_id)
comment identity.calendar_feeds : A person's calendar feed: whoever has the link reads the calendar, nothing else.
comment identity.calendar_feeds created_at: When it was entered.
comment identity.calendar_feeds id: Identifier; grows with time.
comment identity.calendar_feeds last_read_at: When it was last read.
comment identity.calendar_feeds org_id: Organisation the row belongs to.
comment identity.calendar_feeds token_hash: SHA-256 of the token in the link. @secret
comment identity.calendar_feeds updated_at: When it was last changed; also the row's version.
comment identity.calendar_feeds user_id: Whose calendar.
security identity.calendar_feeds row=t forced=t 
column identity.change_entries.about text
column identity.change_entries.about_id uuid
column identity.change_entries.at timestamp with time zone
column identity.change_entries.body text
column identity.change_entries.changes jsonb
column identity.change_entries.kind text
column identity.change_entries.link text
column identity.change_entries.title text
column identity.change_entries.user_id uuid
column identity.change_entries.who text
comment identity.change_entries : Changes on timelines. @timeline()
security identity.change_entries row=f forced=f {security_invoker=true}
view identity.change_entries as  SELECT resource_type AS about,     resource_id AS about_id,     occurred_at AS at,     'change'::text AS kind,     (action)::text AS title,     ''::text AS body,     user_id,         CASE             WHEN (user_id IS NULL) THEN 'Throughline'::text             ELSE NULL::text         END AS who,     NULL::text AS link,     changes    FROM identity.audit_log l   WHERE (action = ANY (ARRAY['create'::identity.audit_action, 'update'::identity.audit_action]));
function identity.check_custom() -- Keeps the values of own fields what their kind promises.
function identity.check_domain(org uuid, email text, role identity.user_role) -- Refuses addresses outside the allowed domains.
function identity.check_invitation() -- Refuses invitations to addresses outside the allowed domains.
function identity.check_maker() -- Refuses new admins to API keys.
function identity.check_modules() -- Refuses modules that are not there.
function identity.check_passkey() -- Keeps a person's passkeys at ten.
function identity.check_setting() -- Refuses settings nobody knows and values that do not fit.
function identity.check_user() -- Keeps addresses in the allowed domains, and roles out of their holder's hands.
column identity.custom_fields.created_at timestamp with time zone not null default now()
column identity.custom_fields.help text
column identity.custom_fields.id uuid not null default kit.new_id()
column identity.custom_fields.is_archived boolean not null default false
column identity.custom_fields.is_listed boolean not null default false
column identity.custom_fields.key text not null
column identity.custom_fields.kind identity.field_kind not null default 'text'::identity.field_kind
column identity.custom_fields.label text not null
column identity.custom_fields.noun text not null
column identity.custom_fields.options text[] not null default '{}'::text[]
column identity.custom_fields.org_id uuid not null default kit.org_id()
column identity.custom_fields.position integer not null default 1
column identity.custom_fields.updated_at timestamp with time zone not null default now()
constraint identity.custom_fields.custom_fields_choice_has_options CHECK (((kind <> 'choice'::identity.field_kind) OR (cardinality(options) > 0)))
constraint identity.custom_fields.custom_fields_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.custom_fields.custom_fields_key_check CHECK ((key ~ '^[a-z][a-z0-9_]{0,49}$'::text))
constraint identity.custom_fields.custom_fields_key_taken UNIQUE (org_id, noun, key)
constraint identity.custom_fields.custom_fields_label_check CHECK (((label <> ''::text) AND (length(label) <= 100)))
constraint identity.custom_fields.custom_fields_noun_check CHECK ((noun = ANY (ARRAY['clients'::text, 'contacts'::text, 'opportunities'::text, 'leads'::text, 'projects'::text, 'candidates'::text, 'jobs'::text])))
constraint identity.custom_fields.custom_fields_one_line CHECK (kit.is_line(((COALESCE(noun, ''::text) || COALESCE(key, ''::text)) || COALESCE(label, ''::text)))) NOT VALID
constraint identity.custom_fields.custom_fields_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX custom_fields_key_taken ON identity.custom_fields USING btree (org_id, noun, key)
CREATE UNIQUE INDEX custom_fields_pkey ON identity.custom_fields USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.custom_fields FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.custom_fields REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.custom_fields REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.custom_fields REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.custom_fields : A field the organisation added to a noun. Its values stand in the noun's column "custom", under the key. @icon(sliders-horizontal) @words(Own field, Own fields) @named(label)
comment identity.custom_fields created_at: When it was entered.
comment identity.custom_fields help: What to fill in. @long
comment identity.custom_fields id: Identifier; grows with time.
comment identity.custom_fields is_archived: No longer shown; its values are kept. @list
comment identity.custom_fields is_listed: Shown in lists by default. @list
comment identity.custom_fields key: Name for programs and addresses: lower-case letters, digits and _. @list
comment identity.custom_fields kind: What it holds. @list
comment identity.custom_fields label: Name people read. @list
comment identity.custom_fields noun: What it belongs to. @list
comment identity.custom_fields options: For a choice: the values.
comment identity.custom_fields org_id: Organisation the row belongs to.
comment identity.custom_fields position: Its place in the form. @list
comment identity.custom_fields updated_at: When it was last changed; also the row's version.
security identity.custom_fields row=t forced=t 
column identity.data_keys.created_at timestamp with time zone not null default now()
column identity.data_keys.id uuid not null default kit.new_id()
column identity.data_keys.number integer not null
column identity.data_keys.org_id uuid not null
column identity.data_keys.retired_at timestamp with time zone
column identity.data_keys.updated_at timestamp with time zone not null default now()
column identity.data_keys.wrapped_key bytea not null
constraint identity.data_keys.data_keys_number_taken UNIQUE (org_id, number)
constraint identity.data_keys.data_keys_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX data_keys_number_taken ON identity.data_keys USING btree (org_id, number)
CREATE UNIQUE INDEX data_keys_pkey ON identity.data_keys USING btree (org_id, id)
comment identity.data_keys : The data keys that encrypt personal data: one or more an organisation, each wrapped by the master key.
comment identity.data_keys created_at: When it was entered.
comment identity.data_keys id: Identifier; grows with time.
comment identity.data_keys number: Named in the header of every ciphertext.
comment identity.data_keys org_id: Organisation the row belongs to.
comment identity.data_keys retired_at: When a newer key replaced it.
comment identity.data_keys updated_at: When it was last changed; also the row's version.
comment identity.data_keys wrapped_key: The key, encrypted by the master key. @secret
security identity.data_keys row=t forced=t 
type identity.delivery_status waiting,delivered,failed,cancelled  -- How far a delivery has come. @tones failed=bad
function identity.drop_guest_links() -- Removes the links about records that are removed; as a trigger of their noun.
type identity.email_status draft,queued,sending,sent,failed,unknown,cancelled  -- How far an e-mail has come. Unknown means: the connection broke after the message was handed over; it is not sent again by itself. @tones sent=info failed=bad
column identity.emails.attempts integer not null default 0
column identity.emails.body kit.pii not null
column identity.emails.calendar kit.pii
column identity.emails.client_id uuid
column identity.emails.created_at timestamp with time zone not null default now()
column identity.emails.created_by uuid default kit.user_id()
column identity.emails.entity_id uuid
column identity.emails.entity_type text
column identity.emails.error text
column identity.emails.file_id uuid
column identity.emails.id uuid not null default kit.new_id()
column identity.emails.invoice_id uuid
column identity.emails.kind text not null default 'message'::text
column identity.emails.org_id uuid not null default kit.org_id()
column identity.emails.recipient kit.pii_email not null
column identity.emails.recipient_index bytea
column identity.emails.recipient_name text
column identity.emails.send_at timestamp with time zone not null default now()
column identity.emails.sent_at timestamp with time zone
column identity.emails.status identity.email_status not null default 'draft'::identity.email_status
column identity.emails.subject text not null
column identity.emails.updated_at timestamp with time zone not null default now()
constraint identity.emails.emails_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE SET NULL (client_id) DEFERRABLE
constraint identity.emails.emails_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint identity.emails.emails_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (file_id) DEFERRABLE
constraint identity.emails.emails_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((send_at IS NULL) OR ((send_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (send_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((sent_at IS NULL) OR ((sent_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (sent_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.emails.emails_invoice_id_fkey FOREIGN KEY (org_id, invoice_id) REFERENCES delivery.invoices(org_id, id) ON DELETE SET NULL (invoice_id) DEFERRABLE
constraint identity.emails.emails_one_line CHECK (kit.is_line((((COALESCE(recipient_name, ''::text) || COALESCE(subject, ''::text)) || COALESCE(kind, ''::text)) || COALESCE(entity_type, ''::text)))) NOT VALID
constraint identity.emails.emails_pkey PRIMARY KEY (org_id, id)
constraint identity.emails.emails_subject_check CHECK (((subject <> ''::text) AND (length(subject) <= 500)))
CREATE INDEX emails_client_id_idx ON identity.emails USING btree (org_id, client_id)
CREATE INDEX emails_created_by_idx ON identity.emails USING btree (org_id, created_by)
CREATE INDEX emails_due_idx ON identity.emails USING btree (send_at) WHERE (status = 'queued'::identity.email_status)
CREATE INDEX emails_entity_idx ON identity.emails USING btree (org_id, entity_type, entity_id) WHERE (entity_id IS NOT NULL)
CREATE INDEX emails_file_id_idx ON identity.emails USING btree (org_id, file_id)
CREATE INDEX emails_invoice_id_idx ON identity.emails USING btree (org_id, invoice_id)
CREATE INDEX emails_newest_idx ON identity.emails USING btree (org_id, created_at DESC, id DESC)
CREATE UNIQUE INDEX emails_pkey ON identity.emails USING btree (org_id, id)
CREATE INDEX emails_recipient_idx ON identity.emails USING btree (org_id, recipient_index)
CREATE INDEX emails_status_idx ON identity.emails USING btree (org_id, status, send_at)
CREATE INDEX emails_under_way_idx ON identity.emails USING btree (updated_at) WHERE (status = 'sending'::identity.email_status)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.emails FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER follow_letter AFTER UPDATE OF status ON identity.emails FOR EACH ROW WHEN (((new.status = ANY (ARRAY['sent'::identity.email_status, 'failed'::identity.email_status, 'unknown'::identity.email_status, 'cancelled'::identity.email_status])) AND (new.status <> old.status))) EXECUTE FUNCTION recruiting.follow_letter()
CREATE TRIGGER guard_email BEFORE INSERT OR DELETE OR UPDATE ON identity.emails FOR EACH ROW EXECUTE FUNCTION identity.guard_email()
CREATE TRIGGER log_sent_email AFTER UPDATE OF status ON identity.emails FOR EACH ROW WHEN (((new.status = 'sent'::identity.email_status) AND (old.status <> 'sent'::identity.email_status) AND (new.client_id IS NOT NULL))) EXECUTE FUNCTION crm.log_sent_email()
CREATE TRIGGER mail_was_sent AFTER UPDATE OF status ON identity.emails FOR EACH ROW WHEN (((new.status = 'sent'::identity.email_status) AND (old.status <> 'sent'::identity.email_status) AND (new.invoice_id IS NOT NULL))) EXECUTE FUNCTION delivery.mail_was_sent()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.emails REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.emails REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.emails REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.emails : An e-mail that waits, is under way or was sent. It is written in the same transaction as its cause. @icon(mail) @words(E-mail, Outbox) @named(subject) @board(status) @card(recipient_name, sent_at)
comment identity.emails attempts: How often it was tried. @stamped
comment identity.emails body: Text.
comment identity.emails calendar: An entry for calendars that goes with it (iCalendar). @stamped
comment identity.emails client_id: The client it goes to. @list
comment identity.emails created_at: When it was entered.
comment identity.emails created_by: Who wrote it. @list @stamped
comment identity.emails entity_id: The record it is about. @stamped
comment identity.emails entity_type: The kind of record it is about. @stamped
comment identity.emails error: Why it was not sent. @list @stamped @long
comment identity.emails file_id: The file sent with it.
comment identity.emails id: Identifier; grows with time.
comment identity.emails invoice_id: The invoice it is about.
comment identity.emails kind: What it is: invoice, reminder, portal, message, security, key. @list
comment identity.emails org_id: Organisation the row belongs to.
comment identity.emails recipient: Address. @list
comment identity.emails recipient_index: Blind index of the address. @secret
comment identity.emails recipient_name: Name of who receives it. @list
comment identity.emails send_at: Not before.
comment identity.emails sent_at: When the mail server took it. @list @stamped
comment identity.emails status: How far it has come. @list
comment identity.emails subject: Subject. @list
comment identity.emails updated_at: When it was last changed; also the row's version.
security identity.emails row=t forced=t 
function identity.end_lost_imports() -- Ends imports that nobody works on any more.
function identity.erase_person(about text, person uuid, why text, addresses text[]) -- Erases a person and answers the receipt.
column identity.erasures.created_at timestamp with time zone not null default now()
column identity.erasures.erased_by uuid default kit.user_id()
column identity.erasures.id uuid not null default kit.new_id()
column identity.erasures.noun text not null
column identity.erasures.org_id uuid not null default kit.org_id()
column identity.erasures.reason text not null
column identity.erasures.record_id uuid not null
column identity.erasures.removed jsonb not null default '{}'::jsonb
column identity.erasures.updated_at timestamp with time zone not null default now()
constraint identity.erasures.erasures_bounded CHECK (kit.is_bounded(removed)) NOT VALID
constraint identity.erasures.erasures_erased_by_fkey FOREIGN KEY (org_id, erased_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (erased_by) DEFERRABLE
constraint identity.erasures.erasures_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.erasures.erasures_noun_check CHECK ((noun = ANY (ARRAY['contacts'::text, 'candidates'::text, 'leads'::text])))
constraint identity.erasures.erasures_one_line CHECK (kit.is_line(COALESCE(noun, ''::text))) NOT VALID
constraint identity.erasures.erasures_pkey PRIMARY KEY (org_id, id)
constraint identity.erasures.erasures_reason_check CHECK ((reason <> ''::text))
CREATE INDEX erasures_erased_by_idx ON identity.erasures USING btree (org_id, erased_by)
CREATE UNIQUE INDEX erasures_pkey ON identity.erasures USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.erasures FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.erasures REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.erasures REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.erasures REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.erasures : The receipt of an erasure: whose personal data was removed, when, by whom, and what remained for what reason. @icon(trash-2) @named(reason)
comment identity.erasures created_at: When it was entered.
comment identity.erasures erased_by: Who did it. @list
comment identity.erasures id: Identifier; grows with time.
comment identity.erasures noun: The kind of person. @list
comment identity.erasures org_id: Organisation the row belongs to.
comment identity.erasures reason: Why, such as a request under Article 17 GDPR. @list @long
comment identity.erasures record_id: The record that was erased.
comment identity.erasures removed: Table → number of rows removed or emptied. @list
comment identity.erasures updated_at: When it was last changed; also the row's version.
security identity.erasures row=t forced=t 
column identity.event_entries.about text
column identity.event_entries.about_id uuid
column identity.event_entries.at timestamp with time zone
column identity.event_entries.body text
column identity.event_entries.changes jsonb
column identity.event_entries.kind text
column identity.event_entries.link text
column identity.event_entries.title text
column identity.event_entries.user_id uuid
column identity.event_entries.who text
comment identity.event_entries : Events on timelines. @timeline()
security identity.event_entries row=f forced=f {security_invoker=true}
view identity.event_entries as  SELECT entity_type AS about,     entity_id AS about_id,     created_at AS at,     'change'::text AS kind,     description AS title,     ''::text AS body,     NULL::uuid AS user_id,     NULL::text AS who,     NULL::text AS link,     NULL::jsonb AS changes    FROM identity.activity_logs l   WHERE (NOT has_any_column_privilege('identity.audit_log'::text, 'select'::text));
type identity.field_kind text,number,date,boolean,choice,url  -- What a field of the organisation's own holds.
function identity.guard_email() -- Keeps what was sent as it was sent.
column identity.guest_links.created_at timestamp with time zone not null default now()
column identity.guest_links.created_by uuid default kit.user_id()
column identity.guest_links.entity_id uuid not null
column identity.guest_links.entity_type text not null
column identity.guest_links.expires_at timestamp with time zone not null
column identity.guest_links.id uuid not null default kit.new_id()
column identity.guest_links.org_id uuid not null default kit.org_id()
column identity.guest_links.purpose text not null
column identity.guest_links.revoked_at timestamp with time zone
column identity.guest_links.token_hash bytea not null
column identity.guest_links.updated_at timestamp with time zone not null default now()
column identity.guest_links.used_at timestamp with time zone
constraint identity.guest_links.guest_links_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint identity.guest_links.guest_links_entity_type_check CHECK ((entity_type <> ''::text))
constraint identity.guest_links.guest_links_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expires_at IS NULL) OR ((expires_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((revoked_at IS NULL) OR ((revoked_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (revoked_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((used_at IS NULL) OR ((used_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (used_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.guest_links.guest_links_one_line CHECK (kit.is_line((COALESCE(purpose, ''::text) || COALESCE(entity_type, ''::text)))) NOT VALID
constraint identity.guest_links.guest_links_pkey PRIMARY KEY (org_id, id)
constraint identity.guest_links.guest_links_purpose_check CHECK ((purpose ~ '^[a-z][a-z_]{1,39}$'::text))
CREATE INDEX guest_links_created_by_idx ON identity.guest_links USING btree (org_id, created_by)
CREATE INDEX guest_links_entity_idx ON identity.guest_links USING btree (org_id, entity_type, entity_id)
CREATE UNIQUE INDEX guest_links_pkey ON identity.guest_links USING btree (org_id, id)
CREATE UNIQUE INDEX guest_links_token_taken ON identity.guest_links USING btree (token_hash)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.guest_links FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.guest_links REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.guest_links REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.guest_links REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.guest_links : A link that opens one page about one record for somebody without an account. Its token is shown once and kept only as a hash. @icon(link) @words(Guest link, Guest links) @named(purpose, entity_type) @apart
comment identity.guest_links created_at: When it was entered.
comment identity.guest_links created_by: Who made it. @list @stamped
comment identity.guest_links entity_id: The record it is about.
comment identity.guest_links entity_type: The kind of record it is about. @list
comment identity.guest_links expires_at: After this the link no longer works. @list
comment identity.guest_links id: Identifier; grows with time.
comment identity.guest_links org_id: Organisation the row belongs to.
comment identity.guest_links purpose: What its page is for, such as ticket_renewal. @list
comment identity.guest_links revoked_at: When it was called back. @list @stamped
comment identity.guest_links token_hash: SHA-256 of the token in the link. @secret
comment identity.guest_links updated_at: When it was last changed; also the row's version.
comment identity.guest_links used_at: When what it is for was done last. @list @stamped
security identity.guest_links row=t forced=t 
function identity.has_model() -- Whether a model is there to be asked.
column identity.idempotency_keys.actor text not null
column identity.idempotency_keys.body bytea
column identity.idempotency_keys.created_at timestamp with time zone not null default now()
column identity.idempotency_keys.headers jsonb
column identity.idempotency_keys.id uuid not null default kit.new_id()
column identity.idempotency_keys.key text not null
column identity.idempotency_keys.org_id uuid not null
column identity.idempotency_keys.request_hash bytea not null
column identity.idempotency_keys.status smallint
column identity.idempotency_keys.updated_at timestamp with time zone not null default now()
constraint identity.idempotency_keys.idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
constraint identity.idempotency_keys.idempotency_keys_pkey PRIMARY KEY (org_id, id)
constraint identity.idempotency_keys.idempotency_keys_taken UNIQUE (org_id, actor, key)
CREATE INDEX idempotency_keys_created_at_idx ON identity.idempotency_keys USING btree (created_at)
CREATE UNIQUE INDEX idempotency_keys_pkey ON identity.idempotency_keys USING btree (org_id, id)
CREATE UNIQUE INDEX idempotency_keys_taken ON identity.idempotency_keys USING btree (org_id, actor, key)
comment identity.idempotency_keys : A write that may be sent twice and is done once.
comment identity.idempotency_keys actor: Who sent it: a user, key or role.
comment identity.idempotency_keys body: Body answered the first time. @secret
comment identity.idempotency_keys created_at: When it was entered.
comment identity.idempotency_keys headers: Headers answered the first time.
comment identity.idempotency_keys id: Identifier; grows with time.
comment identity.idempotency_keys key: The caller's Idempotency-Key.
comment identity.idempotency_keys org_id: Organisation the row belongs to.
comment identity.idempotency_keys request_hash: SHA-256 of method, path and body.
comment identity.idempotency_keys status: Status answered the first time.
comment identity.idempotency_keys updated_at: When it was last changed; also the row's version.
security identity.idempotency_keys row=t forced=t 
column identity.import_jobs.bytes_read bigint not null default 0
column identity.import_jobs.created_at timestamp with time zone not null default now()
column identity.import_jobs.created_by uuid default kit.user_id()
column identity.import_jobs.dry_run boolean not null default false
column identity.import_jobs.error_message text
column identity.import_jobs.filename text not null
column identity.import_jobs.fingerprint text
column identity.import_jobs.finished_at timestamp with time zone
column identity.import_jobs.id uuid not null default kit.new_id()
column identity.import_jobs.job_id uuid
column identity.import_jobs.mapping jsonb not null default '{}'::jsonb
column identity.import_jobs.options jsonb not null default '{}'::jsonb
column identity.import_jobs.org_id uuid not null default kit.org_id()
column identity.import_jobs.rows_alike integer not null default 0
column identity.import_jobs.rows_created integer not null default 0
column identity.import_jobs.rows_duplicate integer not null default 0
column identity.import_jobs.rows_error integer not null default 0
column identity.import_jobs.rows_in integer not null default 0
column identity.import_jobs.rows_success integer not null default 0
column identity.import_jobs.rows_updated integer not null default 0
column identity.import_jobs.size bigint not null default 0
column identity.import_jobs.source_url kit.url
column identity.import_jobs.status identity.import_status not null default 'pending'::identity.import_status
column identity.import_jobs.type text not null
column identity.import_jobs.updated_at timestamp with time zone not null default now()
constraint identity.import_jobs.import_jobs_bounded CHECK ((kit.is_bounded(mapping) AND kit.is_bounded(options))) NOT VALID
constraint identity.import_jobs.import_jobs_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint identity.import_jobs.import_jobs_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((finished_at IS NULL) OR ((finished_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.import_jobs.import_jobs_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES identity.background_jobs(org_id, id) ON DELETE SET NULL (job_id) DEFERRABLE
constraint identity.import_jobs.import_jobs_one_line CHECK (kit.is_line((((COALESCE(type, ''::text) || COALESCE(filename, ''::text)) || COALESCE(fingerprint, ''::text)) || COALESCE((source_url)::text, ''::text)))) NOT VALID
constraint identity.import_jobs.import_jobs_pkey PRIMARY KEY (org_id, id)
constraint identity.import_jobs.import_jobs_type_check CHECK ((type <> ''::text))
CREATE INDEX import_jobs_created_at_idx ON identity.import_jobs USING btree (org_id, created_at)
CREATE INDEX import_jobs_created_by_idx ON identity.import_jobs USING btree (org_id, created_by)
CREATE INDEX import_jobs_job_id_idx ON identity.import_jobs USING btree (org_id, job_id)
CREATE UNIQUE INDEX import_jobs_pkey ON identity.import_jobs USING btree (org_id, id)
CREATE INDEX import_jobs_status_idx ON identity.import_jobs USING btree (org_id, status)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.import_jobs FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment identity.import_jobs : One file brought in. @also(imports) @icon(upload) @words(Import, Imports) @named(filename)
comment identity.import_jobs bytes_read: Bytes read so far.
comment identity.import_jobs created_at: When it was entered.
comment identity.import_jobs created_by: Who brought it. @list
comment identity.import_jobs dry_run: Everything is checked, nothing is written. @list
comment identity.import_jobs error_message: Why it failed. @long
comment identity.import_jobs filename: Name of the file. @list
comment identity.import_jobs fingerprint: SHA-256 of the file, to resume by.
comment identity.import_jobs finished_at: When it ended.
comment identity.import_jobs id: Identifier; grows with time.
comment identity.import_jobs job_id: The background job that brings it in; none at the command line.
comment identity.import_jobs mapping: Header → column, as used.
comment identity.import_jobs options: How the file is read: what was said of its headers, its key, sheet and decimals.
comment identity.import_jobs org_id: Organisation the row belongs to.
comment identity.import_jobs rows_alike: Rows written that look like others.
comment identity.import_jobs rows_created: Of those, rows that are new.
comment identity.import_jobs rows_duplicate: Of those, rows that are there already or stand in the file twice.
comment identity.import_jobs rows_error: Rows rejected. @list
comment identity.import_jobs rows_in: Rows read so far. @list
comment identity.import_jobs rows_success: Rows written. @list
comment identity.import_jobs rows_updated: Of those, rows that were there.
comment identity.import_jobs size: Bytes to read in all.
comment identity.import_jobs source_url: Where it was fetched, without what stands behind the question mark.
comment identity.import_jobs status: How far it has come. @list
comment identity.import_jobs type: The noun the rows become, such as clients. @list
comment identity.import_jobs updated_at: When it was last changed; also the row's version.
security identity.import_jobs row=t forced=t 
column identity.import_rejects.content bytea not null
column identity.import_rejects.created_at timestamp with time zone not null default now()
column identity.import_rejects.id uuid not null default kit.new_id()
column identity.import_rejects.import_job_id uuid not null
column identity.import_rejects.number integer not null
column identity.import_rejects.org_id uuid not null
column identity.import_rejects.updated_at timestamp with time zone not null default now()
constraint identity.import_rejects.import_rejects_import_job_id_fkey FOREIGN KEY (org_id, import_job_id) REFERENCES identity.import_jobs(org_id, id) ON DELETE CASCADE
constraint identity.import_rejects.import_rejects_number UNIQUE (org_id, import_job_id, number)
constraint identity.import_rejects.import_rejects_number_check CHECK ((number >= 0))
constraint identity.import_rejects.import_rejects_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX import_rejects_number ON identity.import_rejects USING btree (org_id, import_job_id, number)
CREATE UNIQUE INDEX import_rejects_pkey ON identity.import_rejects USING btree (org_id, id)
comment identity.import_rejects : Rows of an import that were set aside, as CSV with line and reason, a piece a batch. Only the server reads them, for who brought the file.
comment identity.import_rejects content: The rows, encrypted. @secret
comment identity.import_rejects created_at: When it was entered.
comment identity.import_rejects id: Identifier; grows with time.
comment identity.import_rejects import_job_id: The import.
comment identity.import_rejects number: Place of the piece, from 0; the first begins with the headers.
comment identity.import_rejects org_id: Organisation the row belongs to.
comment identity.import_rejects updated_at: When it was last changed; also the row's version.
security identity.import_rejects row=t forced=t 
type identity.import_status pending,running,completed,failed,cancelled  -- How far an import has come. @tones pending=warn running=info completed=good failed=bad
column identity.invitations.accepted_at timestamp with time zone
column identity.invitations.candidate_id uuid
column identity.invitations.client_id uuid
column identity.invitations.created_at timestamp with time zone not null default now()
column identity.invitations.email kit.email not null
column identity.invitations.expires_at timestamp with time zone not null default (now() + '7 days'::interval)
column identity.invitations.full_name text
column identity.invitations.id uuid not null default kit.new_id()
column identity.invitations.invited_by uuid default kit.user_id()
column identity.invitations.org_id uuid not null default kit.org_id()
column identity.invitations.role identity.user_role not null default 'consultant'::identity.user_role
column identity.invitations.token_hash bytea
column identity.invitations.updated_at timestamp with time zone not null default now()
constraint identity.invitations.invitations_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.invitations.invitations_candidate_named CHECK (((role = 'candidate'::identity.user_role) = (candidate_id IS NOT NULL)))
constraint identity.invitations.invitations_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.invitations.invitations_client_named CHECK (((role = 'client'::identity.user_role) = (client_id IS NOT NULL)))
constraint identity.invitations.invitations_in_range CHECK ((((accepted_at IS NULL) OR ((accepted_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (accepted_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expires_at IS NULL) OR ((expires_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.invitations.invitations_invited_by_fkey FOREIGN KEY (org_id, invited_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (invited_by) DEFERRABLE
constraint identity.invitations.invitations_one_line CHECK (kit.is_line((COALESCE((email)::text, ''::text) || COALESCE(full_name, ''::text)))) NOT VALID
constraint identity.invitations.invitations_pkey PRIMARY KEY (org_id, id)
CREATE INDEX invitations_candidate_id_idx ON identity.invitations USING btree (org_id, candidate_id)
CREATE INDEX invitations_client_id_idx ON identity.invitations USING btree (org_id, client_id)
CREATE INDEX invitations_invited_by_idx ON identity.invitations USING btree (org_id, invited_by)
CREATE UNIQUE INDEX invitations_open_once ON identity.invitations USING btree (org_id, lower((email)::text)) WHERE (accepted_at IS NULL)
CREATE UNIQUE INDEX invitations_pkey ON identity.invitations USING btree (org_id, id)
CREATE UNIQUE INDEX invitations_token_idx ON identity.invitations USING btree (token_hash)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.invitations FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_invitation BEFORE INSERT OR UPDATE OF email, role ON identity.invitations FOR EACH ROW EXECUTE FUNCTION identity.check_invitation()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.invitations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.invitations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.invitations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.invitations : An invitation to join the organisation: a link that works once, until it expires. @icon(user-plus) @named(email)
comment identity.invitations accepted_at: When they joined. @list @stamped
comment identity.invitations candidate_id: For role candidate: their profile. @of(recruiting)
comment identity.invitations client_id: For role client: the client they belong to.
comment identity.invitations created_at: When it was entered.
comment identity.invitations email: Who is invited. @list
comment identity.invitations expires_at: After this the link no longer works. @list
comment identity.invitations full_name: Their name, if known. @list
comment identity.invitations id: Identifier; grows with time.
comment identity.invitations invited_by: Who invited them. @list @stamped
comment identity.invitations org_id: Organisation the row belongs to.
comment identity.invitations role: What they will be. @list
comment identity.invitations token_hash: SHA-256 of the link's token. @secret
comment identity.invitations updated_at: When it was last changed; also the row's version.
security identity.invitations row=t forced=t 
function identity.is_good(k identity.api_keys) -- Whether an API key opens anything now.
function identity.keep_model_key() -- Forgets a key when the address it is for changes.
function identity.known_settings() -- Every setting with what it holds, its initial value, its bounds and what it does.
column identity.mailed_links.created_at timestamp with time zone not null default now()
column identity.mailed_links.email kit.email
column identity.mailed_links.expires_at timestamp with time zone not null
column identity.mailed_links.id uuid not null default kit.new_id()
column identity.mailed_links.org_id uuid not null
column identity.mailed_links.purpose text not null
column identity.mailed_links.token_hash bytea not null
column identity.mailed_links.updated_at timestamp with time zone not null default now()
column identity.mailed_links.user_id uuid not null
constraint identity.mailed_links.mailed_links_pkey PRIMARY KEY (org_id, id)
constraint identity.mailed_links.mailed_links_purpose_check CHECK ((purpose = ANY (ARRAY['sign_in'::text, 'email'::text])))
constraint identity.mailed_links.mailed_links_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX mailed_links_pkey ON identity.mailed_links USING btree (org_id, id)
CREATE UNIQUE INDEX mailed_links_token_idx ON identity.mailed_links USING btree (token_hash)
CREATE INDEX mailed_links_user_id_idx ON identity.mailed_links USING btree (org_id, user_id)
comment identity.mailed_links : Links sent by mail: one signs a person in, one confirms a new address. Each works once, for a short time.
comment identity.mailed_links created_at: When it was entered.
comment identity.mailed_links email: The new address it confirms.
comment identity.mailed_links expires_at: After this it no longer works.
comment identity.mailed_links id: Identifier; grows with time.
comment identity.mailed_links org_id: Organisation the row belongs to.
comment identity.mailed_links purpose: What it does.
comment identity.mailed_links token_hash: SHA-256 of the token in the link. @secret
comment identity.mailed_links updated_at: When it was last changed; also the row's version.
comment identity.mailed_links user_id: Whose link.
security identity.mailed_links row=t forced=t 
column identity.mention_items.about text
column identity.mention_items.acts jsonb
column identity.mention_items.ahead integer
column identity.mention_items.amount numeric
column identity.mention_items.currency text
column identity.mention_items.due_at timestamp with time zone
column identity.mention_items.due_date date
column identity.mention_items.icon text
column identity.mention_items.id uuid
column identity.mention_items.link text
column identity.mention_items.noun text
column identity.mention_items.overdue integer
column identity.mention_items.title text
column identity.mention_items.weight integer
comment identity.mention_items : Mentions that wait. @today(mentions)
security identity.mention_items row=f forced=f {security_invoker=true}
view identity.mention_items as  SELECT 'mentions'::text AS noun,     id,     (COALESCE(( SELECT u.full_name            FROM identity.users u           WHERE ((u.org_id = m.org_id) AND (u.id = m.created_by))), 'Somebody'::text) || ' mentioned you'::text) AS title,     excerpt AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'at-sign'::text AS icon,     (((('/'::text || entity_type) || '/'::text) || entity_id) || '?tab=timeline'::text) AS link,     2 AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     created_at AS due_at,     '[{"do": "read", "set": {"read_at": "@now"}, "told": "Read.", "word": "Read"}]'::jsonb AS acts    FROM identity.mentions m   WHERE ((user_id = kit.user_id()) AND (read_at IS NULL));
column identity.mentions.created_at timestamp with time zone not null default now()
column identity.mentions.created_by uuid default kit.user_id()
column identity.mentions.entity_id uuid not null
column identity.mentions.entity_type text not null
column identity.mentions.excerpt text not null default ''::text
column identity.mentions.id uuid not null default kit.new_id()
column identity.mentions.org_id uuid not null default kit.org_id()
column identity.mentions.read_at timestamp with time zone
column identity.mentions.updated_at timestamp with time zone not null default now()
column identity.mentions.user_id uuid not null
constraint identity.mentions.mentions_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint identity.mentions.mentions_entity_type_check CHECK ((entity_type <> ''::text))
constraint identity.mentions.mentions_excerpt_check CHECK ((length(excerpt) <= 500))
constraint identity.mentions.mentions_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((read_at IS NULL) OR ((read_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (read_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.mentions.mentions_one_line CHECK (kit.is_line(COALESCE(entity_type, ''::text))) NOT VALID
constraint identity.mentions.mentions_pkey PRIMARY KEY (org_id, id)
constraint identity.mentions.mentions_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX mentions_created_by_idx ON identity.mentions USING btree (org_id, created_by)
CREATE UNIQUE INDEX mentions_pkey ON identity.mentions USING btree (org_id, id)
CREATE INDEX mentions_unread_idx ON identity.mentions USING btree (org_id, user_id, created_at) WHERE (read_at IS NULL)
CREATE INDEX mentions_user_id_idx ON identity.mentions USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.mentions FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.mentions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.mentions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.mentions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.mentions : Somebody was named in a note or message. @icon(at-sign) @named(excerpt) @apart
comment identity.mentions created_at: When it was entered.
comment identity.mentions created_by: Who named them. @list @stamped
comment identity.mentions entity_id: The record it stands on.
comment identity.mentions entity_type: The kind of record it stands on, such as clients. @list
comment identity.mentions excerpt: The words around it. @list @long
comment identity.mentions id: Identifier; grows with time.
comment identity.mentions org_id: Organisation the row belongs to.
comment identity.mentions read_at: When they saw it. @list
comment identity.mentions updated_at: When it was last changed; also the row's version.
comment identity.mentions user_id: Who was named. @list
security identity.mentions row=t forced=t 
function identity.model_costs(days integer) -- Models. What are models asked for, and what does that cost?    @report(model_uses) @by(Purpose) @measures asked=count failed=count tokens_read=count tokens_written=count cost=money
type identity.model_kind openai,anthropic,gemini,mistral,groq,deepseek,xai,ollama  -- The protocol a model is asked by. @values openai='OpenAI, or what speaks like it' anthropic=Anthropic gemini=Gemini mistral=Mistral groq=Groq deepseek=DeepSeek xai=xAI ollama=Ollama
function identity.model_limit(person uuid) -- What keeps a model from being asked this month.
function identity.model_provider(named uuid) -- The model provider that is asked, with its key, sealed.
column identity.model_providers.address kit.url
column identity.model_providers.created_at timestamp with time zone not null default now()
column identity.model_providers.id uuid not null default kit.new_id()
column identity.model_providers.is_active boolean not null default true
column identity.model_providers.key kit.pii
column identity.model_providers.kind identity.model_kind not null
column identity.model_providers.last_error text
column identity.model_providers.model text not null
column identity.model_providers.name text not null
column identity.model_providers.org_id uuid not null default kit.org_id()
column identity.model_providers.price_read numeric(12,4) not null default 0
column identity.model_providers.price_written numeric(12,4) not null default 0
column identity.model_providers.updated_at timestamp with time zone not null default now()
column identity.model_providers.verified_at timestamp with time zone
constraint identity.model_providers.model_providers_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((price_read IS NULL) OR (abs(price_read) < 'Infinity'::numeric)) AND ((price_written IS NULL) OR (abs(price_written) < 'Infinity'::numeric)) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((verified_at IS NULL) OR ((verified_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (verified_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.model_providers.model_providers_model_check CHECK (((TRIM(BOTH FROM model) <> ''::text) AND (length(model) <= 200)))
constraint identity.model_providers.model_providers_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 100)))
constraint identity.model_providers.model_providers_one_line CHECK (kit.is_line(((COALESCE(name, ''::text) || COALESCE((address)::text, ''::text)) || COALESCE(model, ''::text)))) NOT VALID
constraint identity.model_providers.model_providers_pkey PRIMARY KEY (org_id, id)
constraint identity.model_providers.model_providers_price_read_check CHECK ((price_read >= (0)::numeric))
constraint identity.model_providers.model_providers_price_written_check CHECK ((price_written >= (0)::numeric))
constraint identity.model_providers.model_providers_taken UNIQUE (org_id, name)
CREATE UNIQUE INDEX model_providers_pkey ON identity.model_providers USING btree (org_id, id)
CREATE UNIQUE INDEX model_providers_taken ON identity.model_providers USING btree (org_id, name)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.model_providers FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER keep_model_key BEFORE UPDATE ON identity.model_providers FOR EACH ROW EXECUTE FUNCTION identity.keep_model_key()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.model_providers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.model_providers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.model_providers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.model_providers : A model that answers in words, and who runs it. The first that is in use and was tried is asked. @also(models) @icon(sparkles) @words(Model provider, Model providers) @named(name) @apart
comment identity.model_providers address: Where it is asked; the provider's own address when empty. @list
comment identity.model_providers created_at: When it was entered.
comment identity.model_providers id: Identifier; grows with time.
comment identity.model_providers is_active: It is asked. @list
comment identity.model_providers key: Its key, sealed. @secret
comment identity.model_providers kind: The protocol. @list
comment identity.model_providers last_error: Why it last did not answer. @list @stamped @long
comment identity.model_providers model: The model's name there. @list
comment identity.model_providers name: What it is called here. @list
comment identity.model_providers org_id: Organisation the row belongs to.
comment identity.model_providers price_read: What a million tokens cost that it reads.
comment identity.model_providers price_written: What a million tokens cost that it writes.
comment identity.model_providers updated_at: When it was last changed; also the row's version.
comment identity.model_providers verified_at: When it last answered a trial; it is asked nothing before. @list @stamped
security identity.model_providers row=t forced=t 
column identity.model_uses.cost numeric(14,6) not null default 0
column identity.model_uses.created_at timestamp with time zone not null default now()
column identity.model_uses.error text
column identity.model_uses.id uuid not null default kit.new_id()
column identity.model_uses.model text not null
column identity.model_uses.org_id uuid not null default kit.org_id()
column identity.model_uses.provider_id uuid
column identity.model_uses.purpose text not null
column identity.model_uses.read_tokens integer not null default 0
column identity.model_uses.updated_at timestamp with time zone not null default now()
column identity.model_uses.user_id uuid
column identity.model_uses.written_tokens integer not null default 0
constraint identity.model_uses.model_uses_in_range CHECK ((((cost IS NULL) OR (abs(cost) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.model_uses.model_uses_one_line CHECK (kit.is_line((COALESCE(model, ''::text) || COALESCE(purpose, ''::text)))) NOT VALID
constraint identity.model_uses.model_uses_pkey PRIMARY KEY (org_id, id)
constraint identity.model_uses.model_uses_provider_id_fkey FOREIGN KEY (org_id, provider_id) REFERENCES identity.model_providers(org_id, id) ON DELETE SET NULL (provider_id) DEFERRABLE
constraint identity.model_uses.model_uses_read_tokens_check CHECK ((read_tokens >= 0))
constraint identity.model_uses.model_uses_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (user_id) DEFERRABLE
constraint identity.model_uses.model_uses_written_tokens_check CHECK ((written_tokens >= 0))
CREATE INDEX model_uses_person_idx ON identity.model_uses USING btree (org_id, user_id, created_at)
CREATE UNIQUE INDEX model_uses_pkey ON identity.model_uses USING btree (org_id, id)
CREATE INDEX model_uses_provider_id_idx ON identity.model_uses USING btree (org_id, provider_id)
CREATE INDEX model_uses_time_idx ON identity.model_uses USING btree (org_id, created_at)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.model_uses FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment identity.model_uses : One question to a model: for what and for whom, and what it cost. What was said does not stand here. @icon(gauge) @words(Use of a model, Uses of models) @named(purpose, model) @apart
comment identity.model_uses cost: What that cost, by the provider's prices. @list
comment identity.model_uses created_at: When it was entered.
comment identity.model_uses error: Why there was no answer. @list @long
comment identity.model_uses id: Identifier; grows with time.
comment identity.model_uses model: The model. @list
comment identity.model_uses org_id: Organisation the row belongs to.
comment identity.model_uses provider_id: Who was asked.
comment identity.model_uses purpose: For what. @list
comment identity.model_uses read_tokens: Tokens it read. @list
comment identity.model_uses updated_at: When it was last changed; also the row's version.
comment identity.model_uses user_id: For whom; nobody when the server asked by itself. @list
comment identity.model_uses written_tokens: Tokens it wrote. @list
security identity.model_uses row=t forced=t 
function identity.open_to(email text) -- Organisations in which somebody with this address may make an account.
column identity.organizations.allowed_email_domains text[] not null default '{}'::text[]
column identity.organizations.created_at timestamp with time zone not null default now()
column identity.organizations.currency kit.currency not null default 'USD'::text
column identity.organizations.id uuid not null generated org_id
column identity.organizations.modules text[] not null default '{identity,crm,delivery,recruiting,outreach,knowledge,agent}'::text[]
column identity.organizations.name text not null
column identity.organizations.org_id uuid not null default kit.new_id()
column identity.organizations.slug kit.slug not null
column identity.organizations.time_zone text not null default 'UTC'::text
column identity.organizations.updated_at timestamp with time zone not null default now()
column identity.organizations.visibility identity.visibility not null default 'open'::identity.visibility
constraint identity.organizations.organizations_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.organizations.organizations_name_check CHECK ((name <> ''::text))
constraint identity.organizations.organizations_one_line CHECK (kit.is_line((((COALESCE(name, ''::text) || COALESCE((slug)::text, ''::text)) || COALESCE((currency)::text, ''::text)) || COALESCE(time_zone, ''::text)))) NOT VALID
constraint identity.organizations.organizations_pkey PRIMARY KEY (org_id, id)
constraint identity.organizations.organizations_slug_taken UNIQUE (slug)
CREATE UNIQUE INDEX organizations_pkey ON identity.organizations USING btree (org_id, id)
CREATE UNIQUE INDEX organizations_slug_taken ON identity.organizations USING btree (slug)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.organizations FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_modules BEFORE INSERT OR UPDATE OF modules ON identity.organizations FOR EACH ROW EXECUTE FUNCTION identity.check_modules()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.organizations : A firm that uses Throughline. Its rows are invisible to every other. @icon(building-2) @words(Organisation, Organisations)
comment identity.organizations allowed_email_domains: Users may only have addresses in these domains; empty allows all.
comment identity.organizations created_at: When it was entered.
comment identity.organizations currency: Currency of amounts that name none.
comment identity.organizations id: Identifier; grows with time.
comment identity.organizations modules: Modules shown, in menu order. Rights do not depend on it.
comment identity.organizations name: Name as shown to people. @list
comment identity.organizations org_id: Itself: an organisation is its own tenant.
comment identity.organizations slug: Short name for addresses and the command line. @list
comment identity.organizations time_zone: IANA time zone in which days begin.
comment identity.organizations updated_at: When it was last changed; also the row's version.
comment identity.organizations visibility: Whether colleagues see every client or only assigned ones. @list
security identity.organizations row=t forced=t 
column identity.passkeys.algorithm integer not null
column identity.passkeys.backed_up boolean not null
column identity.passkeys.backup_eligible boolean not null
column identity.passkeys.created_at timestamp with time zone not null default now()
column identity.passkeys.credential_id bytea not null
column identity.passkeys.id uuid not null default kit.new_id()
column identity.passkeys.last_used_at timestamp with time zone
column identity.passkeys.name text not null
column identity.passkeys.org_id uuid not null default kit.org_id()
column identity.passkeys.public_key bytea not null
column identity.passkeys.sign_count bigint not null default 0
column identity.passkeys.transports text[] not null default '{}'::text[]
column identity.passkeys.updated_at timestamp with time zone not null default now()
column identity.passkeys.user_id uuid not null
constraint identity.passkeys.passkeys_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_used_at IS NULL) OR ((last_used_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (last_used_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.passkeys.passkeys_name_check CHECK (((name <> ''::text) AND (length(name) <= 100)))
constraint identity.passkeys.passkeys_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint identity.passkeys.passkeys_pkey PRIMARY KEY (org_id, id)
constraint identity.passkeys.passkeys_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX passkeys_credential_idx ON identity.passkeys USING btree (credential_id)
CREATE UNIQUE INDEX passkeys_pkey ON identity.passkeys USING btree (org_id, id)
CREATE INDEX passkeys_user_id_idx ON identity.passkeys USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.passkeys FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_passkey BEFORE INSERT ON identity.passkeys FOR EACH ROW EXECUTE FUNCTION identity.check_passkey()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.passkeys REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.passkeys REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.passkeys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.passkeys : A passkey: a person's device, or the keychain of several, that signs in instead of password and code. @icon(key-round)
comment identity.passkeys algorithm: How the device signs (COSE), such as -7 for ES256. @stamped
comment identity.passkeys backed_up: Whether it is kept on more than one device. @list @stamped
comment identity.passkeys backup_eligible: Whether it may be copied to the owner's other devices. @stamped
comment identity.passkeys created_at: When it was entered.
comment identity.passkeys credential_id: The name the device knows it by. @secret
comment identity.passkeys id: Identifier; grows with time.
comment identity.passkeys last_used_at: When it last signed in. @list @stamped
comment identity.passkeys name: What its owner calls it, such as "Work laptop". @list
comment identity.passkeys org_id: Organisation the row belongs to.
comment identity.passkeys public_key: The key that verifies what the device signs (COSE). @secret
comment identity.passkeys sign_count: Uses as the device counts them; 0 where it does not count. @stamped
comment identity.passkeys transports: How the device is reached, as the browser said. @stamped
comment identity.passkeys updated_at: When it was last changed; also the row's version.
comment identity.passkeys user_id: Whose. @stamped
security identity.passkeys row=t forced=t 
column identity.recovery_codes.code_hash bytea not null
column identity.recovery_codes.created_at timestamp with time zone not null default now()
column identity.recovery_codes.id uuid not null default kit.new_id()
column identity.recovery_codes.org_id uuid not null
column identity.recovery_codes.updated_at timestamp with time zone not null default now()
column identity.recovery_codes.user_id uuid not null
constraint identity.recovery_codes.recovery_codes_pkey PRIMARY KEY (org_id, id)
constraint identity.recovery_codes.recovery_codes_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX recovery_codes_pkey ON identity.recovery_codes USING btree (org_id, id)
CREATE INDEX recovery_codes_user_id_idx ON identity.recovery_codes USING btree (org_id, user_id)
comment identity.recovery_codes : What a person signs in with who lost the app: each code works once.
comment identity.recovery_codes code_hash: Keyed hash of the code. @secret
comment identity.recovery_codes created_at: When it was entered.
comment identity.recovery_codes id: Identifier; grows with time.
comment identity.recovery_codes org_id: Organisation the row belongs to.
comment identity.recovery_codes updated_at: When it was last changed; also the row's version.
comment identity.recovery_codes user_id: Whose.
security identity.recovery_codes row=t forced=t 
function identity.report_event(event text, of_type text, of_id uuid, words text) -- Adds an event to the feed.
function identity.restart_endpoint() -- Forgets the failures of an endpoint that is switched on again.
column identity.saved_views.created_at timestamp with time zone not null default now()
column identity.saved_views.id uuid not null default kit.new_id()
column identity.saved_views.is_default boolean not null default false
column identity.saved_views.is_shared boolean not null default false
column identity.saved_views.name text not null
column identity.saved_views.noun text not null
column identity.saved_views.org_id uuid not null default kit.org_id()
column identity.saved_views.position integer not null default 1
column identity.saved_views.query text not null default ''::text
column identity.saved_views.updated_at timestamp with time zone not null default now()
column identity.saved_views.user_id uuid not null default kit.user_id()
constraint identity.saved_views.saved_views_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.saved_views.saved_views_name_check CHECK (((name <> ''::text) AND (length(name) <= 100)))
constraint identity.saved_views.saved_views_name_taken UNIQUE (org_id, user_id, noun, name)
constraint identity.saved_views.saved_views_noun_check CHECK ((noun <> ''::text))
constraint identity.saved_views.saved_views_one_line CHECK (kit.is_line((COALESCE(noun, ''::text) || COALESCE(name, ''::text)))) NOT VALID
constraint identity.saved_views.saved_views_pkey PRIMARY KEY (org_id, id)
constraint identity.saved_views.saved_views_query_check CHECK ((length(query) <= 8000))
constraint identity.saved_views.saved_views_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX saved_views_name_taken ON identity.saved_views USING btree (org_id, user_id, noun, name)
CREATE INDEX saved_views_noun_idx ON identity.saved_views USING btree (org_id, noun)
CREATE UNIQUE INDEX saved_views_pkey ON identity.saved_views USING btree (org_id, id)
CREATE INDEX saved_views_user_id_idx ON identity.saved_views USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.saved_views FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.saved_views REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.saved_views REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.saved_views REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.saved_views : A list, board or calendar as somebody arranged it: filters, order, columns, grouping. @icon(bookmark) @apart
comment identity.saved_views created_at: When it was entered.
comment identity.saved_views id: Identifier; grows with time.
comment identity.saved_views is_default: Opens when its person opens the list.
comment identity.saved_views is_shared: Everybody in the organisation sees it. @list
comment identity.saved_views name: Name in the menu. @list
comment identity.saved_views noun: What it lists, such as opportunities. @list
comment identity.saved_views org_id: Organisation the row belongs to.
comment identity.saved_views position: Its place in the menu.
comment identity.saved_views query: The address behind "?": filters, order, columns and layout. @long
comment identity.saved_views updated_at: When it was last changed; also the row's version.
comment identity.saved_views user_id: Who made it. @list
security identity.saved_views row=t forced=t 
column identity.second_factors.confirmed_at timestamp with time zone
column identity.second_factors.created_at timestamp with time zone not null default now()
column identity.second_factors.id uuid not null
column identity.second_factors.last_step bigint not null default 0
column identity.second_factors.org_id uuid not null
column identity.second_factors.updated_at timestamp with time zone not null default now()
column identity.second_factors.user_id uuid not null
constraint identity.second_factors.second_factors_pkey PRIMARY KEY (org_id, id)
constraint identity.second_factors.second_factors_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.second_factors.second_factors_user_id_taken UNIQUE (org_id, user_id)
CREATE UNIQUE INDEX second_factors_pkey ON identity.second_factors USING btree (org_id, id)
CREATE UNIQUE INDEX second_factors_user_id_taken ON identity.second_factors USING btree (org_id, user_id)
comment identity.second_factors : A person's second factor: an app that shows codes. Its secret is derived from the master key and this id, not stored.
comment identity.second_factors confirmed_at: When a first code was right; asked for from then on.
comment identity.second_factors created_at: When it was entered.
comment identity.second_factors id: Identifier; grows with time.
comment identity.second_factors last_step: The half minute of the last code taken; none is taken twice.
comment identity.second_factors org_id: Organisation the row belongs to.
comment identity.second_factors updated_at: When it was last changed; also the row's version.
comment identity.second_factors user_id: Whose.
security identity.second_factors row=t forced=t 
column identity.sessions.created_at timestamp with time zone not null default now()
column identity.sessions.ended_at timestamp with time zone
column identity.sessions.expires_at timestamp with time zone not null
column identity.sessions.former_hash bytea
column identity.sessions.id uuid not null default kit.new_id()
column identity.sessions.ip_address text
column identity.sessions.org_id uuid not null
column identity.sessions.refresh_hash bytea not null
column identity.sessions.rotated_at timestamp with time zone not null default now()
column identity.sessions.updated_at timestamp with time zone not null default now()
column identity.sessions.user_agent text
column identity.sessions.user_id uuid not null
constraint identity.sessions.sessions_pkey PRIMARY KEY (org_id, id)
constraint identity.sessions.sessions_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX sessions_pkey ON identity.sessions USING btree (org_id, id)
CREATE UNIQUE INDEX sessions_refresh_idx ON identity.sessions USING btree (refresh_hash)
CREATE INDEX sessions_user_id_idx ON identity.sessions USING btree (org_id, user_id)
CREATE TRIGGER tell_access AFTER UPDATE ON identity.sessions FOR EACH ROW WHEN ((new.ended_at IS DISTINCT FROM old.ended_at)) EXECUTE FUNCTION identity.tell_access()
comment identity.sessions : A signed-in browser or program. The refresh token turns with every use; an older one seen again ends the session.
comment identity.sessions created_at: When it was entered.
comment identity.sessions ended_at: When it was signed out.
comment identity.sessions expires_at: After this the person signs in again.
comment identity.sessions former_hash: SHA-256 of the token it replaced: good for a moment more. @secret
comment identity.sessions id: Identifier; grows with time.
comment identity.sessions ip_address: Address it was opened from.
comment identity.sessions org_id: Organisation the row belongs to.
comment identity.sessions refresh_hash: SHA-256 of the refresh token that is good now. @secret
comment identity.sessions rotated_at: When the token last turned.
comment identity.sessions updated_at: When it was last changed; also the row's version.
comment identity.sessions user_agent: Program it was opened from.
comment identity.sessions user_id: Whose session.
security identity.sessions row=t forced=t 
function identity.setting_wants(holds text, value jsonb, lowest numeric, highest numeric) -- What a setting wants instead of this value; null when the value fits.
type identity.severity info,warn,error,success  -- How serious an event is. @values info=INFO warn=WARN error=ERROR success=SUCCESS @tones info=info warn=warn error=bad success=good
column identity.sign_in_attempts.created_at timestamp with time zone not null default now()
column identity.sign_in_attempts.id uuid not null default kit.new_id()
column identity.sign_in_attempts.org_id uuid not null
column identity.sign_in_attempts.regained_at timestamp with time zone not null default now()
column identity.sign_in_attempts.subject text not null
column identity.sign_in_attempts.updated_at timestamp with time zone not null default now()
constraint identity.sign_in_attempts.sign_in_attempts_pkey PRIMARY KEY (org_id, id)
constraint identity.sign_in_attempts.sign_in_attempts_subject_taken UNIQUE (org_id, subject)
CREATE UNIQUE INDEX sign_in_attempts_pkey ON identity.sign_in_attempts USING btree (org_id, id)
CREATE UNIQUE INDEX sign_in_attempts_subject_taken ON identity.sign_in_attempts USING btree (org_id, subject)
comment identity.sign_in_attempts : Tries to sign in, counted per account, known browser and address. They come back with time; who has none left waits.
comment identity.sign_in_attempts created_at: When it was entered.
comment identity.sign_in_attempts id: Identifier; grows with time.
comment identity.sign_in_attempts org_id: Organisation the row belongs to.
comment identity.sign_in_attempts regained_at: When every try is there again.
comment identity.sign_in_attempts subject: "account:…", "device:…" or "address:…".
comment identity.sign_in_attempts updated_at: When it was last changed; also the row's version.
security identity.sign_in_attempts row=t forced=t 
function identity.sign_up(org uuid, email text, full_name text, token_hash bytea) -- Invites who asks for an account.
column identity.system_settings.created_at timestamp with time zone not null default now()
column identity.system_settings.description text
column identity.system_settings.id uuid not null default kit.new_id()
column identity.system_settings.key text not null
column identity.system_settings.org_id uuid not null default kit.org_id()
column identity.system_settings.updated_at timestamp with time zone not null default now()
column identity.system_settings.updated_by uuid
column identity.system_settings.value jsonb not null
constraint identity.system_settings.system_settings_bounded CHECK (kit.is_bounded(value)) NOT VALID
constraint identity.system_settings.system_settings_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.system_settings.system_settings_key_check CHECK ((key ~ '^[A-Za-z][A-Za-z0-9_.]{1,99}$'::text))
constraint identity.system_settings.system_settings_key_taken UNIQUE (org_id, key)
constraint identity.system_settings.system_settings_one_line CHECK (kit.is_line(COALESCE(key, ''::text))) NOT VALID
constraint identity.system_settings.system_settings_pkey PRIMARY KEY (org_id, id)
constraint identity.system_settings.system_settings_updated_by_fkey FOREIGN KEY (org_id, updated_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (updated_by) DEFERRABLE
CREATE UNIQUE INDEX system_settings_host_taken ON identity.system_settings USING btree (((value #>> '{}'::text[]))) WHERE ((key = 'public.host'::text) AND (value <> '""'::jsonb))
CREATE UNIQUE INDEX system_settings_key_taken ON identity.system_settings USING btree (org_id, key)
CREATE UNIQUE INDEX system_settings_pkey ON identity.system_settings USING btree (org_id, id)
CREATE INDEX system_settings_updated_by_idx ON identity.system_settings USING btree (org_id, updated_by)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.system_settings FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_setting BEFORE INSERT OR UPDATE ON identity.system_settings FOR EACH ROW EXECUTE FUNCTION identity.check_setting()
CREATE TRIGGER tell_access AFTER INSERT OR UPDATE ON identity.system_settings FOR EACH ROW WHEN ((new.key = ANY (ARRAY['MAINTENANCE_MODE'::text, 'public.host'::text]))) EXECUTE FUNCTION identity.tell_access()
CREATE TRIGGER tell_leaving AFTER DELETE ON identity.system_settings FOR EACH ROW WHEN ((old.key = ANY (ARRAY['MAINTENANCE_MODE'::text, 'public.host'::text]))) EXECUTE FUNCTION identity.tell_access()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.system_settings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.system_settings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.system_settings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.system_settings : A value the organisation may change: thresholds, switches, texts. @also(settings) @icon(settings) @words(Setting, Settings)
comment identity.system_settings created_at: When it was entered.
comment identity.system_settings description: What it does. @list @long
comment identity.system_settings id: Identifier; grows with time.
comment identity.system_settings key: Name, such as pipeline.enforce_exit_criteria. @list
comment identity.system_settings org_id: Organisation the row belongs to.
comment identity.system_settings updated_at: When it was last changed; also the row's version.
comment identity.system_settings updated_by: Who changed it last. @stamped
comment identity.system_settings value: A boolean, number, text or object. @list
security identity.system_settings row=t forced=t 
function identity.takes_sign_ups(org uuid) -- Whether people make accounts by themselves.
function identity.tell_access() -- Tells every server process that somebody's access changed.
column identity.undo_entries.action text not null
column identity.undo_entries.after jsonb
column identity.undo_entries.before jsonb
column identity.undo_entries.created_at timestamp with time zone not null default clock_timestamp()
column identity.undo_entries.id uuid not null default kit.new_id()
column identity.undo_entries.kept boolean not null default false
column identity.undo_entries.key jsonb not null
column identity.undo_entries.noun text not null
column identity.undo_entries.operation_id uuid not null
column identity.undo_entries.org_id uuid not null
column identity.undo_entries.role text
column identity.undo_entries.seq bigint not null
column identity.undo_entries.updated_at timestamp with time zone not null default now()
column identity.undo_entries.user_id uuid
constraint identity.undo_entries.undo_entries_action_check CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text])))
constraint identity.undo_entries.undo_entries_pkey PRIMARY KEY (org_id, id)
CREATE INDEX undo_entries_created_at_idx ON identity.undo_entries USING btree (created_at)
CREATE INDEX undo_entries_operation_idx ON identity.undo_entries USING btree (org_id, operation_id, seq)
CREATE UNIQUE INDEX undo_entries_pkey ON identity.undo_entries USING btree (org_id, id)
comment identity.undo_entries : What an operation changed, so that it can be undone. Holds rows as they were stored; encrypted values stay encrypted.
comment identity.undo_entries action: What was done.
comment identity.undo_entries after: New values of the changed columns. @secret
comment identity.undo_entries before: Former values: of the changed columns, or of the whole row. @secret
comment identity.undo_entries created_at: When it was entered.
comment identity.undo_entries id: Identifier; grows with time.
comment identity.undo_entries kept: While it is undone: others added to the row or changed it, so it stays.
comment identity.undo_entries key: The row.
comment identity.undo_entries noun: The table.
comment identity.undo_entries operation_id: The operation.
comment identity.undo_entries org_id: Organisation the row belongs to.
comment identity.undo_entries role: The database role it was done with: the person's own, or the server's in their name.
comment identity.undo_entries seq: Order in which things happened.
comment identity.undo_entries updated_at: When it was last changed; also the row's version.
comment identity.undo_entries user_id: Who did it.
security identity.undo_entries row=t forced=t 
type identity.user_role admin,manager,consultant,recruiter,sales,staff,viewer,client,candidate  -- What a person may do. The scopes of each role are in access.sql.
type identity.user_status active,inactive  -- Whether a person may sign in. @tones active=good inactive=warn
column identity.users.avatar_url kit.url
column identity.users.candidate_id uuid
column identity.users.client_id uuid
column identity.users.created_at timestamp with time zone not null default now()
column identity.users.email kit.email not null
column identity.users.full_name text not null
column identity.users.id uuid not null default kit.new_id()
column identity.users.is_verified boolean not null default false
column identity.users.last_active_at timestamp with time zone
column identity.users.last_login_at timestamp with time zone
column identity.users.org_id uuid not null default kit.org_id()
column identity.users.password_hash text
column identity.users.role identity.user_role not null default 'staff'::identity.user_role
column identity.users.status identity.user_status not null default 'active'::identity.user_status
column identity.users.updated_at timestamp with time zone not null default now()
constraint identity.users.users_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE SET NULL (candidate_id) DEFERRABLE
constraint identity.users.users_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint identity.users.users_client_role_needs_client CHECK (((role <> 'client'::identity.user_role) OR (client_id IS NOT NULL)))
constraint identity.users.users_full_name_check CHECK ((full_name <> ''::text))
constraint identity.users.users_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_active_at IS NULL) OR ((last_active_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (last_active_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_login_at IS NULL) OR ((last_login_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (last_login_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.users.users_one_line CHECK (kit.is_line((((COALESCE((email)::text, ''::text) || COALESCE(full_name, ''::text)) || COALESCE((avatar_url)::text, ''::text)) || COALESCE(password_hash, ''::text)))) NOT VALID
constraint identity.users.users_outsider_is_not_member CHECK (((client_id IS NULL) OR (role = 'client'::identity.user_role)))
constraint identity.users.users_pkey PRIMARY KEY (org_id, id)
CREATE INDEX users_candidate_id_idx ON identity.users USING btree (org_id, candidate_id)
CREATE INDEX users_client_id_idx ON identity.users USING btree (org_id, client_id)
CREATE INDEX users_email_idx ON identity.users USING btree (lower((email)::text))
CREATE UNIQUE INDEX users_email_taken ON identity.users USING btree (org_id, lower((email)::text))
CREATE UNIQUE INDEX users_pkey ON identity.users USING btree (org_id, id)
CREATE INDEX users_role_idx ON identity.users USING btree (org_id, role)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.users FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_user BEFORE INSERT OR UPDATE ON identity.users FOR EACH ROW EXECUTE FUNCTION identity.check_user()
CREATE TRIGGER tell_access AFTER UPDATE ON identity.users FOR EACH ROW WHEN (((((new.role IS DISTINCT FROM old.role) OR (new.status IS DISTINCT FROM old.status)) OR (new.client_id IS DISTINCT FROM old.client_id)) OR (new.candidate_id IS DISTINCT FROM old.candidate_id))) EXECUTE FUNCTION identity.tell_access()
CREATE TRIGGER tell_leaving AFTER DELETE ON identity.users FOR EACH ROW EXECUTE FUNCTION identity.tell_access()
CREATE TRIGGER y_names_delete AFTER DELETE ON identity.users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('full_name')
CREATE TRIGGER y_names_insert AFTER INSERT ON identity.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('full_name')
CREATE TRIGGER y_names_update AFTER UPDATE ON identity.users FOR EACH ROW WHEN ((old.full_name IS DISTINCT FROM new.full_name)) EXECUTE FUNCTION kit.note_names('full_name')
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.users : A person who signs in. @also(profiles) @icon(user) @searched(full_name)
comment identity.users avatar_url: Picture.
comment identity.users candidate_id: For role candidate: this person's profile. @of(recruiting)
comment identity.users client_id: For role client: the client this person belongs to.
comment identity.users created_at: When it was entered.
comment identity.users email: Sign-in address. @list
comment identity.users full_name: Name as shown to colleagues. @list @also(name)
comment identity.users id: Identifier; grows with time.
comment identity.users is_verified: The address was confirmed. @stamped
comment identity.users last_active_at: When the person last did anything. @stamped
comment identity.users last_login_at: When the person last signed in. @list @stamped @also(last_login)
comment identity.users org_id: Organisation the row belongs to.
comment identity.users password_hash: Argon2id (or imported bcrypt) hash. @secret
comment identity.users role: What the person may do. @list
comment identity.users status: Inactive people can't sign in; their work stays. @list
comment identity.users updated_at: When it was last changed; also the row's version.
security identity.users row=t forced=t 
type identity.visibility open,assigned  -- Who sees a client's records: everybody in the organisation, or only those assigned to the client. @values open=Open assigned='Assigned only' @tones open=info
column identity.webhook_deliveries.attempts integer not null default 0
column identity.webhook_deliveries.created_at timestamp with time zone not null default now()
column identity.webhook_deliveries.delivered_at timestamp with time zone
column identity.webhook_deliveries.duration_ms integer
column identity.webhook_deliveries.endpoint_id uuid not null
column identity.webhook_deliveries.error text
column identity.webhook_deliveries.event_id uuid not null
column identity.webhook_deliveries.id uuid not null default kit.new_id()
column identity.webhook_deliveries.next_attempt_at timestamp with time zone not null default now()
column identity.webhook_deliveries.org_id uuid not null default kit.org_id()
column identity.webhook_deliveries.response_body text
column identity.webhook_deliveries.response_status integer
column identity.webhook_deliveries.status identity.delivery_status not null default 'waiting'::identity.delivery_status
column identity.webhook_deliveries.updated_at timestamp with time zone not null default now()
constraint identity.webhook_deliveries.webhook_deliveries_endpoint_id_fkey FOREIGN KEY (org_id, endpoint_id) REFERENCES identity.webhook_endpoints(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.webhook_deliveries.webhook_deliveries_event_id_fkey FOREIGN KEY (org_id, event_id) REFERENCES identity.activity_logs(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint identity.webhook_deliveries.webhook_deliveries_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((delivered_at IS NULL) OR ((delivered_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (delivered_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((next_attempt_at IS NULL) OR ((next_attempt_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (next_attempt_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.webhook_deliveries.webhook_deliveries_pkey PRIMARY KEY (org_id, id)
CREATE INDEX webhook_deliveries_due_idx ON identity.webhook_deliveries USING btree (next_attempt_at) WHERE (status = 'waiting'::identity.delivery_status)
CREATE INDEX webhook_deliveries_endpoint_id_idx ON identity.webhook_deliveries USING btree (org_id, endpoint_id)
CREATE INDEX webhook_deliveries_event_id_idx ON identity.webhook_deliveries USING btree (org_id, event_id)
CREATE UNIQUE INDEX webhook_deliveries_pkey ON identity.webhook_deliveries USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.webhook_deliveries FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment identity.webhook_deliveries : One event on its way to one endpoint. @icon(send) @words(Webhook delivery, Webhook deliveries) @named(event_id, status)
comment identity.webhook_deliveries attempts: How often it was tried. @list
comment identity.webhook_deliveries created_at: When it was entered.
comment identity.webhook_deliveries delivered_at: When it got there. @list
comment identity.webhook_deliveries duration_ms: How long the last try took, in milliseconds.
comment identity.webhook_deliveries endpoint_id: The endpoint. @list
comment identity.webhook_deliveries error: Why it failed. @list @long
comment identity.webhook_deliveries event_id: The event of the feed. @list
comment identity.webhook_deliveries id: Identifier; grows with time.
comment identity.webhook_deliveries next_attempt_at: When it is tried next.
comment identity.webhook_deliveries org_id: Organisation the row belongs to.
comment identity.webhook_deliveries response_body: The first words of the answer. @long
comment identity.webhook_deliveries response_status: What the other side answered. @list
comment identity.webhook_deliveries status: How far it has come. @list
comment identity.webhook_deliveries updated_at: When it was last changed; also the row's version.
security identity.webhook_deliveries row=t forced=t 
column identity.webhook_endpoints.created_at timestamp with time zone not null default now()
column identity.webhook_endpoints.description text
column identity.webhook_endpoints.disabled_reason text
column identity.webhook_endpoints.events text[] not null default '{}'::text[]
column identity.webhook_endpoints.failures integer not null default 0
column identity.webhook_endpoints.id uuid not null default kit.new_id()
column identity.webhook_endpoints.is_active boolean not null default true
column identity.webhook_endpoints.org_id uuid not null default kit.org_id()
column identity.webhook_endpoints.secret_number integer not null default 1
column identity.webhook_endpoints.updated_at timestamp with time zone not null default now()
column identity.webhook_endpoints.url kit.url not null
constraint identity.webhook_endpoints.webhook_endpoints_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint identity.webhook_endpoints.webhook_endpoints_one_line CHECK (kit.is_line(COALESCE((url)::text, ''::text))) NOT VALID
constraint identity.webhook_endpoints.webhook_endpoints_pkey PRIMARY KEY (org_id, id)
constraint identity.webhook_endpoints.webhook_endpoints_secret_number_check CHECK ((secret_number > 0))
CREATE UNIQUE INDEX webhook_endpoints_pkey ON identity.webhook_endpoints USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON identity.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER restart_endpoint BEFORE UPDATE ON identity.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION identity.restart_endpoint()
CREATE TRIGGER z_audit_delete AFTER DELETE ON identity.webhook_endpoints REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON identity.webhook_endpoints REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON identity.webhook_endpoints REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment identity.webhook_endpoints : An address of another program that wants to hear what happens here. Messages are signed as Standard Webhooks asks; the secret is made from the master key and never stored. @icon(globe) @words(Webhook, Webhooks) @named(url)
comment identity.webhook_endpoints created_at: When it was entered.
comment identity.webhook_endpoints description: What it is for. @list @long
comment identity.webhook_endpoints disabled_reason: Why it was switched off. @list @stamped @long
comment identity.webhook_endpoints events: Events it wants, such as won_deal or created_*; empty means all. @list
comment identity.webhook_endpoints failures: Deliveries that failed in a row. @list @stamped
comment identity.webhook_endpoints id: Identifier; grows with time.
comment identity.webhook_endpoints is_active: Events are sent. @list
comment identity.webhook_endpoints org_id: Organisation the row belongs to.
comment identity.webhook_endpoints secret_number: Which secret signs; the next is another. @stamped
comment identity.webhook_endpoints updated_at: When it was last changed; also the row's version.
comment identity.webhook_endpoints url: Where events are sent. @list
security identity.webhook_endpoints row=t forced=t 
function identity.weigh_event() -- Gives events their severity.
type identity.work_status waiting,running,done,dead,cancelled  -- How far a piece of background work has come. Dead means: it failed as often as it may, and waits for a person. @tones running=info done=good
column kit.access.creates text not null
column kit.access.deletes text not null
column kit.access.noun text not null
column kit.access.reads text not null
column kit.access.role text not null
column kit.access.updates text not null
constraint kit.access.access_pkey PRIMARY KEY (role, noun)
CREATE UNIQUE INDEX access_pkey ON kit.access USING btree (role, noun)
comment kit.access : Role × noun × verb → scope.
security kit.access row=f forced=f 
function kit.access_of(of_noun text) -- The access line that counts for each role on one noun.
function kit.address() -- The network address the request came from.
function kit.all_theirs(noun text, most integer) -- Every record the asking person sees, if these are no more than so many.
function kit.as_logged(value jsonb) -- A value, or its text when it is deeper or longer than a value may be.
function kit.audit() -- Writes audit_log and activity_logs for any noun.
function kit.belongs(noun text, col text, parent text) -- Makes two references of a row agree.
function kit.called(nouns text[], said text) -- Records whose names have words that begin like those typed.
function kit.candidate_id() -- The candidate profile of a signed-in candidate.
function kit.changes(before jsonb, after jsonb, hidden text[]) -- The difference of two rows, column by column.
function kit.check_children() -- Keeps what others hang on where it is.
function kit.check_parent() -- Refuses a reference to what belongs elsewhere.
function kit.client_id() -- The client a client-portal user belongs to.
function kit.client_of(kind text, record uuid) -- The client a record belongs to.
function kit.columns_of(noun text, of_role text, OUT reads text[], OUT creates text[], OUT updates text[], OUT stamped text[]) -- The columns of a noun that a role reads, creates with and updates.
function kit.condition(noun text, scope text, alias text) -- One scope on one noun, as SQL.
function kit.counted(n bigint, thing text) -- How many of a thing: 1 day, 2 days.
type kit.currency text CHECK ((VALUE ~ '^[A-Z]{3}$'::text)) -- A currency by its ISO 4217 code, such as EUR.
function kit.date_setting(key text) -- A setting that is a day, or null.
function kit.derived_columns(relid oid) -- The columns the database computes by itself.
function kit.distance(lat1 double precision, lng1 double precision, lat2 double precision, lng2 double precision) -- Kilometres between two places.
function kit.drop_hanging() -- Deletes what hung on records that were deleted.
type kit.email text CHECK (((VALUE ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$'::text) AND (length(VALUE) <= 320))) -- An e-mail address.
function kit.following_columns(relid oid) -- The columns rules write that follow from others.
function kit.grant_access(noun text) -- Makes the policies and grants of one noun from access.sql.
function kit.hangs_on(noun text, targets text[]) -- Shows rows of a noun to who sees the record each hangs on.
function kit.has_column(noun text, col text) -- Whether the table has this column.
function kit.in_bulk() -- Whether this transaction is part of a bulk import.
function kit.in_words(value text) -- A value as people read it: closed_won → Closed won.
function kit.is_bounded(value jsonb) -- Whether a value is at most 32 levels deep and 1 MB long.
function kit.is_flat(value jsonb) -- Whether it is an object of plain values.
function kit.is_heard() -- Whether somebody of the organisation has a page open.
function kit.is_line(words text) -- Whether a text has no line breaks or other control characters.
function kit.is_list(value jsonb) -- Whether it is a list.
function kit.is_object(value jsonb) -- Whether it is an object.
function kit.is_score(value jsonb) -- Whether it is a score with its factors.
function kit.is_server() -- Whether the server itself acts, not a person.
function kit.is_words(value jsonb) -- Whether it is a list of short texts.
function kit.keep(name text) -- Opens a table to the login that looks after the database.
function kit.keep_meanings() -- Makes the triggers of nouns that are found by meaning.
function kit.keep_names() -- Makes the triggers of nouns whose records are found by their names.
function kit.keep_values(noun text) -- Keeps one-line texts one line, structured values bounded, numbers finite and days within 1800 and 2999.
function kit.key_columns(relid oid) -- The columns of the primary key.
function kit.last_weeks() -- The last twelve weeks, by their first moment.
function kit.list(columns text[]) -- Column names for a grant.
function kit.list_of(value jsonb) -- A list; nothing when it is none.
column kit.listening.org_id uuid not null
column kit.listening.until timestamp with time zone not null
constraint kit.listening.listening_pkey PRIMARY KEY (org_id)
CREATE UNIQUE INDEX listening_pkey ON kit.listening USING btree (org_id)
comment kit.listening : Organisations with open pages, and until when to tell them of changes.
security kit.listening row=f forced=f 
type kit.markdown text  -- Long text; may carry light formatting.
function kit.meaning_columns(noun text) -- The columns whose words are read for a noun's meaning; null when it is not found by it.
function kit.merge(noun text, keep uuid, gone uuid, OUT relinked integer) -- Merges two rows of a noun.
function kit.merging() -- Whether two records are becoming one.
type kit.money numeric(14,2)  -- An amount of money; the currency stands beside it or is the organisation's.
function kit.my_clients() -- The clients the asking person owns or is assigned to.
column kit.names.id uuid not null
column kit.names.noun text not null
column kit.names.org_id uuid not null
column kit.names.word text not null
constraint kit.names.names_pkey PRIMARY KEY (org_id, noun, word, id)
CREATE UNIQUE INDEX names_pkey ON kit.names USING btree (org_id, noun, word, id)
comment kit.names : Word → record: what records are called by.
comment kit.names org_id: Organisation the row belongs to.
security kit.names row=f forced=f 
column kit.names_kept.columns text[] not null
column kit.names_kept.noun text not null
column kit.names_kept.org_id uuid not null
constraint kit.names_kept.names_kept_pkey PRIMARY KEY (org_id, noun)
CREATE UNIQUE INDEX names_kept_pkey ON kit.names_kept USING btree (org_id, noun)
comment kit.names_kept : Nouns of organisations whose names were read, and which columns.
security kit.names_kept row=f forced=f 
function kit.new_id() -- A new UUIDv7.
function kit.note() -- Notes records that a verb looks at again soon.
function kit.note_meaning() -- Queues what is to be read for its meaning, and forgets what was deleted.
function kit.note_names() -- Keeps the words of names as records come, change and go.
column kit.noted.about uuid
column kit.noted.id uuid not null default kit.new_id()
column kit.noted.org_id uuid not null
column kit.noted.verb text not null
constraint kit.noted.noted_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX noted_pkey ON kit.noted USING btree (org_id, id)
comment kit.noted : Records that a verb looks at again soon.
security kit.noted row=f forced=f 
function kit.noun(noun text, parents text[], client_when text, public_when text, own_when text, label text, audited boolean, candidate_when text) -- Gives a table what every noun has.
column kit.nouns.candidate_when text
column kit.nouns.client_when text
column kit.nouns.feed boolean not null default false
column kit.nouns.label text
column kit.nouns.noun text not null
column kit.nouns.own_when text
column kit.nouns.parents text[] not null default '{}'::text[]
column kit.nouns.public_when text
constraint kit.nouns.nouns_pkey PRIMARY KEY (noun)
CREATE UNIQUE INDEX nouns_pkey ON kit.nouns USING btree (noun)
comment kit.nouns : Every noun and what decides who sees its rows.
security kit.nouns row=f forced=f 
function kit.number_setting(key text, otherwise numeric) -- A setting that is a number, or the default.
function kit.operation_id() -- The operation this transaction belongs to; null when it can't be undone.
function kit.org_id() -- The organisation this transaction works in.
column kit.outsider_columns.creates text[] not null default '{}'::text[]
column kit.outsider_columns.noun text not null
column kit.outsider_columns.reads text[] not null default '{}'::text[]
column kit.outsider_columns.role text not null
column kit.outsider_columns.updates text[] not null default '{}'::text[]
constraint kit.outsider_columns.outsider_columns_pkey PRIMARY KEY (role, noun)
CREATE UNIQUE INDEX outsider_columns_pkey ON kit.outsider_columns USING btree (role, noun)
comment kit.outsider_columns : Role × noun → the columns an outsider reads, creates with and updates.
security kit.outsider_columns row=f forced=f 
function kit.owner() -- Who owns a record that is being created and names no owner.
function kit.owner_columns(noun text) -- The columns naming the person a row belongs to.
type kit.percent smallint CHECK (((VALUE >= 0) AND (VALUE <= 100))) -- A whole number from 0 to 100.
type kit.phone text CHECK ((VALUE ~ '^[+0-9][0-9 ()./-]{3,39}$'::text)) -- A telephone number as people write it.
type kit.pii bytea  -- Personal text, encrypted at rest.
type kit.pii_email bytea  -- A person's e-mail address, encrypted at rest; found by equality.
type kit.pii_phone bytea  -- A person's telephone number, encrypted at rest; found by equality.
column kit.pii_readers.role text not null
constraint kit.pii_readers.pii_readers_pkey PRIMARY KEY (role)
CREATE UNIQUE INDEX pii_readers_pkey ON kit.pii_readers USING btree (role)
comment kit.pii_readers : The roles that read personal data in clear text.
security kit.pii_readers row=f forced=f 
function kit.plain(said text) -- A text in lower case, with spaces for signs.
function kit.plain_name(name text) -- A company name without case, signs and legal form.
function kit.private(name text) -- Shuts a table to everything but sign-in.
function kit.queue_names() -- Notes what was never read, and answers how many batches that are.
function kit.read_names() -- Reads the names of one batch, and answers how many batches it read.
function kit.refers(noun text, col text, target text, on_delete text, uniquely boolean, indexed boolean) -- Adds a reference inside the organisation, with its index; indexed => false when a longer one of the table begins alike.
function kit.relink(child text, col text, keep uuid, gone uuid, about text) -- Points a column at the row that stays.
function kit.remember(op text, keyed boolean, source text) -- The statement that keeps what another changed.
function kit.search(nouns text[], said text, most integer) -- Records found by their names, of those the asking person sees.
function kit.searched_columns(noun text) -- The columns whose words a noun's records are found by; null when they are not found by any.
function kit.sees_all() -- Whether colleagues see every client.
function kit.session_id() -- The session or API key the request used.
function kit.setting(key text) -- A setting of the organisation, or its initial value.
function kit.setting(key text, otherwise jsonb) -- A setting of the organisation, or the default.
function kit.shaped(noun text, col text, shape text, words text) -- Makes a column hold what a function says it may.
function kit.singular(words text) -- The singular of a table name: clients → client.
type kit.slug text CHECK (((VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(VALUE) <= 200))) -- A readable part of a web address: lower-case letters, digits and single hyphens.
function kit.slugify(words text) -- Words → the readable part of a web address.
function kit.take_noted(for_verb text, most integer) -- Takes what was noted for a verb.
function kit.target(noun text, col text) -- The table a reference column points at.
function kit.tell(noun text, op text, total bigint, ids text) -- Tells open pages of a change.
function kit.tell_row() -- Tells open pages of a change of one row; as a trigger of its noun.
function kit.theirs(noun text, of_role text) -- What a role reads of a noun now, as SQL about the row t.
function kit.through(noun text, col text, scope text, alias text) -- One scope on what a reference points at, as SQL.
function kit.time_setting(key text, otherwise time without time zone) -- A setting that is a time of day, or the default.
function kit.touch() -- Keeps updated_at true.
function kit.town(location text) -- The town of a place: what stands before the first comma.
function kit.undo_begin(operation uuid) -- Marks what of an operation stays when it is undone, and counts its entries.
function kit.undo_step(operation uuid, most integer, OUT undone integer, OUT kept integer, OUT remaining bigint) -- Undoes the newest changes of an operation.
function kit.undoing() -- Whether this transaction undoes an operation.
function kit.unlogged() -- Columns whose changes are not logged.
column kit.unread_names.id uuid not null default kit.new_id()
column kit.unread_names.ids uuid[] not null
column kit.unread_names.noun text not null
column kit.unread_names.org_id uuid not null
constraint kit.unread_names.unread_names_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX unread_names_pkey ON kit.unread_names USING btree (org_id, id)
comment kit.unread_names : Records that came in bulk and whose names are not read yet.
security kit.unread_names row=f forced=f 
type kit.url text CHECK (((VALUE ~* '^https?://\S+$'::text) AND (length(VALUE) <= 2048))) -- A web address, http or https.
function kit.user_agent() -- The program the request came from, in its own words.
function kit.user_id() -- The signed-in user, or null for the system and for visitors.
function kit.viewers_see_all() -- Whether viewers see every record, whatever the visibility.
function kit.web_domain(address text) -- The host of an address, without www. and port.
function kit.words(said text) -- The words of a text.
function knowledge.can_come_back(document uuid) -- Whether a deleted document can be brought back.
column knowledge.document_chunks.chunk_index integer not null
column knowledge.document_chunks.content text not null
column knowledge.document_chunks.created_at timestamp with time zone not null default now()
column knowledge.document_chunks.document_id uuid not null
column knowledge.document_chunks.embedding vector(1536)
column knowledge.document_chunks.embedding_model text
column knowledge.document_chunks.heading text
column knowledge.document_chunks.id uuid not null default kit.new_id()
column knowledge.document_chunks.metadata jsonb not null default '{}'::jsonb
column knowledge.document_chunks.org_id uuid not null default kit.org_id()
column knowledge.document_chunks.updated_at timestamp with time zone not null default now()
column knowledge.document_chunks.words tsvector generated ((array_to_tsvector(ARRAY[(org_id)::text]) || setweight(to_tsvector('english'::regconfig, COALESCE(heading, ''::text)), 'A'::"char")) || to_tsvector('english'::regconfig, content))
constraint knowledge.document_chunks.document_chunks_bounded CHECK (kit.is_bounded(metadata)) NOT VALID
constraint knowledge.document_chunks.document_chunks_chunk_index_check CHECK ((chunk_index >= 0))
constraint knowledge.document_chunks.document_chunks_document_id_fkey FOREIGN KEY (org_id, document_id) REFERENCES knowledge.documents(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint knowledge.document_chunks.document_chunks_has_model CHECK (((embedding IS NULL) OR (embedding_model IS NOT NULL)))
constraint knowledge.document_chunks.document_chunks_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint knowledge.document_chunks.document_chunks_one_line CHECK (kit.is_line((COALESCE(embedding_model, ''::text) || COALESCE(heading, ''::text)))) NOT VALID
constraint knowledge.document_chunks.document_chunks_pkey PRIMARY KEY (org_id, id)
constraint knowledge.document_chunks.document_chunks_place_taken UNIQUE (org_id, document_id, chunk_index)
CREATE INDEX document_chunks_meaning_384_idx ON knowledge.document_chunks USING hnsw (((subvector(embedding, 1, 384))::halfvec(384)) halfvec_cosine_ops) WHERE (embedding IS NOT NULL)
CREATE UNIQUE INDEX document_chunks_pkey ON knowledge.document_chunks USING btree (org_id, id)
CREATE UNIQUE INDEX document_chunks_place_taken ON knowledge.document_chunks USING btree (org_id, document_id, chunk_index)
CREATE INDEX document_chunks_words_idx ON knowledge.document_chunks USING gin (words)
CREATE TRIGGER a_touch BEFORE UPDATE ON knowledge.document_chunks FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER y_meaning_delete AFTER DELETE ON knowledge.document_chunks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON knowledge.document_chunks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON knowledge.document_chunks FOR EACH ROW WHEN (((old.heading IS DISTINCT FROM new.heading) OR (old.content IS DISTINCT FROM new.content))) EXECUTE FUNCTION kit.note_meaning()
comment knowledge.document_chunks : A passage of a document, found by meaning (embedding) and by words. Seen by who sees the document. @icon(file-text) @apart @named(content) @meaning(heading, content)
comment knowledge.document_chunks chunk_index: Its place in the document, from 0. @list
comment knowledge.document_chunks content: The text. @list @long
comment knowledge.document_chunks created_at: When it was entered.
comment knowledge.document_chunks document_id: The document. @list
comment knowledge.document_chunks embedding: Its meaning; shorter models are padded with zeros. @derived
comment knowledge.document_chunks embedding_model: The model its meaning is of, with its version; models are never compared. @derived
comment knowledge.document_chunks heading: The title and the headings it stands under.
comment knowledge.document_chunks id: Identifier; grows with time.
comment knowledge.document_chunks metadata: Page, from 1; offset, the characters of the page before it; length in characters.
comment knowledge.document_chunks org_id: Organisation the row belongs to.
comment knowledge.document_chunks updated_at: When it was last changed; also the row's version.
comment knowledge.document_chunks words: Its words, headings first, for full-text search; the organisation is one of them, so that an index leads to its own.
security knowledge.document_chunks row=t forced=t 
type knowledge.document_status waiting,reading,ready,needs_ocr,failed,cancelled  -- How far a document has come. Its pages are pictures where it needs text recognition. @tones reading=info ready=good needs_ocr=warn failed=bad cancelled=warn @values needs_ocr='Needs OCR'
column knowledge.document_versions.content kit.markdown
column knowledge.document_versions.created_at timestamp with time zone not null default now()
column knowledge.document_versions.created_by uuid default kit.user_id()
column knowledge.document_versions.document_id uuid not null
column knowledge.document_versions.file_id uuid
column knowledge.document_versions.id uuid not null default kit.new_id()
column knowledge.document_versions.metadata jsonb not null default '{}'::jsonb
column knowledge.document_versions.name text not null
column knowledge.document_versions.org_id uuid not null default kit.org_id()
column knowledge.document_versions.read_at timestamp with time zone
column knowledge.document_versions.updated_at timestamp with time zone not null default now()
column knowledge.document_versions.version integer not null
constraint knowledge.document_versions.document_versions_bounded CHECK (kit.is_bounded(metadata)) NOT VALID
constraint knowledge.document_versions.document_versions_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint knowledge.document_versions.document_versions_document_id_fkey FOREIGN KEY (org_id, document_id) REFERENCES knowledge.documents(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint knowledge.document_versions.document_versions_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (file_id) DEFERRABLE
constraint knowledge.document_versions.document_versions_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((read_at IS NULL) OR ((read_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (read_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint knowledge.document_versions.document_versions_name_check CHECK ((name <> ''::text))
constraint knowledge.document_versions.document_versions_number_taken UNIQUE (org_id, document_id, version)
constraint knowledge.document_versions.document_versions_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint knowledge.document_versions.document_versions_pkey PRIMARY KEY (org_id, id)
constraint knowledge.document_versions.document_versions_version_check CHECK ((version > 0))
CREATE INDEX document_versions_created_by_idx ON knowledge.document_versions USING btree (org_id, created_by)
CREATE INDEX document_versions_file_id_idx ON knowledge.document_versions USING btree (org_id, file_id)
CREATE UNIQUE INDEX document_versions_number_taken ON knowledge.document_versions USING btree (org_id, document_id, version)
CREATE UNIQUE INDEX document_versions_pkey ON knowledge.document_versions USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON knowledge.document_versions FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON knowledge.document_versions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON knowledge.document_versions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON knowledge.document_versions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment knowledge.document_versions : A version of a document: what was brought in, when and by whom. Earlier ones stay and can be opened. @icon(layers) @words(Document version, Document versions) @named(name, version) @apart
comment knowledge.document_versions content: Its text, once a later version counts; before, the document has it. @untold
comment knowledge.document_versions created_at: When it was entered.
comment knowledge.document_versions created_by: Who brought it in. @list @stamped
comment knowledge.document_versions document_id: The document. @list
comment knowledge.document_versions file_id: Its file; nothing when it was typed.
comment knowledge.document_versions id: Identifier; grows with time.
comment knowledge.document_versions metadata: What the file says of itself.
comment knowledge.document_versions name: The name of its file, or the title it had. @list
comment knowledge.document_versions org_id: Organisation the row belongs to.
comment knowledge.document_versions read_at: When it was read; nothing while it was not. @list
comment knowledge.document_versions updated_at: When it was last changed; also the row's version.
comment knowledge.document_versions version: Its number, from 1. @list
security knowledge.document_versions row=t forced=t 
column knowledge.documents.client_id uuid
column knowledge.documents.content kit.markdown
column knowledge.documents.created_at timestamp with time zone not null default now()
column knowledge.documents.created_by uuid default kit.user_id()
column knowledge.documents.entity_id uuid
column knowledge.documents.entity_type text
column knowledge.documents.file_id uuid
column knowledge.documents.file_path text
column knowledge.documents.file_type text
column knowledge.documents.id uuid not null default kit.new_id()
column knowledge.documents.is_private boolean not null default false
column knowledge.documents.job_id uuid
column knowledge.documents.metadata jsonb not null default '{}'::jsonb
column knowledge.documents.org_id uuid not null default kit.org_id()
column knowledge.documents.reason text
column knowledge.documents.sha256 text
column knowledge.documents.status knowledge.document_status not null default 'waiting'::knowledge.document_status
column knowledge.documents.title text not null
column knowledge.documents.updated_at timestamp with time zone not null default now()
column knowledge.documents.version integer not null default 0
constraint knowledge.documents.documents_bounded CHECK (kit.is_bounded(metadata)) NOT VALID
constraint knowledge.documents.documents_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE SET NULL (client_id) DEFERRABLE
constraint knowledge.documents.documents_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint knowledge.documents.documents_entity_type_check CHECK ((entity_type = ANY (ARRAY['clients'::text, 'projects'::text, 'opportunities'::text, 'candidates'::text, 'jobs'::text])))
constraint knowledge.documents.documents_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (file_id) DEFERRABLE
constraint knowledge.documents.documents_hang_whole CHECK (((entity_type IS NULL) = (entity_id IS NULL)))
constraint knowledge.documents.documents_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint knowledge.documents.documents_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES identity.background_jobs(org_id, id) ON DELETE SET NULL (job_id) DEFERRABLE
constraint knowledge.documents.documents_metadata_check CHECK ((jsonb_typeof(metadata) = 'object'::text))
constraint knowledge.documents.documents_one_line CHECK (kit.is_line(((((COALESCE(title, ''::text) || COALESCE(file_path, ''::text)) || COALESCE(file_type, ''::text)) || COALESCE(entity_type, ''::text)) || COALESCE(sha256, ''::text)))) NOT VALID
constraint knowledge.documents.documents_pkey PRIMARY KEY (org_id, id)
constraint knowledge.documents.documents_title_check CHECK (((title <> ''::text) AND (length(title) <= 500)))
CREATE INDEX documents_client_id_idx ON knowledge.documents USING btree (org_id, client_id)
CREATE INDEX documents_created_by_idx ON knowledge.documents USING btree (org_id, created_by)
CREATE INDEX documents_entity_idx ON knowledge.documents USING btree (org_id, entity_type, entity_id)
CREATE INDEX documents_file_id_idx ON knowledge.documents USING btree (org_id, file_id)
CREATE INDEX documents_job_id_idx ON knowledge.documents USING btree (org_id, job_id)
CREATE UNIQUE INDEX documents_pkey ON knowledge.documents USING btree (org_id, id)
CREATE INDEX documents_sha256_idx ON knowledge.documents USING btree (org_id, sha256)
CREATE INDEX documents_status_idx ON knowledge.documents USING btree (org_id, status, updated_at)
CREATE INDEX documents_words_idx ON knowledge.documents USING gin (to_tsvector('simple'::regconfig, title))
CREATE TRIGGER a_touch BEFORE UPDATE ON knowledge.documents FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER note_version_insert AFTER INSERT ON knowledge.documents FOR EACH ROW EXECUTE FUNCTION knowledge.note_version()
CREATE TRIGGER note_version_update AFTER UPDATE OF content, file_id ON knowledge.documents FOR EACH ROW WHEN ((((new.content)::text IS DISTINCT FROM (old.content)::text) OR ((new.file_id IS DISTINCT FROM old.file_id) AND (new.file_id IS NOT NULL)))) EXECUTE FUNCTION knowledge.note_version()
CREATE TRIGGER place_document BEFORE INSERT OR UPDATE OF entity_type, entity_id ON knowledge.documents FOR EACH ROW EXECUTE FUNCTION knowledge.place_document()
CREATE TRIGGER retitle AFTER UPDATE OF title ON knowledge.documents FOR EACH ROW WHEN ((new.title <> old.title)) EXECUTE FUNCTION knowledge.retitle()
CREATE TRIGGER tell_document AFTER UPDATE ON knowledge.documents FOR EACH ROW EXECUTE FUNCTION kit.tell_row()
CREATE TRIGGER y_names_delete AFTER DELETE ON knowledge.documents REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_insert AFTER INSERT ON knowledge.documents REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_update AFTER UPDATE ON knowledge.documents FOR EACH ROW WHEN ((old.title IS DISTINCT FROM new.title)) EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER z_audit_delete AFTER DELETE ON knowledge.documents REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON knowledge.documents REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON knowledge.documents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment knowledge.documents : A text the organisation knows: a file, page or note. It may hang on a record, and is then seen by exactly who sees that. @icon(file-text) @menu(1) @apart @named(title) @searched(title) @page(/knowledge, book-open, Knowledge, n, seen) @page(/ask, message-square, Ask, q, seen)
comment knowledge.documents client_id: The client of that record. @list @derived
comment knowledge.documents content: Full text of the version that counts; a form feed parts pages. @untold @apart @group(Text)
comment knowledge.documents created_at: When it was entered.
comment knowledge.documents created_by: Who added it. @list @stamped
comment knowledge.documents entity_id: The record it hangs on. @apart @group(Keeping)
comment knowledge.documents entity_type: The kind of record it hangs on, such as clients; nothing when it is everybody's. @list @label('Hangs on')
comment knowledge.documents file_id: The file of its newest version. @derived @apart @group(Keeping)
comment knowledge.documents file_path: Where the file of the version that counts is read. @derived @apart @group(Keeping)
comment knowledge.documents file_type: pdf, docx, url… @list
comment knowledge.documents id: Identifier; grows with time.
comment knowledge.documents is_private: Only who added it, and admins, see it.
comment knowledge.documents job_id: The work that reads it. @derived @apart @group(Keeping)
comment knowledge.documents metadata: Author, date, language, pages and address as the file says them, and tags.
comment knowledge.documents org_id: Organisation the row belongs to.
comment knowledge.documents reason: Why it could not be read. @long @derived
comment knowledge.documents sha256: Fingerprint of that file's bytes. @derived @apart @group(Keeping)
comment knowledge.documents status: How far it has come. @list @derived
comment knowledge.documents title: Title. @list
comment knowledge.documents updated_at: When it was last changed; also the row's version.
comment knowledge.documents version: The version whose text this is; 0 before the first was read. @derived @apart @group(Keeping)
security knowledge.documents row=t forced=t 
column knowledge.embedding_queue.due_at timestamp with time zone not null default clock_timestamp()
column knowledge.embedding_queue.entity_id uuid not null
column knowledge.embedding_queue.entity_type text not null
column knowledge.embedding_queue.org_id uuid not null default kit.org_id()
constraint knowledge.embedding_queue.embedding_queue_pkey PRIMARY KEY (org_id, entity_type, entity_id)
CREATE INDEX embedding_queue_due_idx ON knowledge.embedding_queue USING btree (due_at)
CREATE UNIQUE INDEX embedding_queue_pkey ON knowledge.embedding_queue USING btree (org_id, entity_type, entity_id)
comment knowledge.embedding_queue : Records whose words are new or changed since they were read.
comment knowledge.embedding_queue due_at: When it is to be read; whoever reads it puts that off.
comment knowledge.embedding_queue entity_id: The record.
comment knowledge.embedding_queue entity_type: The noun of the record.
comment knowledge.embedding_queue org_id: Organisation the row belongs to.
security knowledge.embedding_queue row=t forced=t 
column knowledge.embeddings.created_at timestamp with time zone not null default now()
column knowledge.embeddings.digest bytea not null
column knowledge.embeddings.embedding halfvec not null
column knowledge.embeddings.entity_id uuid not null
column knowledge.embeddings.entity_type text not null
column knowledge.embeddings.model text not null
column knowledge.embeddings.org_id uuid not null default kit.org_id()
column knowledge.embeddings.updated_at timestamp with time zone not null default now()
column knowledge.embeddings.words tsvector
constraint knowledge.embeddings.embeddings_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint knowledge.embeddings.embeddings_one_line CHECK (kit.is_line((COALESCE(entity_type, ''::text) || COALESCE(model, ''::text)))) NOT VALID
constraint knowledge.embeddings.embeddings_pkey PRIMARY KEY (org_id, entity_type, entity_id)
CREATE INDEX embeddings_384_idx ON knowledge.embeddings USING hnsw (((embedding)::halfvec(384)) halfvec_cosine_ops) WHERE (vector_dims(embedding) = 384)
CREATE UNIQUE INDEX embeddings_pkey ON knowledge.embeddings USING btree (org_id, entity_type, entity_id)
CREATE INDEX embeddings_words_idx ON knowledge.embeddings USING gin (words)
CREATE TRIGGER a_touch BEFORE UPDATE ON knowledge.embeddings FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment knowledge.embeddings : What a record means, as a model understood it: rows of the nouns that are found by meaning (`@meaning` in their comments). Personal and secret columns are never read for it. It is no noun people see; searches join it with the record's own table, as the person who asks.
comment knowledge.embeddings created_at: When it was entered.
comment knowledge.embeddings digest: SHA-256 of the words it was made of.
comment knowledge.embeddings embedding: The meaning, in as many numbers as the model has.
comment knowledge.embeddings entity_id: The record.
comment knowledge.embeddings entity_type: The noun of the record.
comment knowledge.embeddings model: The model; vectors of different models are never compared.
comment knowledge.embeddings org_id: Organisation the row belongs to.
comment knowledge.embeddings updated_at: When it was last changed; also the row's version.
comment knowledge.embeddings words: Its words, for full-text search, the organisation among them.
security knowledge.embeddings row=t forced=t 
function knowledge.erase(about text, person uuid) -- Erases what the module knows of a person; the rows by table.
column knowledge.file_chunks.content bytea not null
column knowledge.file_chunks.number integer not null
column knowledge.file_chunks.org_id uuid not null
column knowledge.file_chunks.sha256 text not null
constraint knowledge.file_chunks.file_chunks_number_check CHECK ((number >= 0))
constraint knowledge.file_chunks.file_chunks_pkey PRIMARY KEY (org_id, sha256, number)
constraint knowledge.file_chunks.file_chunks_sha256_fkey FOREIGN KEY (org_id, sha256) REFERENCES knowledge.file_contents(org_id, sha256) ON DELETE CASCADE
CREATE UNIQUE INDEX file_chunks_pkey ON knowledge.file_chunks USING btree (org_id, sha256, number)
comment knowledge.file_chunks : A piece of what a file holds.
comment knowledge.file_chunks content: Its bytes; most are compressed already. @secret
comment knowledge.file_chunks number: Place of the piece, from 0.
comment knowledge.file_chunks org_id: Organisation the row belongs to.
comment knowledge.file_chunks sha256: Fingerprint of the whole.
security knowledge.file_chunks row=t forced=t 
column knowledge.file_contents.created_at timestamp with time zone not null default now()
column knowledge.file_contents.object text
column knowledge.file_contents.org_id uuid not null
column knowledge.file_contents.place text not null default 'database'::text
column knowledge.file_contents.sha256 text not null
column knowledge.file_contents.size bigint not null
column knowledge.file_contents.unused_at timestamp with time zone
column knowledge.file_contents.updated_at timestamp with time zone not null default now()
constraint knowledge.file_contents.file_contents_object_outside CHECK (((place = 'database'::text) = (object IS NULL)))
constraint knowledge.file_contents.file_contents_pkey PRIMARY KEY (org_id, sha256)
constraint knowledge.file_contents.file_contents_place_check CHECK ((place = ANY (ARRAY['database'::text, 'outside'::text, 'leaving'::text])))
constraint knowledge.file_contents.file_contents_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
constraint knowledge.file_contents.file_contents_size_check CHECK ((size >= 0))
CREATE UNIQUE INDEX file_contents_pkey ON knowledge.file_contents USING btree (org_id, sha256)
CREATE INDEX file_contents_place_idx ON knowledge.file_contents USING btree (org_id, place, created_at)
comment knowledge.file_contents : What files hold, named by its SHA-256 and kept once an organisation, however many files hold it.
comment knowledge.file_contents created_at: When it was entered.
comment knowledge.file_contents object: Its name in the object store, another at every move, so that nobody removes what somebody else put.
comment knowledge.file_contents org_id: Organisation the row belongs to.
comment knowledge.file_contents place: Here in chunks, in the object store, or being removed from there.
comment knowledge.file_contents sha256: Fingerprint of the bytes.
comment knowledge.file_contents size: How many there are.
comment knowledge.file_contents unused_at: Since when no file holds it, while it is outside.
comment knowledge.file_contents updated_at: When it was last changed; also the row's version.
security knowledge.file_contents row=t forced=t 
column knowledge.files.client_id uuid
column knowledge.files.content_type text not null default 'application/octet-stream'::text
column knowledge.files.created_at timestamp with time zone not null default now()
column knowledge.files.created_by uuid default kit.user_id()
column knowledge.files.entity_id uuid not null
column knowledge.files.entity_type text not null
column knowledge.files.id uuid not null default kit.new_id()
column knowledge.files.is_private boolean not null default false
column knowledge.files.name text not null
column knowledge.files.org_id uuid not null default kit.org_id()
column knowledge.files.sha256 text
column knowledge.files.size bigint not null default 0
column knowledge.files.updated_at timestamp with time zone not null default now()
constraint knowledge.files.files_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint knowledge.files.files_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint knowledge.files.files_entity_type_check CHECK ((entity_type <> ''::text))
constraint knowledge.files.files_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint knowledge.files.files_name_check CHECK (((name <> ''::text) AND (length(name) <= 300)))
constraint knowledge.files.files_one_line CHECK (kit.is_line((((COALESCE(entity_type, ''::text) || COALESCE(name, ''::text)) || COALESCE(content_type, ''::text)) || COALESCE(sha256, ''::text)))) NOT VALID
constraint knowledge.files.files_pkey PRIMARY KEY (org_id, id)
constraint knowledge.files.files_sha256_fkey FOREIGN KEY (org_id, sha256) REFERENCES knowledge.file_contents(org_id, sha256) DEFERRABLE
constraint knowledge.files.files_size_check CHECK ((size >= 0))
CREATE INDEX files_client_id_idx ON knowledge.files USING btree (org_id, client_id)
CREATE INDEX files_created_by_idx ON knowledge.files USING btree (org_id, created_by)
CREATE INDEX files_entity_idx ON knowledge.files USING btree (org_id, entity_type, entity_id)
CREATE UNIQUE INDEX files_pkey ON knowledge.files USING btree (org_id, id)
CREATE INDEX files_sha256_idx ON knowledge.files USING btree (org_id, sha256)
CREATE TRIGGER a_touch BEFORE UPDATE ON knowledge.files FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER let_contents_go AFTER DELETE ON knowledge.files REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION knowledge.let_contents_go()
CREATE TRIGGER take_resume AFTER INSERT ON knowledge.files FOR EACH ROW WHEN ((new.entity_type = 'candidates'::text)) EXECUTE FUNCTION recruiting.take_resume()
comment knowledge.files : A file kept with a record: a contract, an offer, a photograph. @icon(paperclip) @menu(2) @apart
comment knowledge.files client_id: The client it belongs to, so that the client's visibility holds for it.
comment knowledge.files content_type: What it holds, as a media type. @list
comment knowledge.files created_at: When it was entered.
comment knowledge.files created_by: Who added it. @list @stamped
comment knowledge.files entity_id: The record it belongs to.
comment knowledge.files entity_type: The kind of record it belongs to, such as clients. @list
comment knowledge.files id: Identifier; grows with time.
comment knowledge.files is_private: Only who added it, and admins, see it.
comment knowledge.files name: Name of the file. @list
comment knowledge.files org_id: Organisation the row belongs to.
comment knowledge.files sha256: Fingerprint of its bytes; nothing while there are none. @derived
comment knowledge.files size: Bytes. @list @derived
comment knowledge.files updated_at: When it was last changed; also the row's version.
security knowledge.files row=t forced=t 
function knowledge.let_contents_go() -- Lets go of what no file holds any more.
function knowledge.note_version() -- Notes a new version of a document, and has it read.
function knowledge.place_document() -- Refuses who may not add documents, and notes the client.
function knowledge.queue_documents() -- Has documents read that never were, and answers how many these are.
function knowledge.queue_unread(noun text, of_model text) -- Queues what a model did not read yet, and answers how many records that are.
function knowledge.retitle() -- Renames what stands above the passages of a document.
function outreach.address_hash(address text, key bytea) -- The keyed hash of an address.
function outreach.address_key(address text) -- An e-mail address without case and plus part.
function outreach.address_of(lead uuid, by_channel outreach.channel) -- What a lead is written at.
function outreach.answer_wishes(days integer) -- What answers say. Who is interested, who asks, who waits and who declines, playbook by playbook? Simple rules tell; people correct them.    @report(outreach_drafts) @by(Playbook) @measures answers=count interested=count asked=count later=count declined=count
function outreach.are_boards(value jsonb) -- Whether it is a list of job boards.
function outreach.are_links(value jsonb) -- Whether it is a list of web addresses that may be read.
function outreach.ask_to_read(mailbox uuid, due timestamp with time zone) -- Puts reading a mailbox on the list.
function outreach.ask_to_send(due timestamp with time zone) -- Puts sending on the list.
type outreach.audience_type agencies,schools,businesses,events,tenders  -- Whom a playbook speaks to.
function outreach.call_back_drafts() -- Cancels the drafts of sequences that are taken back.
type outreach.channel email,whatsapp,linkedin_manual  -- The way a message goes. @values whatsapp=WhatsApp linkedin_manual='LinkedIn (by hand)' email=E-mail
function outreach.check_playbook() -- Refuses templates that are too long.
function outreach.check_suppression() -- Refuses what suppresses nothing, and changing what is suppressed.
function outreach.claim_draft(draft uuid, mailbox uuid, at timestamp with time zone) -- Takes a draft to be sent, once, within every limit.
function outreach.claim_whatsapp(draft uuid, number uuid, at timestamp with time zone) -- Takes a draft to be sent by WhatsApp, once, within every limit.
function outreach.company_key(company text) -- A company name without case, signs and legal form.
function outreach.count_results() -- Keeps the counts of runs true.
function outreach.day_limit(m outreach.mailboxes, ramp_days integer) -- What a mailbox may send in a day, so many days after its first.
function outreach.deliverability(days integer) -- Deliverability. What becomes of e-mails, domain by domain?    @report(outbound_message_log) @by(Domain) @measures sent=count bounced=count complained=count unsubscribed=count
type outreach.discovery_channel google,keyword,linkedin,social  -- The way something was found. @values google='Web search' linkedin=LinkedIn
function outreach.discovery_funnel(days integer) -- Discovery, from found to accepted. Which intents and channels find what we take over?    @report(discovery_runs) @by(Intent) @measures found=count to_review=count accepted=count left_out=count share_accepted=percent
column outreach.discovery_intents.accept_from kit.percent
column outreach.discovery_intents.audience outreach.audience_type not null default 'businesses'::outreach.audience_type
column outreach.discovery_intents.boards jsonb not null default '[]'::jsonb
column outreach.discovery_intents.channel outreach.discovery_channel not null default 'google'::outreach.discovery_channel
column outreach.discovery_intents.created_at timestamp with time zone not null default now()
column outreach.discovery_intents.created_by uuid default kit.user_id()
column outreach.discovery_intents.enabled boolean not null default true
column outreach.discovery_intents.exclusions jsonb not null default '[]'::jsonb
column outreach.discovery_intents.feeds jsonb not null default '[]'::jsonb
column outreach.discovery_intents.id uuid not null default kit.new_id()
column outreach.discovery_intents.industries jsonb not null default '[]'::jsonb
column outreach.discovery_intents.is_daily boolean not null default false
column outreach.discovery_intents.lists jsonb not null default '[]'::jsonb
column outreach.discovery_intents.max_pages integer not null default 6
column outreach.discovery_intents.max_per_day integer not null default 500
column outreach.discovery_intents.max_per_domain integer not null default 3
column outreach.discovery_intents.max_results integer not null default 100
column outreach.discovery_intents.name text not null
column outreach.discovery_intents.org_id uuid not null default kit.org_id()
column outreach.discovery_intents.pasted text
column outreach.discovery_intents.places jsonb not null default '[]'::jsonb
column outreach.discovery_intents.sites jsonb not null default '[]'::jsonb
column outreach.discovery_intents.tenders jsonb not null default '[]'::jsonb
column outreach.discovery_intents.updated_at timestamp with time zone not null default now()
column outreach.discovery_intents.words jsonb not null default '[]'::jsonb
constraint outreach.discovery_intents.discovery_intents_boards_shape CHECK (((boards IS NULL) OR (boards = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR outreach.are_boards(boards))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_bounded CHECK ((kit.is_bounded(words) AND kit.is_bounded(places) AND kit.is_bounded(industries) AND kit.is_bounded(exclusions) AND kit.is_bounded(sites) AND kit.is_bounded(lists) AND kit.is_bounded(feeds) AND kit.is_bounded(boards) AND kit.is_bounded(tenders))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint outreach.discovery_intents.discovery_intents_exclusions_shape CHECK (((exclusions IS NULL) OR (exclusions = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(exclusions))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_feeds_shape CHECK (((feeds IS NULL) OR (feeds = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR outreach.are_links(feeds))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_industries_shape CHECK (((industries IS NULL) OR (industries = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(industries))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_lists_shape CHECK (((lists IS NULL) OR (lists = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR outreach.are_links(lists))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_max_pages_check CHECK (((max_pages >= 1) AND (max_pages <= 15)))
constraint outreach.discovery_intents.discovery_intents_max_per_day_check CHECK (((max_per_day >= 1) AND (max_per_day <= 50000)))
constraint outreach.discovery_intents.discovery_intents_max_per_domain_check CHECK (((max_per_domain >= 1) AND (max_per_domain <= 100)))
constraint outreach.discovery_intents.discovery_intents_max_results_check CHECK (((max_results >= 1) AND (max_results <= 10000)))
constraint outreach.discovery_intents.discovery_intents_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 200)))
constraint outreach.discovery_intents.discovery_intents_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_pasted_check CHECK ((length(pasted) <= 1000000))
constraint outreach.discovery_intents.discovery_intents_pkey PRIMARY KEY (org_id, id)
constraint outreach.discovery_intents.discovery_intents_places_shape CHECK (((places IS NULL) OR (places = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(places))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_sites_shape CHECK (((sites IS NULL) OR (sites = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR outreach.are_links(sites))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_taken UNIQUE (org_id, name)
constraint outreach.discovery_intents.discovery_intents_tenders_shape CHECK (((tenders IS NULL) OR (tenders = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR outreach.are_links(tenders))) NOT VALID
constraint outreach.discovery_intents.discovery_intents_words_shape CHECK (((words IS NULL) OR (words = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(words))) NOT VALID
CREATE INDEX discovery_intents_created_by_idx ON outreach.discovery_intents USING btree (org_id, created_by)
CREATE INDEX discovery_intents_enabled_idx ON outreach.discovery_intents USING btree (org_id, enabled, is_daily)
CREATE UNIQUE INDEX discovery_intents_pkey ON outreach.discovery_intents USING btree (org_id, id)
CREATE UNIQUE INDEX discovery_intents_taken ON outreach.discovery_intents USING btree (org_id, name)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.discovery_intents FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.discovery_intents REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.discovery_intents REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.discovery_intents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.discovery_intents : What is looked for, and where: the template of discovery runs. @also(intents) @icon(compass) @words(Intent, Intents) @menu(1) @named(name)
comment outreach.discovery_intents accept_from: Results with at least this score are taken over by themselves; all wait for somebody when empty. @group(Limits)
comment outreach.discovery_intents audience: Whom it looks for. @list
comment outreach.discovery_intents boards: Job boards, such as greenhouse/acme, lever/acme, ashby/acme or workable/acme. @group(Sources) @several()
comment outreach.discovery_intents channel: The way it is found. Web search asks your search provider; LinkedIn and social take rows, files and feeds. @list
comment outreach.discovery_intents created_at: When it was entered.
comment outreach.discovery_intents created_by: Who made it. @stamped
comment outreach.discovery_intents enabled: In use. @list
comment outreach.discovery_intents exclusions: Words it must not use, and sites that are left out. @several()
comment outreach.discovery_intents feeds: Feeds (RSS, Atom) and career pages. @group(Sources) @several()
comment outreach.discovery_intents id: Identifier; grows with time.
comment outreach.discovery_intents industries: Industries it should be in. @several()
comment outreach.discovery_intents is_daily: It runs every night. @list
comment outreach.discovery_intents lists: Pages that list companies, such as members of an association; the sites they lead to are looked at. @group(Sources) @several()
comment outreach.discovery_intents max_pages: Pages read of one site at most. @group(Limits)
comment outreach.discovery_intents max_per_day: Results of a day at most. @group(Limits)
comment outreach.discovery_intents max_per_domain: Results of one company at most. @group(Limits)
comment outreach.discovery_intents max_results: Results of a run at most. @group(Limits)
comment outreach.discovery_intents name: What is looked for, in short. @list
comment outreach.discovery_intents org_id: Organisation the row belongs to.
comment outreach.discovery_intents pasted: Rows with a head, or profiles one a line; files kept with the intent are read as well. @group(Sources) @long @personal
comment outreach.discovery_intents places: Where it should be: towns or countries. @several()
comment outreach.discovery_intents sites: Sites to look at, each with its address. @group(Sources) @several()
comment outreach.discovery_intents tenders: Addresses of published tenders (OCDS). @group(Sources) @several()
comment outreach.discovery_intents updated_at: When it was last changed; also the row's version.
comment outreach.discovery_intents words: Words a company should use, such as scaffolding. @several()
security outreach.discovery_intents row=t forced=t 
column outreach.discovery_results.client_id uuid
column outreach.discovery_results.contact_id uuid
column outreach.discovery_results.country text
column outreach.discovery_results.created_at timestamp with time zone not null default now()
column outreach.discovery_results.description text
column outreach.discovery_results.discovery_metadata jsonb
column outreach.discovery_results.domain_key text generated kit.web_domain((website)::text)
column outreach.discovery_results.email kit.email
column outreach.discovery_results.email_key text generated lower((email)::text)
column outreach.discovery_results.first_name text
column outreach.discovery_results.id uuid not null default kit.new_id()
column outreach.discovery_results.industry text
column outreach.discovery_results.last_name text
column outreach.discovery_results.lead_id uuid
column outreach.discovery_results.linkedin_url kit.url
column outreach.discovery_results.made_client boolean not null default false
column outreach.discovery_results.made_contact boolean not null default false
column outreach.discovery_results.made_lead boolean not null default false
column outreach.discovery_results.name text
column outreach.discovery_results.name_key text generated kit.plain_name(name)
column outreach.discovery_results.once_key text not null
column outreach.discovery_results.org_id uuid not null default kit.org_id()
column outreach.discovery_results.phone kit.phone
column outreach.discovery_results.reviewed_at timestamp with time zone
column outreach.discovery_results.reviewed_by uuid
column outreach.discovery_results.run_id uuid not null
column outreach.discovery_results.score kit.percent not null default 0
column outreach.discovery_results.size text
column outreach.discovery_results.source_url kit.url
column outreach.discovery_results.state outreach.result_state not null default 'found'::outreach.result_state
column outreach.discovery_results.title text
column outreach.discovery_results.updated_at timestamp with time zone not null default now()
column outreach.discovery_results.website kit.url
column outreach.discovery_results.why text
constraint outreach.discovery_results.discovery_results_bounded CHECK (kit.is_bounded(discovery_metadata)) NOT VALID
constraint outreach.discovery_results.discovery_results_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE SET NULL (client_id) DEFERRABLE
constraint outreach.discovery_results.discovery_results_contact_id_fkey FOREIGN KEY (org_id, contact_id) REFERENCES crm.contacts(org_id, id) ON DELETE SET NULL (contact_id) DEFERRABLE
constraint outreach.discovery_results.discovery_results_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((reviewed_at IS NULL) OR ((reviewed_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (reviewed_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.discovery_results.discovery_results_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE SET NULL (lead_id) DEFERRABLE
constraint outreach.discovery_results.discovery_results_once UNIQUE (org_id, run_id, once_key)
constraint outreach.discovery_results.discovery_results_one_line CHECK (kit.is_line(((((((((((((COALESCE(name, ''::text) || COALESCE((website)::text, ''::text)) || COALESCE(industry, ''::text)) || COALESCE(country, ''::text)) || COALESCE(size, ''::text)) || COALESCE(first_name, ''::text)) || COALESCE(last_name, ''::text)) || COALESCE(title, ''::text)) || COALESCE((email)::text, ''::text)) || COALESCE((phone)::text, ''::text)) || COALESCE((linkedin_url)::text, ''::text)) || COALESCE((source_url)::text, ''::text)) || COALESCE(once_key, ''::text)))) NOT VALID
constraint outreach.discovery_results.discovery_results_pkey PRIMARY KEY (org_id, id)
constraint outreach.discovery_results.discovery_results_reviewed_by_fkey FOREIGN KEY (org_id, reviewed_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (reviewed_by) DEFERRABLE
constraint outreach.discovery_results.discovery_results_run_id_fkey FOREIGN KEY (org_id, run_id) REFERENCES outreach.discovery_runs(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX discovery_results_client_id_idx ON outreach.discovery_results USING btree (org_id, client_id)
CREATE INDEX discovery_results_contact_id_idx ON outreach.discovery_results USING btree (org_id, contact_id)
CREATE INDEX discovery_results_domain_idx ON outreach.discovery_results USING btree (org_id, domain_key)
CREATE INDEX discovery_results_email_idx ON outreach.discovery_results USING btree (org_id, email_key)
CREATE INDEX discovery_results_lead_id_idx ON outreach.discovery_results USING btree (org_id, lead_id)
CREATE INDEX discovery_results_linkedin_idx ON outreach.discovery_results USING btree (org_id, linkedin_url)
CREATE UNIQUE INDEX discovery_results_once ON outreach.discovery_results USING btree (org_id, run_id, once_key)
CREATE UNIQUE INDEX discovery_results_pkey ON outreach.discovery_results USING btree (org_id, id)
CREATE INDEX discovery_results_reviewed_by_idx ON outreach.discovery_results USING btree (org_id, reviewed_by)
CREATE INDEX discovery_results_state_idx ON outreach.discovery_results USING btree (org_id, run_id, state, score DESC)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.discovery_results FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER y_count_delete AFTER DELETE ON outreach.discovery_results REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_results()
CREATE TRIGGER y_count_insert AFTER INSERT ON outreach.discovery_results REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_results()
CREATE TRIGGER y_count_update AFTER UPDATE ON outreach.discovery_results REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION outreach.count_results()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.discovery_results REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.discovery_results REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.discovery_results REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.discovery_results : A company or person a discovery run found, before anything is written. @icon(sparkles) @words(Discovery result, Discovery results) @named(name, website) @apart
comment outreach.discovery_results client_id: The client it became or belongs to.
comment outreach.discovery_results contact_id: The contact it became or belongs to.
comment outreach.discovery_results country: Where it is. @list
comment outreach.discovery_results created_at: When it was entered.
comment outreach.discovery_results description: What it says of itself. @long
comment outreach.discovery_results discovery_metadata: Where it was found: source, time, method, relevance.
comment outreach.discovery_results domain_key: The host of its home page.
comment outreach.discovery_results email: E-mail address. @personal
comment outreach.discovery_results email_key: The e-mail address in lower case. @personal
comment outreach.discovery_results first_name: The person's first name. @personal
comment outreach.discovery_results id: Identifier; grows with time.
comment outreach.discovery_results industry: What it does.
comment outreach.discovery_results last_name: The person's last name. @personal
comment outreach.discovery_results lead_id: The lead it became or belongs to.
comment outreach.discovery_results linkedin_url: LinkedIn profile. @personal
comment outreach.discovery_results made_client: The client was made of it.
comment outreach.discovery_results made_contact: The contact was made of it.
comment outreach.discovery_results made_lead: The lead was made of it.
comment outreach.discovery_results name: The company. @list
comment outreach.discovery_results name_key: The company without case, signs and legal form.
comment outreach.discovery_results once_key: What makes it one result of its run.
comment outreach.discovery_results org_id: Organisation the row belongs to.
comment outreach.discovery_results phone: Telephone number. @personal
comment outreach.discovery_results reviewed_at: When.
comment outreach.discovery_results reviewed_by: Who decided on it.
comment outreach.discovery_results run_id: The run that found it. @list
comment outreach.discovery_results score: How well it fits what was looked for. @list
comment outreach.discovery_results size: How many people work there.
comment outreach.discovery_results source_url: The page it was found on.
comment outreach.discovery_results state: How it stands. @list
comment outreach.discovery_results title: What the person does.
comment outreach.discovery_results updated_at: When it was last changed; also the row's version.
comment outreach.discovery_results website: Its home page. @list
comment outreach.discovery_results why: Why it was skipped, or what it looks like. @list @long
security outreach.discovery_results row=t forced=t 
column outreach.discovery_runs.archived_at timestamp with time zone
column outreach.discovery_runs.archived_by_id uuid
column outreach.discovery_runs.cancel_requested_at timestamp with time zone
column outreach.discovery_runs.cancel_requested_by uuid
column outreach.discovery_runs.channel outreach.discovery_channel
column outreach.discovery_runs.created_at timestamp with time zone not null default now()
column outreach.discovery_runs.created_companies_count integer not null default 0
column outreach.discovery_runs.created_contacts_count integer not null default 0
column outreach.discovery_runs.created_leads_count integer not null default 0
column outreach.discovery_runs.dry_run boolean not null default false
column outreach.discovery_runs.error text
column outreach.discovery_runs.error_count integer not null default 0
column outreach.discovery_runs.finished_at timestamp with time zone
column outreach.discovery_runs.found_count integer not null default 0
column outreach.discovery_runs.id uuid not null default kit.new_id()
column outreach.discovery_runs.intent_id uuid
column outreach.discovery_runs.intent_name text
column outreach.discovery_runs.job_id uuid
column outreach.discovery_runs.mode outreach.run_mode not null default 'manual'::outreach.run_mode
column outreach.discovery_runs.org_id uuid not null default kit.org_id()
column outreach.discovery_runs.results jsonb not null default '[]'::jsonb
column outreach.discovery_runs.skipped_count integer not null default 0
column outreach.discovery_runs.started_at timestamp with time zone not null default now()
column outreach.discovery_runs.stats jsonb
column outreach.discovery_runs.status outreach.run_status not null default 'pending'::outreach.run_status
column outreach.discovery_runs.triggered_by outreach.run_trigger not null default 'manual'::outreach.run_trigger
column outreach.discovery_runs.triggered_by_id uuid
column outreach.discovery_runs.updated_at timestamp with time zone not null default now()
column outreach.discovery_runs.waiting_count integer not null default 0
constraint outreach.discovery_runs.discovery_runs_archived_by_id_fkey FOREIGN KEY (org_id, archived_by_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (archived_by_id) DEFERRABLE
constraint outreach.discovery_runs.discovery_runs_bounded CHECK ((kit.is_bounded(stats) AND kit.is_bounded(results))) NOT VALID
constraint outreach.discovery_runs.discovery_runs_cancel_requested_by_fkey FOREIGN KEY (org_id, cancel_requested_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (cancel_requested_by) DEFERRABLE
constraint outreach.discovery_runs.discovery_runs_in_range CHECK ((((archived_at IS NULL) OR ((archived_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (archived_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((cancel_requested_at IS NULL) OR ((cancel_requested_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (cancel_requested_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((finished_at IS NULL) OR ((finished_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (finished_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((started_at IS NULL) OR ((started_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (started_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.discovery_runs.discovery_runs_intent_id_fkey FOREIGN KEY (org_id, intent_id) REFERENCES outreach.discovery_intents(org_id, id) ON DELETE SET NULL (intent_id) DEFERRABLE
constraint outreach.discovery_runs.discovery_runs_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES identity.background_jobs(org_id, id) ON DELETE SET NULL (job_id) DEFERRABLE
constraint outreach.discovery_runs.discovery_runs_one_line CHECK (kit.is_line(COALESCE(intent_name, ''::text))) NOT VALID
constraint outreach.discovery_runs.discovery_runs_pkey PRIMARY KEY (org_id, id)
constraint outreach.discovery_runs.discovery_runs_triggered_by_id_fkey FOREIGN KEY (org_id, triggered_by_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (triggered_by_id) DEFERRABLE
CREATE INDEX discovery_runs_archived_at_idx ON outreach.discovery_runs USING btree (org_id, archived_at)
CREATE INDEX discovery_runs_archived_by_id_idx ON outreach.discovery_runs USING btree (org_id, archived_by_id)
CREATE INDEX discovery_runs_cancel_requested_by_idx ON outreach.discovery_runs USING btree (org_id, cancel_requested_by)
CREATE INDEX discovery_runs_intent_id_idx ON outreach.discovery_runs USING btree (org_id, intent_id)
CREATE INDEX discovery_runs_job_id_idx ON outreach.discovery_runs USING btree (org_id, job_id)
CREATE INDEX discovery_runs_mode_idx ON outreach.discovery_runs USING btree (org_id, mode)
CREATE UNIQUE INDEX discovery_runs_pkey ON outreach.discovery_runs USING btree (org_id, id)
CREATE INDEX discovery_runs_started_at_idx ON outreach.discovery_runs USING btree (org_id, started_at)
CREATE INDEX discovery_runs_status_idx ON outreach.discovery_runs USING btree (org_id, status)
CREATE INDEX discovery_runs_triggered_by_id_idx ON outreach.discovery_runs USING btree (org_id, triggered_by_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.discovery_runs FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER guard_run BEFORE UPDATE OF status ON outreach.discovery_runs FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION outreach.guard_run()
CREATE TRIGGER tell_run AFTER UPDATE OF stats ON outreach.discovery_runs FOR EACH ROW WHEN ((old.stats IS DISTINCT FROM new.stats)) EXECUTE FUNCTION kit.tell_row()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.discovery_runs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.discovery_runs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.discovery_runs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.discovery_runs : One search for companies, contacts and leads. @icon(scan-search) @menu(2) @named(intent_name, started_at) @hides(archived_at)
comment outreach.discovery_runs archived_at: When it was archived. @stamped @apart
comment outreach.discovery_runs archived_by_id: Who archived it. @stamped @apart
comment outreach.discovery_runs cancel_requested_at: When somebody asked to stop it. @stamped @apart
comment outreach.discovery_runs cancel_requested_by: Who asked to stop it. @stamped @apart
comment outreach.discovery_runs channel: The way it looked. @list @stamped
comment outreach.discovery_runs created_at: When it was entered.
comment outreach.discovery_runs created_companies_count: Companies created. @stamped @label('Companies made')
comment outreach.discovery_runs created_contacts_count: Contacts created. @stamped @label('Contacts made')
comment outreach.discovery_runs created_leads_count: Leads created. @list @stamped @label('Leads made')
comment outreach.discovery_runs dry_run: A preview that creates nothing. @list @label(Preview)
comment outreach.discovery_runs error: Why it failed. @stamped @apart @long
comment outreach.discovery_runs error_count: Errors met. @stamped @label(Errors)
comment outreach.discovery_runs finished_at: When it ended. @stamped
comment outreach.discovery_runs found_count: Results, skipped ones among them. @list @stamped @label(Found)
comment outreach.discovery_runs id: Identifier; grows with time.
comment outreach.discovery_runs intent_id: The intent template. @stamped
comment outreach.discovery_runs intent_name: The intent in words. @list
comment outreach.discovery_runs job_id: The work that does it. @stamped @apart
comment outreach.discovery_runs mode: Why it takes place. @list
comment outreach.discovery_runs org_id: Organisation the row belongs to.
comment outreach.discovery_runs results: What it found, up to a limit. @stamped @apart @also(results_json)
comment outreach.discovery_runs skipped_count: Duplicates skipped. @stamped @label('Left out')
comment outreach.discovery_runs started_at: When it started. @list @stamped
comment outreach.discovery_runs stats: Counts and times of its steps. @stamped @apart
comment outreach.discovery_runs status: How far it has come. @list @stamped
comment outreach.discovery_runs triggered_by: What started it. @stamped
comment outreach.discovery_runs triggered_by_id: Who started it. @stamped @apart
comment outreach.discovery_runs updated_at: When it was last changed; also the row's version.
comment outreach.discovery_runs waiting_count: Results somebody has to look at. @list @stamped @label('To review')
security outreach.discovery_runs row=t forced=t 
function outreach.domain_key(place text) -- The host of a web address, e-mail address or domain, without www.
type outreach.draft_status draft,approved,sent,cancelled,failed  -- How far a draft has come. @tones approved=good sent=info failed=bad
function outreach.end_sequences(lead uuid, ending outreach.enrolment_status, why text) -- Ends a lead's sequences.
type outreach.enrolment_status active,answered,bounced,unsubscribed,stopped,finished  -- How a lead stands with a playbook. @values active=Active answered=Answered @tones active=info answered=good bounced=bad unsubscribed=bad stopped=warn
column outreach.enrolments.created_at timestamp with time zone not null default now()
column outreach.enrolments.created_by uuid default kit.user_id()
column outreach.enrolments.ended_at timestamp with time zone
column outreach.enrolments.id uuid not null default kit.new_id()
column outreach.enrolments.lead_id uuid not null
column outreach.enrolments.mailbox_id uuid
column outreach.enrolments.next_at timestamp with time zone
column outreach.enrolments.org_id uuid not null default kit.org_id()
column outreach.enrolments.playbook_id uuid not null
column outreach.enrolments.reason text
column outreach.enrolments.status outreach.enrolment_status not null default 'active'::outreach.enrolment_status
column outreach.enrolments.step smallint not null default 1
column outreach.enrolments.updated_at timestamp with time zone not null default now()
constraint outreach.enrolments.enrolments_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint outreach.enrolments.enrolments_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((ended_at IS NULL) OR ((ended_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (ended_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((next_at IS NULL) OR ((next_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (next_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.enrolments.enrolments_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.enrolments.enrolments_mailbox_id_fkey FOREIGN KEY (org_id, mailbox_id) REFERENCES outreach.mailboxes(org_id, id) ON DELETE SET NULL (mailbox_id) DEFERRABLE
constraint outreach.enrolments.enrolments_once UNIQUE (org_id, lead_id, playbook_id)
constraint outreach.enrolments.enrolments_pkey PRIMARY KEY (org_id, id)
constraint outreach.enrolments.enrolments_playbook_id_fkey FOREIGN KEY (org_id, playbook_id) REFERENCES outreach.outreach_playbooks(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX enrolments_created_by_idx ON outreach.enrolments USING btree (org_id, created_by)
CREATE INDEX enrolments_due_idx ON outreach.enrolments USING btree (org_id, next_at) WHERE ((status = 'active'::outreach.enrolment_status) AND (next_at IS NOT NULL))
CREATE INDEX enrolments_mailbox_id_idx ON outreach.enrolments USING btree (org_id, mailbox_id)
CREATE UNIQUE INDEX enrolments_once ON outreach.enrolments USING btree (org_id, lead_id, playbook_id)
CREATE UNIQUE INDEX enrolments_pkey ON outreach.enrolments USING btree (org_id, id)
CREATE INDEX enrolments_playbook_id_idx ON outreach.enrolments USING btree (org_id, playbook_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.enrolments FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER call_back_drafts BEFORE DELETE ON outreach.enrolments FOR EACH ROW EXECUTE FUNCTION outreach.call_back_drafts()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.enrolments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.enrolments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.enrolments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.enrolments : A lead on its way through a playbook: which message comes next, and why there is none. @also(sequences) @icon(route) @words(Sequence, Sequences) @menu(6) @named(lead_id, playbook_id) @board(status)
comment outreach.enrolments created_at: When it was entered.
comment outreach.enrolments created_by: Who began it. @list @stamped
comment outreach.enrolments ended_at: When it ended. @stamped
comment outreach.enrolments id: Identifier; grows with time.
comment outreach.enrolments lead_id: The lead. @list
comment outreach.enrolments mailbox_id: The mailbox the first message left by; the others follow. @stamped
comment outreach.enrolments next_at: When the next message is drafted; empty while one waits, or when none comes. @list @stamped
comment outreach.enrolments org_id: Organisation the row belongs to.
comment outreach.enrolments playbook_id: The playbook. @list
comment outreach.enrolments reason: Why it ended. @stamped @long
comment outreach.enrolments status: How it stands. @list @stamped
comment outreach.enrolments step: The message that was drafted last. @list @stamped
comment outreach.enrolments updated_at: When it was last changed; also the row's version.
security outreach.enrolments row=t forced=t 
function outreach.erase(about text, person uuid) -- Erases what the module knows of a person; the rows by table.
function outreach.erase_address(address text) -- Keeps an erased address from being written to, by its hash alone.
function outreach.follow_work() -- Ends the run whose work ended.
function outreach.go_on(d outreach.outreach_drafts, at timestamp with time zone) -- Lets a sequence go on after a message.
function outreach.guard_draft() -- Keeps drafts on their way, and approval with people.
function outreach.guard_run() -- Keeps the status of runs with the engine, and in order.
column outreach.hash_keys.created_at timestamp with time zone not null default now()
column outreach.hash_keys.id uuid not null default kit.new_id()
column outreach.hash_keys.key bytea not null
column outreach.hash_keys.org_id uuid not null default kit.org_id()
column outreach.hash_keys.updated_at timestamp with time zone not null default now()
constraint outreach.hash_keys.hash_keys_once UNIQUE (org_id)
constraint outreach.hash_keys.hash_keys_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX hash_keys_once ON outreach.hash_keys USING btree (org_id)
CREATE UNIQUE INDEX hash_keys_pkey ON outreach.hash_keys USING btree (org_id, id)
comment outreach.hash_keys : What addresses are hashed with, one an organisation. No role reads it.
comment outreach.hash_keys created_at: When it was entered.
comment outreach.hash_keys id: Identifier; grows with time.
comment outreach.hash_keys key: 32 bytes of chance. @secret
comment outreach.hash_keys org_id: Organisation the row belongs to.
comment outreach.hash_keys updated_at: When it was last changed; also the row's version.
security outreach.hash_keys row=t forced=t 
function outreach.hear(lead uuid, said outreach.outcome, words text, draft uuid, until timestamp with time zone, at timestamp with time zone) -- What a lead said to a message, and all that follows.
column outreach.heard_messages.became text not null
column outreach.heard_messages.created_at timestamp with time zone not null default now()
column outreach.heard_messages.id uuid not null default kit.new_id()
column outreach.heard_messages.key bytea not null
column outreach.heard_messages.mailbox_id uuid not null
column outreach.heard_messages.org_id uuid not null default kit.org_id()
column outreach.heard_messages.parked text
column outreach.heard_messages.updated_at timestamp with time zone not null default now()
constraint outreach.heard_messages.heard_messages_mailbox_id_fkey FOREIGN KEY (org_id, mailbox_id) REFERENCES outreach.mailboxes(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.heard_messages.heard_messages_once UNIQUE (org_id, key)
constraint outreach.heard_messages.heard_messages_pkey PRIMARY KEY (org_id, id)
CREATE INDEX heard_messages_mailbox_idx ON outreach.heard_messages USING btree (org_id, mailbox_id, created_at)
CREATE UNIQUE INDEX heard_messages_once ON outreach.heard_messages USING btree (org_id, key)
CREATE UNIQUE INDEX heard_messages_pkey ON outreach.heard_messages USING btree (org_id, id)
comment outreach.heard_messages : The messages that were read, by the hash of their Message-ID: however many mailboxes hold one, it is heard once.
comment outreach.heard_messages became: What it was: answered, bounced, …, kept, nothing, parked.
comment outreach.heard_messages created_at: When it was entered.
comment outreach.heard_messages id: Identifier; grows with time.
comment outreach.heard_messages key: Hash of its Message-ID. @secret
comment outreach.heard_messages mailbox_id: The mailbox it was read in first.
comment outreach.heard_messages org_id: Organisation the row belongs to.
comment outreach.heard_messages parked: Why it could not be read.
comment outreach.heard_messages updated_at: When it was last changed; also the row's version.
security outreach.heard_messages row=t forced=t 
function outreach.keep_log() -- Keeps the log of messages as it was written.
function outreach.keep_mailbox() -- Forgets a password when the server it is for changes.
function outreach.keep_results(run uuid, results jsonb) -- Keeps what a run found.
function outreach.keep_search_key() -- Keeps a key at the address it was given for.
function outreach.keep_sent() -- Keeps messages that were sent.
function outreach.keep_whatsapp_number() -- Forgets a token when the address it is for changes.
function outreach.known_among(run uuid, names text[], websites text[], emails text[], email_indexes bytea[], profiles text[]) -- Who of those that were found is here already.
function outreach.linkedin_key(address text) -- A LinkedIn profile without host and what follows it.
type outreach.mail_kept answers,headers,everything  -- What of the mail with people we know goes to their timelines, beside the answers to our messages. @values answers='Answers only' headers='Subjects, no texts' everything='Everything'
type outreach.mail_login password,token  -- How one signs in to read. @values token='Token (OAuth)'
function outreach.mail_place(mailbox uuid, named text, numbering bigint) -- Where reading a folder goes on.
column outreach.mail_places.created_at timestamp with time zone not null default now()
column outreach.mail_places.folder text not null
column outreach.mail_places.id uuid not null default kit.new_id()
column outreach.mail_places.last_uid bigint not null default 0
column outreach.mail_places.mailbox_id uuid not null
column outreach.mail_places.org_id uuid not null default kit.org_id()
column outreach.mail_places.updated_at timestamp with time zone not null default now()
column outreach.mail_places.validity bigint not null
constraint outreach.mail_places.mail_places_mailbox_id_fkey FOREIGN KEY (org_id, mailbox_id) REFERENCES outreach.mailboxes(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.mail_places.mail_places_once UNIQUE (org_id, mailbox_id, folder)
constraint outreach.mail_places.mail_places_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX mail_places_once ON outreach.mail_places USING btree (org_id, mailbox_id, folder)
CREATE UNIQUE INDEX mail_places_pkey ON outreach.mail_places USING btree (org_id, id)
comment outreach.mail_places : How far each folder of a mailbox was read. No role reads it.
comment outreach.mail_places created_at: When it was entered.
comment outreach.mail_places folder: Its folder.
comment outreach.mail_places id: Identifier; grows with time.
comment outreach.mail_places last_uid: The number of the last message that was read.
comment outreach.mail_places mailbox_id: The mailbox.
comment outreach.mail_places org_id: Organisation the row belongs to.
comment outreach.mail_places updated_at: When it was last changed; also the row's version.
comment outreach.mail_places validity: The numbers below hold as long as the mail server says this.
security outreach.mail_places row=t forced=t 
type outreach.mail_security tls,starttls,none  -- How a connection to a mail server is kept private. @values tls='TLS from the first byte' starttls=STARTTLS none=None
function outreach.mailbox_heard(mailbox uuid, days integer) -- What a mailbox heard.
function outreach.mailbox_secrets(mailbox uuid, OUT password bytea, OUT dkim_key bytea, OUT read_password bytea) -- What of a mailbox is sealed.
column outreach.mailboxes.address kit.email not null
column outreach.mailboxes.created_at timestamp with time zone not null default now()
column outreach.mailboxes.dkim_domain text
column outreach.mailboxes.dkim_key kit.pii
column outreach.mailboxes.dkim_selector text
column outreach.mailboxes.failure text
column outreach.mailboxes.from_name text
column outreach.mailboxes.host text not null
column outreach.mailboxes.id uuid not null default kit.new_id()
column outreach.mailboxes.inbox_folder text not null default 'INBOX'::text
column outreach.mailboxes.is_active boolean not null default true
column outreach.mailboxes.is_read boolean not null default false
column outreach.mailboxes.is_shared boolean not null default false
column outreach.mailboxes.keeps outreach.mail_kept not null default 'answers'::outreach.mail_kept
column outreach.mailboxes.last_read_at timestamp with time zone
column outreach.mailboxes.name text not null
column outreach.mailboxes.never_domains jsonb not null default '[]'::jsonb
column outreach.mailboxes.org_id uuid not null default kit.org_id()
column outreach.mailboxes.password kit.pii
column outreach.mailboxes.per_day integer not null default 50
column outreach.mailboxes.per_hour integer not null default 10
column outreach.mailboxes.port integer not null default 587
column outreach.mailboxes.ramp_by integer not null default 5
column outreach.mailboxes.ramp_from integer not null default 10
column outreach.mailboxes.ramp_start_date date not null default CURRENT_DATE
column outreach.mailboxes.read_failure text
column outreach.mailboxes.read_host text
column outreach.mailboxes.read_login outreach.mail_login not null default 'password'::outreach.mail_login
column outreach.mailboxes.read_minutes integer not null default 5
column outreach.mailboxes.read_password kit.pii
column outreach.mailboxes.read_port integer not null default 993
column outreach.mailboxes.read_security outreach.mail_security not null default 'tls'::outreach.mail_security
column outreach.mailboxes.read_username text
column outreach.mailboxes.security outreach.mail_security not null default 'starttls'::outreach.mail_security
column outreach.mailboxes.sent_folder text
column outreach.mailboxes.signature text
column outreach.mailboxes.updated_at timestamp with time zone not null default now()
column outreach.mailboxes.user_id uuid default kit.user_id()
column outreach.mailboxes.username text
column outreach.mailboxes.verified_at timestamp with time zone
constraint outreach.mailboxes.mailboxes_address_taken UNIQUE (org_id, address)
constraint outreach.mailboxes.mailboxes_bounded CHECK (kit.is_bounded(never_domains)) NOT VALID
constraint outreach.mailboxes.mailboxes_dkim_domain_check CHECK ((dkim_domain ~ '^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$'::text))
constraint outreach.mailboxes.mailboxes_dkim_selector_check CHECK ((dkim_selector ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'::text))
constraint outreach.mailboxes.mailboxes_from_name_check CHECK ((length(from_name) <= 100))
constraint outreach.mailboxes.mailboxes_host_check CHECK ((host ~ '^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$'::text))
constraint outreach.mailboxes.mailboxes_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_read_at IS NULL) OR ((last_read_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (last_read_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((ramp_start_date IS NULL) OR ((ramp_start_date >= '1800-01-01'::date) AND (ramp_start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((verified_at IS NULL) OR ((verified_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (verified_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.mailboxes.mailboxes_inbox_folder_check CHECK (((TRIM(BOTH FROM inbox_folder) <> ''::text) AND (length(inbox_folder) <= 200)))
constraint outreach.mailboxes.mailboxes_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 100)))
constraint outreach.mailboxes.mailboxes_never_domains_shape CHECK (((never_domains IS NULL) OR (never_domains = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(never_domains))) NOT VALID
constraint outreach.mailboxes.mailboxes_one_line CHECK (kit.is_line(((((((((((COALESCE(name, ''::text) || COALESCE((address)::text, ''::text)) || COALESCE(from_name, ''::text)) || COALESCE(host, ''::text)) || COALESCE(username, ''::text)) || COALESCE(dkim_domain, ''::text)) || COALESCE(dkim_selector, ''::text)) || COALESCE(read_host, ''::text)) || COALESCE(read_username, ''::text)) || COALESCE(inbox_folder, ''::text)) || COALESCE(sent_folder, ''::text)))) NOT VALID
constraint outreach.mailboxes.mailboxes_per_day_check CHECK (((per_day >= 1) AND (per_day <= 10000)))
constraint outreach.mailboxes.mailboxes_per_hour_check CHECK (((per_hour >= 1) AND (per_hour <= 5000)))
constraint outreach.mailboxes.mailboxes_pkey PRIMARY KEY (org_id, id)
constraint outreach.mailboxes.mailboxes_port_check CHECK (((port >= 1) AND (port <= 65535)))
constraint outreach.mailboxes.mailboxes_ramp_by_check CHECK (((ramp_by >= 0) AND (ramp_by <= 10000)))
constraint outreach.mailboxes.mailboxes_ramp_from_check CHECK (((ramp_from >= 1) AND (ramp_from <= 10000)))
constraint outreach.mailboxes.mailboxes_read_host CHECK (((NOT is_read) OR (read_host IS NOT NULL)))
constraint outreach.mailboxes.mailboxes_read_host_check CHECK ((read_host ~ '^[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$'::text))
constraint outreach.mailboxes.mailboxes_read_minutes_check CHECK (((read_minutes >= 1) AND (read_minutes <= 1440)))
constraint outreach.mailboxes.mailboxes_read_port_check CHECK (((read_port >= 1) AND (read_port <= 65535)))
constraint outreach.mailboxes.mailboxes_read_username_check CHECK ((length(read_username) <= 320))
constraint outreach.mailboxes.mailboxes_sent_folder_check CHECK ((length(sent_folder) <= 200))
constraint outreach.mailboxes.mailboxes_signature_check CHECK ((length(signature) <= 2000))
constraint outreach.mailboxes.mailboxes_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.mailboxes.mailboxes_username_check CHECK ((length(username) <= 320))
CREATE UNIQUE INDEX mailboxes_address_taken ON outreach.mailboxes USING btree (org_id, address)
CREATE UNIQUE INDEX mailboxes_pkey ON outreach.mailboxes USING btree (org_id, id)
CREATE INDEX mailboxes_user_id_idx ON outreach.mailboxes USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.mailboxes FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER keep_mailbox BEFORE UPDATE ON outreach.mailboxes FOR EACH ROW EXECUTE FUNCTION outreach.keep_mailbox()
CREATE TRIGGER read_from AFTER INSERT OR UPDATE OF is_read, is_active, read_host, read_username, username, read_password ON outreach.mailboxes FOR EACH ROW EXECUTE FUNCTION outreach.read_from()
CREATE TRIGGER send_from AFTER UPDATE OF verified_at, is_active, per_day, per_hour ON outreach.mailboxes FOR EACH ROW WHEN (((new.verified_at IS NOT NULL) AND new.is_active)) EXECUTE FUNCTION outreach.send_from()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.mailboxes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.mailboxes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.mailboxes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.mailboxes : A mailbox messages leave by, and answers are read from: of a person, or shared by all. Its passwords are set by a verb of its own and read by nobody. @icon(at-sign) @words(Mailbox, Mailboxes) @menu(7) @named(name, address)
comment outreach.mailboxes address: The address it writes from. @list
comment outreach.mailboxes created_at: When it was entered.
comment outreach.mailboxes dkim_domain: Domain that signs (DKIM); its mail server signs when empty.
comment outreach.mailboxes dkim_key: Private key that signs. @secret
comment outreach.mailboxes dkim_selector: Selector of the key in the DNS.
comment outreach.mailboxes failure: Why it could not. @list @stamped @long
comment outreach.mailboxes from_name: The name beside the address; the person's when empty.
comment outreach.mailboxes host: Mail server for sending (SMTP), such as smtp.example.com.
comment outreach.mailboxes id: Identifier; grows with time.
comment outreach.mailboxes inbox_folder: Folder of what comes in. No other is read, but that of what was sent. @group(Reading)
comment outreach.mailboxes is_active: It sends. @list
comment outreach.mailboxes is_read: What arrives is read: answers, bounces and absences are heard. @list @group(Reading) @label(Read what arrives)
comment outreach.mailboxes is_shared: Colleagues read its mail on timelines; else its owner alone. @group(Privacy) @label(Shared with colleagues)
comment outreach.mailboxes keeps: What of the mail with people we know goes to their timelines. @group(Privacy) @label(Kept on timelines)
comment outreach.mailboxes last_read_at: When it was read last. @list @stamped
comment outreach.mailboxes name: What it is called here. @list
comment outreach.mailboxes never_domains: Domains whose mail never goes to timelines, beside the organisation's own. @group(Privacy) @several() @label(Never these domains)
comment outreach.mailboxes org_id: Organisation the row belongs to.
comment outreach.mailboxes password: Password. @secret
comment outreach.mailboxes per_day: Messages in 24 hours at most. @list
comment outreach.mailboxes per_hour: Messages in an hour at most. @list
comment outreach.mailboxes port: Its port: 587 for STARTTLS, 465 for TLS.
comment outreach.mailboxes ramp_by: So many more each day, up to the limit.
comment outreach.mailboxes ramp_from: Messages in 24 hours on its first day.
comment outreach.mailboxes ramp_start_date: Its first day.
comment outreach.mailboxes read_failure: Why it could not be read. @stamped @long
comment outreach.mailboxes read_host: Mail server for reading (IMAP), such as imap.example.com. @group(Reading) @label(Server for reading)
comment outreach.mailboxes read_login: How it signs in for reading. @group(Reading) @label(Signs in with)
comment outreach.mailboxes read_minutes: Minutes from one reading to the next. @group(Reading) @label(Minutes between readings)
comment outreach.mailboxes read_password: Password or token for reading. @secret
comment outreach.mailboxes read_port: Its port: 993 for TLS, 143 for STARTTLS. @group(Reading) @label(Port for reading)
comment outreach.mailboxes read_security: How the connection is kept private. @group(Reading) @label(Security for reading)
comment outreach.mailboxes read_username: Name it signs in with for reading; the one for sending when empty. @group(Reading) @label(Name for reading)
comment outreach.mailboxes security: How the connection is kept private.
comment outreach.mailboxes sent_folder: Folder of what was sent; found by itself when empty. @group(Reading)
comment outreach.mailboxes signature: What stands below every message. @long
comment outreach.mailboxes updated_at: When it was last changed; also the row's version.
comment outreach.mailboxes user_id: Whose it is; everybody's when empty. @list
comment outreach.mailboxes username: Name it signs in with; none where no sign-in is asked.
comment outreach.mailboxes verified_at: When it last sent to itself; it sends nothing before. @list @stamped
security outreach.mailboxes row=t forced=t 
function outreach.mark_accepted(results uuid[], clients uuid[], made boolean[], contacts uuid[], leads uuid[]) -- Says what became of results.
function outreach.mark_sent(draft uuid, at timestamp with time zone) -- Counts a message as sent that somebody sent by hand.
function outreach.may_go(old_status outreach.draft_status, new_status outreach.draft_status, is_engine boolean, is_claimed boolean) -- Whether a draft may go from one status to another.
function outreach.may_leave(d outreach.outreach_drafts, at timestamp with time zone) -- Why a draft may not leave now, if so.
function outreach.message_became(hash bytea, what text, why text) -- Says what became of a message.
column outreach.message_entries.about text
column outreach.message_entries.about_id uuid
column outreach.message_entries.at timestamp with time zone
column outreach.message_entries.body text
column outreach.message_entries.changes jsonb
column outreach.message_entries.kind text
column outreach.message_entries.link text
column outreach.message_entries.title text
column outreach.message_entries.user_id uuid
column outreach.message_entries.who text
comment outreach.message_entries : Messages on timelines. @timeline(leads)
security outreach.message_entries row=f forced=f {security_invoker=true}
view outreach.message_entries as  SELECT 'leads'::text AS about,     lead_id AS about_id,     created_at AS at,     'message'::text AS kind,     COALESCE(subject, (channel)::text) AS title,     COALESCE(body_preview, ''::text) AS body,     NULL::uuid AS user_id,     recipient AS who,     ('/outbound_message_log/'::text || id) AS link,     NULL::jsonb AS changes    FROM outreach.outbound_message_log m;
type outreach.message_status sent,failed,pending  -- What became of a message. @tones sent=info failed=bad pending=warn
function outreach.open_hours(zones text[], since timestamp with time zone, days integer) -- When people in these zones are at work.
column outreach.outbound_message_log.body_preview text
column outreach.outbound_message_log.channel outreach.channel not null
column outreach.outbound_message_log.created_at timestamp with time zone not null default now()
column outreach.outbound_message_log.delivered_at timestamp with time zone
column outreach.outbound_message_log.domain text
column outreach.outbound_message_log.draft_id uuid
column outreach.outbound_message_log.error text
column outreach.outbound_message_log.id uuid not null default kit.new_id()
column outreach.outbound_message_log.lead_id uuid
column outreach.outbound_message_log.mailbox_id uuid
column outreach.outbound_message_log.org_id uuid not null default kit.org_id()
column outreach.outbound_message_log.provider_message_id text
column outreach.outbound_message_log.read_at timestamp with time zone
column outreach.outbound_message_log.recipient text not null
column outreach.outbound_message_log.sent_by uuid
column outreach.outbound_message_log.status outreach.message_status not null default 'pending'::outreach.message_status
column outreach.outbound_message_log.subject text
column outreach.outbound_message_log.updated_at timestamp with time zone not null default now()
column outreach.outbound_message_log.whatsapp_number_id uuid
constraint outreach.outbound_message_log.outbound_message_log_body_preview_check CHECK ((length(body_preview) <= 200))
constraint outreach.outbound_message_log.outbound_message_log_draft_id_fkey FOREIGN KEY (org_id, draft_id) REFERENCES outreach.outreach_drafts(org_id, id) ON DELETE SET NULL (draft_id) DEFERRABLE
constraint outreach.outbound_message_log.outbound_message_log_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((delivered_at IS NULL) OR ((delivered_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (delivered_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((read_at IS NULL) OR ((read_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (read_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.outbound_message_log.outbound_message_log_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE SET NULL (lead_id) DEFERRABLE
constraint outreach.outbound_message_log.outbound_message_log_mailbox_id_fkey FOREIGN KEY (org_id, mailbox_id) REFERENCES outreach.mailboxes(org_id, id) ON DELETE SET NULL (mailbox_id) DEFERRABLE
constraint outreach.outbound_message_log.outbound_message_log_one_line CHECK (kit.is_line((((COALESCE(provider_message_id, ''::text) || COALESCE(recipient, ''::text)) || COALESCE(subject, ''::text)) || COALESCE(domain, ''::text)))) NOT VALID
constraint outreach.outbound_message_log.outbound_message_log_pkey PRIMARY KEY (org_id, id)
constraint outreach.outbound_message_log.outbound_message_log_sent_by_fkey FOREIGN KEY (org_id, sent_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (sent_by) DEFERRABLE
constraint outreach.outbound_message_log.outbound_message_log_whatsapp_number_id_fkey FOREIGN KEY (org_id, whatsapp_number_id) REFERENCES outreach.whatsapp_numbers(org_id, id) ON DELETE SET NULL (whatsapp_number_id) DEFERRABLE
CREATE INDEX outbound_message_log_channel_idx ON outreach.outbound_message_log USING btree (org_id, channel)
CREATE INDEX outbound_message_log_created_at_idx ON outreach.outbound_message_log USING btree (org_id, created_at)
CREATE INDEX outbound_message_log_domain_idx ON outreach.outbound_message_log USING btree (org_id, domain, created_at)
CREATE INDEX outbound_message_log_draft_id_idx ON outreach.outbound_message_log USING btree (org_id, draft_id)
CREATE INDEX outbound_message_log_lead_id_idx ON outreach.outbound_message_log USING btree (org_id, lead_id)
CREATE INDEX outbound_message_log_mailbox_idx ON outreach.outbound_message_log USING btree (org_id, mailbox_id, created_at)
CREATE INDEX outbound_message_log_number_idx ON outreach.outbound_message_log USING btree (org_id, whatsapp_number_id, created_at)
CREATE UNIQUE INDEX outbound_message_log_once ON outreach.outbound_message_log USING btree (org_id, draft_id) WHERE ((draft_id IS NOT NULL) AND (status <> 'failed'::outreach.message_status))
CREATE INDEX outbound_message_log_phone_idx ON outreach.outbound_message_log USING btree (org_id, outreach.phone_key(recipient)) WHERE (channel = 'whatsapp'::outreach.channel)
CREATE UNIQUE INDEX outbound_message_log_pkey ON outreach.outbound_message_log USING btree (org_id, id)
CREATE INDEX outbound_message_log_provider_idx ON outreach.outbound_message_log USING btree (org_id, provider_message_id)
CREATE INDEX outbound_message_log_sent_by_idx ON outreach.outbound_message_log USING btree (org_id, sent_by)
CREATE INDEX outbound_message_log_status_idx ON outreach.outbound_message_log USING btree (org_id, status)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.outbound_message_log FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER keep_log BEFORE DELETE OR UPDATE ON outreach.outbound_message_log FOR EACH ROW EXECUTE FUNCTION outreach.keep_log()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.outbound_message_log REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.outbound_message_log REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.outbound_message_log REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.outbound_message_log : A message that went out, for audit and rate limits. @also(message_log, outbound_messages) @icon(mail) @words(Sent message, Sent messages) @menu(4) @named(subject, recipient)
comment outreach.outbound_message_log body_preview: First 200 characters. @personal @long
comment outreach.outbound_message_log channel: The way it went. @list
comment outreach.outbound_message_log created_at: When it was entered.
comment outreach.outbound_message_log delivered_at: When it reached them, as WhatsApp says.
comment outreach.outbound_message_log domain: The recipient's domain.
comment outreach.outbound_message_log draft_id: The draft it was.
comment outreach.outbound_message_log error: Why it failed. @long
comment outreach.outbound_message_log id: Identifier; grows with time.
comment outreach.outbound_message_log lead_id: The lead. @list
comment outreach.outbound_message_log mailbox_id: The mailbox it left by.
comment outreach.outbound_message_log org_id: Organisation the row belongs to.
comment outreach.outbound_message_log provider_message_id: The provider's own number for it.
comment outreach.outbound_message_log read_at: When they read it, as WhatsApp says.
comment outreach.outbound_message_log recipient: Address or number it went to. @list @personal @also(to)
comment outreach.outbound_message_log sent_by: Who approved it, or sent it by hand.
comment outreach.outbound_message_log status: What became of it. @list
comment outreach.outbound_message_log subject: Subject line. @list @personal
comment outreach.outbound_message_log updated_at: When it was last changed; also the row's version.
comment outreach.outbound_message_log whatsapp_number_id: The WhatsApp number it left by.
security outreach.outbound_message_log row=t forced=t 
type outreach.outcome answered,bounced,complained,unsubscribed,out_of_office  -- What came of a message that was sent. @values out_of_office='Out of office' @tones answered=good bounced=bad complained=bad unsubscribed=warn
function outreach.outreach_by_channel(days integer) -- Outreach by channel. How far do leads come, by the way they are written to?    @report(outreach_drafts) @by(Channel) @measures drafted=count approved=count sent=count answered=count met=count won=count
function outreach.outreach_by_intent(days integer) -- From found to won. How far do those come that discovery finds, intent by intent?    @report(discovery_runs) @by(Intent) @measures found=count accepted=count drafted=count sent=count answered=count met=count won=count
function outreach.outreach_by_sender(days integer) -- Outreach by sender. Which mailboxes and numbers are answered?    @report(outreach_drafts) @by(Sender) @measures sent=count answered=count met=count won=count
column outreach.outreach_drafts.approved_at timestamp with time zone
column outreach.outreach_drafts.approved_by uuid
column outreach.outreach_drafts.attempts smallint not null default 0
column outreach.outreach_drafts.body kit.markdown not null default ''::text
column outreach.outreach_drafts.channel outreach.channel not null default 'email'::outreach.channel
column outreach.outreach_drafts.claimed_at timestamp with time zone
column outreach.outreach_drafts.created_at timestamp with time zone not null default now()
column outreach.outreach_drafts.created_by uuid default kit.user_id()
column outreach.outreach_drafts.edited_by uuid
column outreach.outreach_drafts.enrolment_id uuid
column outreach.outreach_drafts.id uuid not null default kit.new_id()
column outreach.outreach_drafts.lead_id uuid not null
column outreach.outreach_drafts.made_body text
column outreach.outreach_drafts.made_subject text
column outreach.outreach_drafts.mailbox_id uuid
column outreach.outreach_drafts.metadata jsonb
column outreach.outreach_drafts.not_before_at timestamp with time zone
column outreach.outreach_drafts.org_id uuid not null default kit.org_id()
column outreach.outreach_drafts.outcome outreach.outcome
column outreach.outreach_drafts.outcome_at timestamp with time zone
column outreach.outreach_drafts.playbook_id uuid
column outreach.outreach_drafts.reason text
column outreach.outreach_drafts.recipient text
column outreach.outreach_drafts.send_at timestamp with time zone
column outreach.outreach_drafts.sent_at timestamp with time zone
column outreach.outreach_drafts.status outreach.draft_status not null default 'draft'::outreach.draft_status
column outreach.outreach_drafts.step smallint not null default 1
column outreach.outreach_drafts.subject text
column outreach.outreach_drafts.updated_at timestamp with time zone not null default now()
column outreach.outreach_drafts.whatsapp_language text
column outreach.outreach_drafts.whatsapp_number_id uuid
column outreach.outreach_drafts.whatsapp_template text
column outreach.outreach_drafts.whatsapp_values jsonb
constraint outreach.outreach_drafts.outreach_drafts_approved_by_fkey FOREIGN KEY (org_id, approved_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (approved_by) DEFERRABLE
constraint outreach.outreach_drafts.outreach_drafts_bounded CHECK ((kit.is_bounded(metadata) AND kit.is_bounded(whatsapp_values))) NOT VALID
constraint outreach.outreach_drafts.outreach_drafts_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint outreach.outreach_drafts.outreach_drafts_edited_by_fkey FOREIGN KEY (org_id, edited_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (edited_by) DEFERRABLE
constraint outreach.outreach_drafts.outreach_drafts_enrolment_id_fkey FOREIGN KEY (org_id, enrolment_id) REFERENCES outreach.enrolments(org_id, id) ON DELETE SET NULL (enrolment_id) DEFERRABLE
constraint outreach.outreach_drafts.outreach_drafts_in_range CHECK ((((approved_at IS NULL) OR ((approved_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (approved_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((claimed_at IS NULL) OR ((claimed_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (claimed_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((not_before_at IS NULL) OR ((not_before_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (not_before_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((outcome_at IS NULL) OR ((outcome_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (outcome_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((send_at IS NULL) OR ((send_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (send_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((sent_at IS NULL) OR ((sent_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (sent_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.outreach_drafts.outreach_drafts_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.outreach_drafts.outreach_drafts_mailbox_id_fkey FOREIGN KEY (org_id, mailbox_id) REFERENCES outreach.mailboxes(org_id, id) ON DELETE SET NULL (mailbox_id) DEFERRABLE
constraint outreach.outreach_drafts.outreach_drafts_metadata_shape CHECK (((metadata IS NULL) OR (metadata = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(metadata))) NOT VALID
constraint outreach.outreach_drafts.outreach_drafts_one_line CHECK (kit.is_line(((((COALESCE(subject, ''::text) || COALESCE(recipient, ''::text)) || COALESCE(made_subject, ''::text)) || COALESCE(whatsapp_template, ''::text)) || COALESCE(whatsapp_language, ''::text)))) NOT VALID
constraint outreach.outreach_drafts.outreach_drafts_pkey PRIMARY KEY (org_id, id)
constraint outreach.outreach_drafts.outreach_drafts_playbook_id_fkey FOREIGN KEY (org_id, playbook_id) REFERENCES outreach.outreach_playbooks(org_id, id) ON DELETE SET NULL (playbook_id) DEFERRABLE
constraint outreach.outreach_drafts.outreach_drafts_whatsapp_number_id_fkey FOREIGN KEY (org_id, whatsapp_number_id) REFERENCES outreach.whatsapp_numbers(org_id, id) ON DELETE SET NULL (whatsapp_number_id) DEFERRABLE
CREATE INDEX outreach_drafts_approved_by_idx ON outreach.outreach_drafts USING btree (org_id, approved_by)
CREATE INDEX outreach_drafts_claimed_idx ON outreach.outreach_drafts USING btree (org_id, claimed_at) WHERE ((status = 'approved'::outreach.draft_status) AND (claimed_at IS NOT NULL))
CREATE INDEX outreach_drafts_created_at_idx ON outreach.outreach_drafts USING btree (org_id, created_at)
CREATE INDEX outreach_drafts_created_by_idx ON outreach.outreach_drafts USING btree (org_id, created_by)
CREATE INDEX outreach_drafts_edited_by_idx ON outreach.outreach_drafts USING btree (org_id, edited_by)
CREATE INDEX outreach_drafts_enrolment_id_idx ON outreach.outreach_drafts USING btree (org_id, enrolment_id)
CREATE INDEX outreach_drafts_lead_id_idx ON outreach.outreach_drafts USING btree (org_id, lead_id)
CREATE INDEX outreach_drafts_mailbox_id_idx ON outreach.outreach_drafts USING btree (org_id, mailbox_id)
CREATE UNIQUE INDEX outreach_drafts_pkey ON outreach.outreach_drafts USING btree (org_id, id)
CREATE INDEX outreach_drafts_playbook_id_idx ON outreach.outreach_drafts USING btree (org_id, playbook_id)
CREATE INDEX outreach_drafts_status_idx ON outreach.outreach_drafts USING btree (org_id, status)
CREATE INDEX outreach_drafts_waiting_idx ON outreach.outreach_drafts USING btree (org_id, approved_at) WHERE (status = 'approved'::outreach.draft_status)
CREATE INDEX outreach_drafts_whatsapp_number_id_idx ON outreach.outreach_drafts USING btree (org_id, whatsapp_number_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.outreach_drafts FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER guard_draft BEFORE INSERT OR UPDATE ON outreach.outreach_drafts FOR EACH ROW EXECUTE FUNCTION outreach.guard_draft()
CREATE TRIGGER keep_sent BEFORE DELETE ON outreach.outreach_drafts FOR EACH ROW EXECUTE FUNCTION outreach.keep_sent()
CREATE TRIGGER refuse_suppressed AFTER UPDATE ON outreach.outreach_drafts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION outreach.refuse_suppressed()
CREATE TRIGGER refuse_suppressed_new AFTER INSERT ON outreach.outreach_drafts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION outreach.refuse_suppressed()
CREATE TRIGGER send_soon AFTER UPDATE ON outreach.outreach_drafts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION outreach.send_soon()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.outreach_drafts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.outreach_drafts REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.outreach_drafts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.outreach_drafts : A message to one lead, made from a playbook. @also(drafts) @icon(send) @words(Draft, Drafts) @menu(3) @named(subject, lead_id) @board(status) @card(lead_id, channel)
comment outreach.outreach_drafts approved_at: When it was approved. @stamped
comment outreach.outreach_drafts approved_by: Who approved it. @stamped
comment outreach.outreach_drafts attempts: How often sending was tried. @stamped
comment outreach.outreach_drafts body: Text.
comment outreach.outreach_drafts channel: The way it goes. @list
comment outreach.outreach_drafts claimed_at: When it was taken to be sent. @stamped
comment outreach.outreach_drafts created_at: When it was entered.
comment outreach.outreach_drafts created_by: Who made it. @list @stamped
comment outreach.outreach_drafts edited_by: Who wrote its words last. @stamped
comment outreach.outreach_drafts enrolment_id: The lead's way through the playbook. @stamped
comment outreach.outreach_drafts id: Identifier; grows with time.
comment outreach.outreach_drafts lead_id: The lead. @list
comment outreach.outreach_drafts made_body: Text as the template made it. @stamped @long
comment outreach.outreach_drafts made_subject: Subject as the template made it. @stamped
comment outreach.outreach_drafts mailbox_id: The mailbox it leaves by. @stamped
comment outreach.outreach_drafts metadata: missingFields, warnings and variables of the making. @also(metadata_json)
comment outreach.outreach_drafts not_before_at: It waits until then. @stamped
comment outreach.outreach_drafts org_id: Organisation the row belongs to.
comment outreach.outreach_drafts outcome: What came of it. @list @stamped
comment outreach.outreach_drafts outcome_at: When that was. @stamped
comment outreach.outreach_drafts playbook_id: The playbook it was made from. @list
comment outreach.outreach_drafts reason: Why it was rejected, cancelled or failed. @long @stamped
comment outreach.outreach_drafts recipient: Address, number or profile it goes to, as it stood when it was approved. @list @personal @stamped
comment outreach.outreach_drafts send_at: When it leaves, as planned last. @list @stamped
comment outreach.outreach_drafts sent_at: When it was sent. @list @stamped
comment outreach.outreach_drafts status: How far it has come. @list
comment outreach.outreach_drafts step: Which message of the playbook it is. @stamped
comment outreach.outreach_drafts subject: Subject line. @list
comment outreach.outreach_drafts updated_at: When it was last changed; also the row's version.
comment outreach.outreach_drafts whatsapp_language: The template's language. @stamped
comment outreach.outreach_drafts whatsapp_number_id: The WhatsApp number it leaves by. @stamped
comment outreach.outreach_drafts whatsapp_template: The approved template it goes as, to who did not write first. @stamped
comment outreach.outreach_drafts whatsapp_values: What stands in the template, in order. @stamped
security outreach.outreach_drafts row=t forced=t 
function outreach.outreach_funnel(days integer) -- Outreach funnel. How far do leads come that we write to, playbook by playbook?    @report(outreach_drafts) @by(Playbook) @measures drafted=count approved=count sent=count answered=count met=count won=count
column outreach.outreach_playbooks.audience_type outreach.audience_type not null default 'businesses'::outreach.audience_type
column outreach.outreach_playbooks.body_template kit.markdown not null
column outreach.outreach_playbooks.channel outreach.channel not null default 'email'::outreach.channel
column outreach.outreach_playbooks.created_at timestamp with time zone not null default now()
column outreach.outreach_playbooks.enabled boolean not null default true
column outreach.outreach_playbooks.id uuid not null default kit.new_id()
column outreach.outreach_playbooks.language text
column outreach.outreach_playbooks.name text not null
column outreach.outreach_playbooks.org_id uuid not null default kit.org_id()
column outreach.outreach_playbooks.subject_template text
column outreach.outreach_playbooks.updated_at timestamp with time zone not null default now()
column outreach.outreach_playbooks.variables_schema jsonb
column outreach.outreach_playbooks.whatsapp_template text
column outreach.outreach_playbooks.whatsapp_values jsonb
constraint outreach.outreach_playbooks.outreach_playbooks_body_template_check CHECK (((body_template)::text <> ''::text))
constraint outreach.outreach_playbooks.outreach_playbooks_bounded CHECK ((kit.is_bounded(variables_schema) AND kit.is_bounded(whatsapp_values))) NOT VALID
constraint outreach.outreach_playbooks.outreach_playbooks_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.outreach_playbooks.outreach_playbooks_language_check CHECK ((language ~ '^[a-z]{2}(-[A-Z]{2})?$'::text))
constraint outreach.outreach_playbooks.outreach_playbooks_name_check CHECK ((name <> ''::text))
constraint outreach.outreach_playbooks.outreach_playbooks_one_line CHECK (kit.is_line((((COALESCE(name, ''::text) || COALESCE(subject_template, ''::text)) || COALESCE(language, ''::text)) || COALESCE(whatsapp_template, ''::text)))) NOT VALID
constraint outreach.outreach_playbooks.outreach_playbooks_pkey PRIMARY KEY (org_id, id)
constraint outreach.outreach_playbooks.outreach_playbooks_variables_schema_shape CHECK (((variables_schema IS NULL) OR (variables_schema = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(variables_schema))) NOT VALID
constraint outreach.outreach_playbooks.outreach_playbooks_whatsapp_template_check CHECK ((whatsapp_template ~ '^[a-z0-9_]{1,255}$'::text))
constraint outreach.outreach_playbooks.outreach_playbooks_whatsapp_values_shape CHECK (((whatsapp_values IS NULL) OR (whatsapp_values = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(whatsapp_values))) NOT VALID
CREATE INDEX outreach_playbooks_audience_idx ON outreach.outreach_playbooks USING btree (org_id, audience_type)
CREATE INDEX outreach_playbooks_enabled_idx ON outreach.outreach_playbooks USING btree (org_id, enabled)
CREATE UNIQUE INDEX outreach_playbooks_pkey ON outreach.outreach_playbooks USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.outreach_playbooks FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_playbook BEFORE INSERT OR UPDATE ON outreach.outreach_playbooks FOR EACH ROW EXECUTE FUNCTION outreach.check_playbook()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.outreach_playbooks REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.outreach_playbooks REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.outreach_playbooks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.outreach_playbooks : A message template for an audience; follow-ups are its steps. @also(playbooks) @icon(book-open) @words(Playbook, Playbooks) @menu(2)
comment outreach.outreach_playbooks audience_type: Whom it speaks to. @list
comment outreach.outreach_playbooks body_template: Text with {{variables}}.
comment outreach.outreach_playbooks channel: The way its messages go. @list
comment outreach.outreach_playbooks created_at: When it was entered.
comment outreach.outreach_playbooks enabled: In use. @list
comment outreach.outreach_playbooks id: Identifier; grows with time.
comment outreach.outreach_playbooks language: Language it is written in, such as en or de-CH.
comment outreach.outreach_playbooks name: Name. @list
comment outreach.outreach_playbooks org_id: Organisation the row belongs to.
comment outreach.outreach_playbooks subject_template: Subject line with {{variables}}. @list
comment outreach.outreach_playbooks updated_at: When it was last changed; also the row's version.
comment outreach.outreach_playbooks variables_schema: The variables it may use.
comment outreach.outreach_playbooks whatsapp_template: WhatsApp: the approved template it goes as to who did not write first, with the same text.
comment outreach.outreach_playbooks whatsapp_values: WhatsApp: what stands in the template, in order, as a list such as ["{{contact.firstName}}"].
security outreach.outreach_playbooks row=t forced=t 
function outreach.outreach_results(days integer) -- Outreach results. What becomes of what is sent?    @report(outbound_message_log) @by(Result) @measures messages=count leads=count
function outreach.park_lost(at timestamp with time zone) -- Sets aside what was being sent when a process ended.
function outreach.phone_key(number text) -- A telephone number in digits.
function outreach.playbook_answers(days integer) -- Answers by playbook. Which playbook is answered more often, and how sure is that? Where the bounds of two do not meet, one is better.    @report(outreach_drafts) @by(Playbook) @measures sent=count answered=count rate=percent lowest=percent highest=percent
column outreach.playbook_steps.body_template kit.markdown not null
column outreach.playbook_steps.created_at timestamp with time zone not null default now()
column outreach.playbook_steps.id uuid not null default kit.new_id()
column outreach.playbook_steps.org_id uuid not null default kit.org_id()
column outreach.playbook_steps.playbook_id uuid not null
column outreach.playbook_steps.position smallint not null default 2
column outreach.playbook_steps.subject_template text
column outreach.playbook_steps.updated_at timestamp with time zone not null default now()
column outreach.playbook_steps.wait_days smallint not null default 3
column outreach.playbook_steps.whatsapp_template text
column outreach.playbook_steps.whatsapp_values jsonb
constraint outreach.playbook_steps.playbook_steps_body_template_check CHECK (((body_template)::text <> ''::text))
constraint outreach.playbook_steps.playbook_steps_bounded CHECK (kit.is_bounded(whatsapp_values)) NOT VALID
constraint outreach.playbook_steps.playbook_steps_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.playbook_steps.playbook_steps_one_line CHECK (kit.is_line((COALESCE(subject_template, ''::text) || COALESCE(whatsapp_template, ''::text)))) NOT VALID
constraint outreach.playbook_steps.playbook_steps_pkey PRIMARY KEY (org_id, id)
constraint outreach.playbook_steps.playbook_steps_playbook_id_fkey FOREIGN KEY (org_id, playbook_id) REFERENCES outreach.outreach_playbooks(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.playbook_steps.playbook_steps_position_check CHECK ((("position" >= 2) AND ("position" <= 20)))
constraint outreach.playbook_steps.playbook_steps_taken UNIQUE (org_id, playbook_id, "position")
constraint outreach.playbook_steps.playbook_steps_wait_days_check CHECK (((wait_days >= 1) AND (wait_days <= 180)))
constraint outreach.playbook_steps.playbook_steps_whatsapp_template_check CHECK ((whatsapp_template ~ '^[a-z0-9_]{1,255}$'::text))
constraint outreach.playbook_steps.playbook_steps_whatsapp_values_shape CHECK (((whatsapp_values IS NULL) OR (whatsapp_values = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(whatsapp_values))) NOT VALID
CREATE UNIQUE INDEX playbook_steps_pkey ON outreach.playbook_steps USING btree (org_id, id)
CREATE UNIQUE INDEX playbook_steps_taken ON outreach.playbook_steps USING btree (org_id, playbook_id, "position")
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.playbook_steps FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_playbook BEFORE INSERT OR UPDATE ON outreach.playbook_steps FOR EACH ROW EXECUTE FUNCTION outreach.check_playbook()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.playbook_steps REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.playbook_steps REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.playbook_steps REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.playbook_steps : A follow-up of a playbook: it is drafted so many days after the message before it, while nobody answered. @also(steps) @icon(list-ordered) @words(Playbook step, Playbook steps) @named(position, playbook_id)
comment outreach.playbook_steps body_template: Text with {{variables}}.
comment outreach.playbook_steps created_at: When it was entered.
comment outreach.playbook_steps id: Identifier; grows with time.
comment outreach.playbook_steps org_id: Organisation the row belongs to.
comment outreach.playbook_steps playbook_id: The playbook. @list
comment outreach.playbook_steps position: Its place; the playbook's own message is 1. @list
comment outreach.playbook_steps subject_template: Subject line; the first message's thread goes on when empty. @list
comment outreach.playbook_steps updated_at: When it was last changed; also the row's version.
comment outreach.playbook_steps wait_days: Days after the message before it. @list
comment outreach.playbook_steps whatsapp_template: WhatsApp: the approved template it goes as to who did not write first, with the same text.
comment outreach.playbook_steps whatsapp_values: WhatsApp: what stands in the template, in order, as a list such as ["{{contact.firstName}}"].
security outreach.playbook_steps row=t forced=t 
function outreach.reached(days integer) -- How far each lead came that was written to.
function outreach.read_from() -- Has a mailbox read.
function outreach.refuse_suppressed() -- Refuses drafts and approvals to who is suppressed.
column outreach.replies.activity_id uuid
column outreach.replies.created_at timestamp with time zone not null default now()
column outreach.replies.draft_id uuid
column outreach.replies.id uuid not null default kit.new_id()
column outreach.replies.is_lasting boolean
column outreach.replies.lead_id uuid not null
column outreach.replies.mailbox_id uuid
column outreach.replies.org_id uuid not null default kit.org_id()
column outreach.replies.outcome outreach.outcome not null
column outreach.replies.received_at timestamp with time zone not null default now()
column outreach.replies.sender text
column outreach.replies.sentiment outreach.reply_sentiment
column outreach.replies.settled_at timestamp with time zone
column outreach.replies.subject text
column outreach.replies.until_date date
column outreach.replies.updated_at timestamp with time zone not null default now()
column outreach.replies.words text
constraint outreach.replies.replies_activity_id_fkey FOREIGN KEY (org_id, activity_id) REFERENCES crm.activities(org_id, id) ON DELETE SET NULL (activity_id) DEFERRABLE
constraint outreach.replies.replies_draft_id_fkey FOREIGN KEY (org_id, draft_id) REFERENCES outreach.outreach_drafts(org_id, id) ON DELETE SET NULL (draft_id) DEFERRABLE
constraint outreach.replies.replies_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((received_at IS NULL) OR ((received_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (received_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((settled_at IS NULL) OR ((settled_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (settled_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((until_date IS NULL) OR ((until_date >= '1800-01-01'::date) AND (until_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.replies.replies_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.replies.replies_mailbox_id_fkey FOREIGN KEY (org_id, mailbox_id) REFERENCES outreach.mailboxes(org_id, id) ON DELETE SET NULL (mailbox_id) DEFERRABLE
constraint outreach.replies.replies_one_line CHECK (kit.is_line((COALESCE(sender, ''::text) || COALESCE(subject, ''::text)))) NOT VALID
constraint outreach.replies.replies_pkey PRIMARY KEY (org_id, id)
constraint outreach.replies.replies_words_check CHECK ((length(words) <= 10000))
CREATE INDEX replies_activity_id_idx ON outreach.replies USING btree (org_id, activity_id)
CREATE INDEX replies_draft_id_idx ON outreach.replies USING btree (org_id, draft_id)
CREATE INDEX replies_lead_id_idx ON outreach.replies USING btree (org_id, lead_id)
CREATE INDEX replies_mailbox_id_idx ON outreach.replies USING btree (org_id, mailbox_id)
CREATE UNIQUE INDEX replies_pkey ON outreach.replies USING btree (org_id, id)
CREATE INDEX replies_received_idx ON outreach.replies USING btree (org_id, received_at)
CREATE INDEX replies_waiting_idx ON outreach.replies USING btree (org_id, lead_id) WHERE (settled_at IS NULL)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.replies FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.replies REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.replies REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.replies REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.replies : What came back to a message: an answer, a no, a bounce, a complaint, an absence. @icon(inbox) @words(Reply, Replies) @menu(8) @named(subject, sender) @board(outcome) @card(lead_id, sentiment)
comment outreach.replies activity_id: The entry of the timeline it became. @stamped
comment outreach.replies created_at: When it was entered.
comment outreach.replies draft_id: The message it is about. @stamped
comment outreach.replies id: Identifier; grows with time.
comment outreach.replies is_lasting: Of a bounce: nothing will ever arrive there. @stamped
comment outreach.replies lead_id: The lead. @list @stamped
comment outreach.replies mailbox_id: The mailbox it was read in. @stamped
comment outreach.replies org_id: Organisation the row belongs to.
comment outreach.replies outcome: What it was. @list @stamped
comment outreach.replies received_at: When it came. @list @stamped
comment outreach.replies sender: Who wrote it. @list @personal @stamped
comment outreach.replies sentiment: What they want, by simple rules; people correct it. @list
comment outreach.replies settled_at: When somebody had dealt with it. @list
comment outreach.replies subject: Subject line. @list @personal @stamped
comment outreach.replies until_date: When they are back, as they say. @stamped
comment outreach.replies updated_at: When it was last changed; also the row's version.
comment outreach.replies words: What is new in it, without what it quotes. @personal @long @stamped
security outreach.replies row=t forced=t 
column outreach.reply_entries.about text
column outreach.reply_entries.about_id uuid
column outreach.reply_entries.at timestamp with time zone
column outreach.reply_entries.body text
column outreach.reply_entries.changes jsonb
column outreach.reply_entries.kind text
column outreach.reply_entries.link text
column outreach.reply_entries.title text
column outreach.reply_entries.user_id uuid
column outreach.reply_entries.who text
comment outreach.reply_entries : Bounces and absences on timelines. @timeline(leads)
security outreach.reply_entries row=f forced=f {security_invoker=true}
view outreach.reply_entries as  SELECT 'leads'::text AS about,     lead_id AS about_id,     received_at AS at,     'reply'::text AS kind,     (kit.in_words((outcome)::text) || COALESCE((': '::text || subject), ''::text)) AS title,     "left"(COALESCE(words, ''::text), 1000) AS body,     NULL::uuid AS user_id,     sender AS who,     ('/replies/'::text || id) AS link,     NULL::jsonb AS changes    FROM outreach.replies r   WHERE (activity_id IS NULL);
column outreach.reply_items.about text
column outreach.reply_items.acts jsonb
column outreach.reply_items.ahead integer
column outreach.reply_items.amount numeric
column outreach.reply_items.currency text
column outreach.reply_items.due_at timestamp with time zone
column outreach.reply_items.due_date date
column outreach.reply_items.icon text
column outreach.reply_items.id uuid
column outreach.reply_items.link text
column outreach.reply_items.noun text
column outreach.reply_items.overdue integer
column outreach.reply_items.title text
column outreach.reply_items.weight integer
comment outreach.reply_items : Answers that wait. @today(replies)
security outreach.reply_items row=f forced=f {security_invoker=true}
view outreach.reply_items as  SELECT 'replies'::text AS noun,     r.id,     COALESCE(r.subject, 'An answer'::text) AS title,     COALESCE(l.company_name, l.contact_name, r.sender, ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'inbox'::text AS icon,     (('/leads/'::text || r.lead_id) || '?tab=timeline'::text) AS link,     1 AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     r.received_at AS due_at,     '[{"do": "settled", "set": {"settled_at": "@now"}, "icon": "check", "told": "Done.", "word": "Done"}]'::jsonb AS acts    FROM ((outreach.replies r      JOIN crm.leads l ON (((l.org_id = r.org_id) AND (l.id = r.lead_id))))      LEFT JOIN outreach.outreach_drafts d ON (((d.org_id = r.org_id) AND (d.id = r.draft_id))))   WHERE ((r.settled_at IS NULL) AND ((r.outcome)::text = ANY (ARRAY['answered'::text, 'unsubscribed'::text, 'complained'::text])) AND (COALESCE(l.owner_id, d.created_by) = kit.user_id()));
type outreach.reply_sentiment interested,not_now,no,question,unclear  -- What somebody wants who answered, as far as simple rules tell. @values not_now='Not now' no='Not interested' @tones interested=good no=bad question=info not_now=warn
type outreach.result_state found,waiting,preview,accepted,merged,skipped,suppressed  -- How a result stands. @values preview='Only a preview' found='To be looked at' waiting='To review' @tones waiting=info accepted=good merged=good skipped=warn suppressed=bad
type outreach.run_mode daily,manual,test  -- Why a run takes place.
type outreach.run_status pending,running,completed,completed_with_errors,failed,cancelled  -- How far a run has come. @values completed_with_errors='Completed with errors' @tones pending=warn running=info completed=good completed_with_errors=warn failed=bad
type outreach.run_trigger cron,manual,test_script  -- What started a run. @values test_script=test-script
type outreach.search_kind searxng,brave  -- Who searches the web for us. @values searxng=SearXNG brave=Brave
function outreach.search_provider() -- The search provider that is asked, with its key, sealed.
column outreach.search_providers.address kit.url
column outreach.search_providers.created_at timestamp with time zone not null default now()
column outreach.search_providers.id uuid not null default kit.new_id()
column outreach.search_providers.is_active boolean not null default true
column outreach.search_providers.key kit.pii
column outreach.search_providers.kind outreach.search_kind not null
column outreach.search_providers.last_error text
column outreach.search_providers.name text not null
column outreach.search_providers.org_id uuid not null default kit.org_id()
column outreach.search_providers.updated_at timestamp with time zone not null default now()
constraint outreach.search_providers.search_providers_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.search_providers.search_providers_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 100)))
constraint outreach.search_providers.search_providers_one_line CHECK (kit.is_line((COALESCE(name, ''::text) || COALESCE((address)::text, ''::text)))) NOT VALID
constraint outreach.search_providers.search_providers_pkey PRIMARY KEY (org_id, id)
constraint outreach.search_providers.search_providers_taken UNIQUE (org_id, name)
CREATE UNIQUE INDEX search_providers_pkey ON outreach.search_providers USING btree (org_id, id)
CREATE UNIQUE INDEX search_providers_taken ON outreach.search_providers USING btree (org_id, name)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.search_providers FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER keep_search_key BEFORE UPDATE ON outreach.search_providers FOR EACH ROW EXECUTE FUNCTION outreach.keep_search_key()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.search_providers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.search_providers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.search_providers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.search_providers : A search of the web that discovery asks. @icon(globe) @words(Search provider, Search providers) @named(name) @apart
comment outreach.search_providers address: Where it is asked; of SearXNG the address of its start page. @list
comment outreach.search_providers created_at: When it was entered.
comment outreach.search_providers id: Identifier; grows with time.
comment outreach.search_providers is_active: It is asked; the one that is there longest is. @list
comment outreach.search_providers key: Its key, sealed. @secret
comment outreach.search_providers kind: Who it is. @list
comment outreach.search_providers last_error: Why it could not be asked last. @list @stamped @long
comment outreach.search_providers name: What it is called here. @list
comment outreach.search_providers org_id: Organisation the row belongs to.
comment outreach.search_providers updated_at: When it was last changed; also the row's version.
security outreach.search_providers row=t forced=t 
function outreach.send_from() -- Has what waited for a mailbox sent.
function outreach.send_soon() -- Has approved messages sent.
function outreach.settle_draft(draft uuid, ending text, detail text, at timestamp with time zone) -- Says how sending a draft ended.
function outreach.settle_result(result uuid, looked jsonb) -- Keeps what a closer look at a result found.
function outreach.spoken_of(ids text[], sender text, mailbox uuid) -- Which message of ours something speaks of.
function outreach.suppress(what outreach.suppression_type, named text, why text, came outreach.suppression_origin) -- Suppresses once, and answers the entry.
function outreach.suppressed_among(addresses text[], websites text[], companies text[]) -- Who of many is suppressed, and why.
function outreach.suppressed_leads(leads uuid[], recipients text[]) -- Which leads are suppressed, and why.
column outreach.suppression_entries.created_at timestamp with time zone not null default now()
column outreach.suppression_entries.created_by uuid default kit.user_id()
column outreach.suppression_entries.id uuid not null default kit.new_id()
column outreach.suppression_entries.key text not null default ''::text
column outreach.suppression_entries.org_id uuid not null default kit.org_id()
column outreach.suppression_entries.origin outreach.suppression_origin not null default 'by_hand'::outreach.suppression_origin
column outreach.suppression_entries.reason text
column outreach.suppression_entries.type outreach.suppression_type not null
column outreach.suppression_entries.updated_at timestamp with time zone not null default now()
column outreach.suppression_entries.value text not null
constraint outreach.suppression_entries.suppression_entries_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint outreach.suppression_entries.suppression_entries_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.suppression_entries.suppression_entries_one_line CHECK (kit.is_line((COALESCE(value, ''::text) || COALESCE(key, ''::text)))) NOT VALID
constraint outreach.suppression_entries.suppression_entries_pkey PRIMARY KEY (org_id, id)
constraint outreach.suppression_entries.suppression_entries_taken UNIQUE (org_id, type, key)
constraint outreach.suppression_entries.suppression_entries_value_check CHECK ((value <> ''::text))
CREATE INDEX suppression_entries_created_by_idx ON outreach.suppression_entries USING btree (org_id, created_by)
CREATE UNIQUE INDEX suppression_entries_pkey ON outreach.suppression_entries USING btree (org_id, id)
CREATE UNIQUE INDEX suppression_entries_taken ON outreach.suppression_entries USING btree (org_id, type, key)
CREATE INDEX suppression_entries_value_idx ON outreach.suppression_entries USING btree (org_id, value)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.suppression_entries FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_suppression BEFORE INSERT OR UPDATE ON outreach.suppression_entries FOR EACH ROW EXECUTE FUNCTION outreach.check_suppression()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.suppression_entries REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.suppression_entries REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.suppression_entries REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.suppression_entries : An address, domain or company nobody writes to. A company stands for all its contacts and leads, and for the domain of its client; a domain for what stands below it. @also(suppression, suppressions) @icon(ban) @words(Suppression, Suppressions) @menu(5) @named(value)
comment outreach.suppression_entries created_at: When it was entered.
comment outreach.suppression_entries created_by: Who entered it. @stamped
comment outreach.suppression_entries id: Identifier; grows with time.
comment outreach.suppression_entries key: What the value comes down to, however it is written. @derived
comment outreach.suppression_entries org_id: Organisation the row belongs to.
comment outreach.suppression_entries origin: How it came. @list @stamped
comment outreach.suppression_entries reason: Why. @list @long
comment outreach.suppression_entries type: What the value is. @list
comment outreach.suppression_entries updated_at: When it was last changed; also the row's version.
comment outreach.suppression_entries value: The address, domain or company name. @list
security outreach.suppression_entries row=t forced=t 
function outreach.suppression_key(what outreach.suppression_type, value text) -- What a suppressed value comes down to.
type outreach.suppression_origin by_hand,import,unsubscribe,bounce,complaint,reply,erasure  -- How it came that nobody writes there any more. @values by_hand='By hand' reply='Asked in a reply' @tones unsubscribe=warn bounce=warn complaint=bad
type outreach.suppression_type email,domain,company,erased,phone,linkedin  -- What is kept from outreach. An erased address is known by its keyed hash alone. @values erased='Erased address' phone='Telephone number' linkedin='LinkedIn profile'
function outreach.take_message(mailbox uuid, named text, numbering bigint, uid bigint, hash bytea) -- Takes a message to be heard, once.
function outreach.tell_modules(mail jsonb) -- What other modules say of a message.
function outreach.told_results(run uuid) -- The best results of a run, as JSON.
function outreach.type_of(address text) -- What kind of address this is.
column outreach.whatsapp_conversations.number text not null
column outreach.whatsapp_conversations.org_id uuid not null default kit.org_id()
column outreach.whatsapp_conversations.wrote_at timestamp with time zone not null
constraint outreach.whatsapp_conversations.whatsapp_conversations_pkey PRIMARY KEY (org_id, number)
CREATE UNIQUE INDEX whatsapp_conversations_pkey ON outreach.whatsapp_conversations USING btree (org_id, number)
comment outreach.whatsapp_conversations : When somebody wrote to us last by WhatsApp: for 24 hours after that, anything may be said to them.
comment outreach.whatsapp_conversations number: Their number, in digits. @personal
comment outreach.whatsapp_conversations org_id: Organisation the row belongs to.
comment outreach.whatsapp_conversations wrote_at: When they wrote last.
security outreach.whatsapp_conversations row=t forced=t 
column outreach.whatsapp_heard.heard_at timestamp with time zone not null default now()
column outreach.whatsapp_heard.message bytea not null
column outreach.whatsapp_heard.org_id uuid not null default kit.org_id()
constraint outreach.whatsapp_heard.whatsapp_heard_pkey PRIMARY KEY (org_id, message)
CREATE UNIQUE INDEX whatsapp_heard_pkey ON outreach.whatsapp_heard USING btree (org_id, message)
CREATE INDEX whatsapp_heard_time_idx ON outreach.whatsapp_heard USING btree (heard_at)
comment outreach.whatsapp_heard : What WhatsApp told us already, for it tells some things twice.
comment outreach.whatsapp_heard heard_at: When.
comment outreach.whatsapp_heard message: SHA-256 of its own id.
comment outreach.whatsapp_heard org_id: Organisation the row belongs to.
security outreach.whatsapp_heard row=t forced=t 
column outreach.whatsapp_numbers.address kit.url not null default 'https://graph.facebook.com/v23.0'::text
column outreach.whatsapp_numbers.app_secret kit.pii
column outreach.whatsapp_numbers.created_at timestamp with time zone not null default now()
column outreach.whatsapp_numbers.failure text
column outreach.whatsapp_numbers.heard_at timestamp with time zone
column outreach.whatsapp_numbers.id uuid not null default kit.new_id()
column outreach.whatsapp_numbers.is_active boolean not null default true
column outreach.whatsapp_numbers.name text not null
column outreach.whatsapp_numbers.number_id text not null
column outreach.whatsapp_numbers.org_id uuid not null default kit.org_id()
column outreach.whatsapp_numbers.per_day integer not null default 200
column outreach.whatsapp_numbers.per_hour integer not null default 40
column outreach.whatsapp_numbers.shown_as text
column outreach.whatsapp_numbers.token kit.pii
column outreach.whatsapp_numbers.updated_at timestamp with time zone not null default now()
column outreach.whatsapp_numbers.verified_at timestamp with time zone
constraint outreach.whatsapp_numbers.whatsapp_numbers_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((heard_at IS NULL) OR ((heard_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (heard_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((verified_at IS NULL) OR ((verified_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (verified_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.whatsapp_numbers.whatsapp_numbers_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 100)))
constraint outreach.whatsapp_numbers.whatsapp_numbers_number_id_check CHECK ((number_id ~ '^[0-9]{5,30}$'::text))
constraint outreach.whatsapp_numbers.whatsapp_numbers_one_line CHECK (kit.is_line((((COALESCE(name, ''::text) || COALESCE(number_id, ''::text)) || COALESCE((address)::text, ''::text)) || COALESCE(shown_as, ''::text)))) NOT VALID
constraint outreach.whatsapp_numbers.whatsapp_numbers_per_day_check CHECK (((per_day >= 1) AND (per_day <= 100000)))
constraint outreach.whatsapp_numbers.whatsapp_numbers_per_hour_check CHECK (((per_hour >= 1) AND (per_hour <= 50000)))
constraint outreach.whatsapp_numbers.whatsapp_numbers_pkey PRIMARY KEY (org_id, id)
constraint outreach.whatsapp_numbers.whatsapp_numbers_shown_as_check CHECK ((length(shown_as) <= 100))
constraint outreach.whatsapp_numbers.whatsapp_numbers_taken UNIQUE (org_id, number_id)
CREATE UNIQUE INDEX whatsapp_numbers_pkey ON outreach.whatsapp_numbers USING btree (org_id, id)
CREATE UNIQUE INDEX whatsapp_numbers_taken ON outreach.whatsapp_numbers USING btree (org_id, number_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.whatsapp_numbers FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER drop_guest_links AFTER DELETE ON outreach.whatsapp_numbers REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION identity.drop_guest_links('whatsapp_numbers')
CREATE TRIGGER keep_whatsapp_number BEFORE UPDATE ON outreach.whatsapp_numbers FOR EACH ROW EXECUTE FUNCTION outreach.keep_whatsapp_number()
CREATE TRIGGER send_from AFTER UPDATE OF verified_at, is_active, per_day, per_hour ON outreach.whatsapp_numbers FOR EACH ROW WHEN (((new.verified_at IS NOT NULL) AND new.is_active)) EXECUTE FUNCTION outreach.send_from()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.whatsapp_numbers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.whatsapp_numbers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.whatsapp_numbers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.whatsapp_numbers : A number of the WhatsApp Business Cloud API messages leave by. Its secrets are set by a verb of its own and read by nobody. @also(whatsapp) @icon(message-square) @words(WhatsApp number, WhatsApp numbers) @menu(8) @named(name, shown_as)
comment outreach.whatsapp_numbers address: Where the Cloud API is asked, with its version.
comment outreach.whatsapp_numbers app_secret: App secret, by which what WhatsApp tells us is known to be from it. @secret
comment outreach.whatsapp_numbers created_at: When it was entered.
comment outreach.whatsapp_numbers failure: Why it could not. @list @stamped @long
comment outreach.whatsapp_numbers heard_at: When WhatsApp last told us something. @list @stamped
comment outreach.whatsapp_numbers id: Identifier; grows with time.
comment outreach.whatsapp_numbers is_active: It sends. @list
comment outreach.whatsapp_numbers name: What it is called here. @list
comment outreach.whatsapp_numbers number_id: Its phone number ID, as Meta shows it; not the number itself. @list
comment outreach.whatsapp_numbers org_id: Organisation the row belongs to.
comment outreach.whatsapp_numbers per_day: Messages in 24 hours at most. @list
comment outreach.whatsapp_numbers per_hour: Messages in an hour at most. @list
comment outreach.whatsapp_numbers shown_as: Number and name people see. @list @stamped
comment outreach.whatsapp_numbers token: Access token. @secret
comment outreach.whatsapp_numbers updated_at: When it was last changed; also the row's version.
comment outreach.whatsapp_numbers verified_at: When WhatsApp last knew it; it sends nothing before. @list @stamped
security outreach.whatsapp_numbers row=t forced=t 
column outreach.whatsapp_opt_ins.created_at timestamp with time zone not null default now()
column outreach.whatsapp_opt_ins.created_by uuid default kit.user_id()
column outreach.whatsapp_opt_ins.how text not null
column outreach.whatsapp_opt_ins.id uuid not null default kit.new_id()
column outreach.whatsapp_opt_ins.lead_id uuid not null
column outreach.whatsapp_opt_ins.org_id uuid not null default kit.org_id()
column outreach.whatsapp_opt_ins.updated_at timestamp with time zone not null default now()
constraint outreach.whatsapp_opt_ins.whatsapp_opt_ins_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint outreach.whatsapp_opt_ins.whatsapp_opt_ins_how_check CHECK (((TRIM(BOTH FROM how) <> ''::text) AND (length(how) <= 500)))
constraint outreach.whatsapp_opt_ins.whatsapp_opt_ins_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint outreach.whatsapp_opt_ins.whatsapp_opt_ins_lead_id_fkey FOREIGN KEY (org_id, lead_id) REFERENCES crm.leads(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint outreach.whatsapp_opt_ins.whatsapp_opt_ins_once UNIQUE (org_id, lead_id)
constraint outreach.whatsapp_opt_ins.whatsapp_opt_ins_one_line CHECK (kit.is_line(COALESCE(how, ''::text))) NOT VALID
constraint outreach.whatsapp_opt_ins.whatsapp_opt_ins_pkey PRIMARY KEY (org_id, id)
CREATE INDEX whatsapp_opt_ins_created_by_idx ON outreach.whatsapp_opt_ins USING btree (org_id, created_by)
CREATE UNIQUE INDEX whatsapp_opt_ins_once ON outreach.whatsapp_opt_ins USING btree (org_id, lead_id)
CREATE UNIQUE INDEX whatsapp_opt_ins_pkey ON outreach.whatsapp_opt_ins USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON outreach.whatsapp_opt_ins FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON outreach.whatsapp_opt_ins REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON outreach.whatsapp_opt_ins REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON outreach.whatsapp_opt_ins REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment outreach.whatsapp_opt_ins : A lead that agreed to hear from us by WhatsApp, and how: WhatsApp asks for that before anybody is written to first. @also(opt_ins) @icon(badge-check) @words(WhatsApp agreement, WhatsApp agreements) @named(lead_id)
comment outreach.whatsapp_opt_ins created_at: When it was entered.
comment outreach.whatsapp_opt_ins created_by: Who noted it. @list @stamped
comment outreach.whatsapp_opt_ins how: How and where they agreed. @list
comment outreach.whatsapp_opt_ins id: Identifier; grows with time.
comment outreach.whatsapp_opt_ins lead_id: The lead. @list
comment outreach.whatsapp_opt_ins org_id: Organisation the row belongs to.
comment outreach.whatsapp_opt_ins updated_at: When it was last changed; also the row's version.
security outreach.whatsapp_opt_ins row=t forced=t 
function outreach.whatsapp_secrets(number uuid, OUT token bytea, OUT app_secret bytea) -- What of a number is sealed.
function outreach.whatsapp_status(wamid text, said text, detail text, unreachable boolean, at timestamp with time zone) -- What WhatsApp says of a message that was handed over.
function outreach.whatsapp_way(lead uuid, recipient text, template text, body text, made_body text, at timestamp with time zone) -- How a message may go by WhatsApp: session, template, or not at all.
function outreach.whatsapp_wrote(wamid text, sender text, quoted text, at timestamp with time zone, OUT lead uuid, OUT draft uuid, OUT is_new boolean) -- Who wrote to us by WhatsApp, once.
function outreach.written_to(draft uuid) -- The address a message went to.
function outreach.zone() -- The organisation's time zone.
function outreach.zones() -- The time zones people in a country work in.
function recruiting.a_year(amount bigint, unit recruiting.salary_unit) -- A salary as if it were paid for a year.
column recruiting.absences.candidate_id uuid not null
column recruiting.absences.created_at timestamp with time zone not null default now()
column recruiting.absences.created_by uuid default kit.user_id()
column recruiting.absences.end_date date not null
column recruiting.absences.id uuid not null default kit.new_id()
column recruiting.absences.org_id uuid not null default kit.org_id()
column recruiting.absences.reason text
column recruiting.absences.start_date date not null
column recruiting.absences.updated_at timestamp with time zone not null default now()
constraint recruiting.absences.absences_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.absences.absences_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint recruiting.absences.absences_dates_in_order CHECK ((end_date >= start_date))
constraint recruiting.absences.absences_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((end_date IS NULL) OR ((end_date >= '1800-01-01'::date) AND (end_date < '3000-01-01'::date))) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.absences.absences_one_line CHECK (kit.is_line(COALESCE(reason, ''::text))) NOT VALID
constraint recruiting.absences.absences_pkey PRIMARY KEY (org_id, id)
CREATE INDEX absences_created_by_idx ON recruiting.absences USING btree (org_id, created_by)
CREATE INDEX absences_days_idx ON recruiting.absences USING btree (org_id, candidate_id, end_date)
CREATE UNIQUE INDEX absences_pkey ON recruiting.absences USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.absences FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_absence BEFORE INSERT OR UPDATE OF candidate_id, start_date, end_date ON recruiting.absences FOR EACH ROW EXECUTE FUNCTION recruiting.check_absence()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.absences REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.absences REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.absences REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.absences : Days a person is not there: holidays, illness, another engagement. @icon(calendar-clock) @words(Absence, Absences) @menu(8) @named(reason, candidate_id) @calendar(start_date)
comment recruiting.absences candidate_id: The person. @list
comment recruiting.absences created_at: When it was entered.
comment recruiting.absences created_by: Who entered it. @stamped
comment recruiting.absences end_date: Last day away. @list
comment recruiting.absences id: Identifier; grows with time.
comment recruiting.absences org_id: Organisation the row belongs to.
comment recruiting.absences reason: Why, such as Holiday. @list
comment recruiting.absences start_date: First day away. @list
comment recruiting.absences updated_at: When it was last changed; also the row's version.
security recruiting.absences row=t forced=t 
column recruiting.action_items.about text
column recruiting.action_items.acts jsonb
column recruiting.action_items.ahead integer
column recruiting.action_items.amount numeric
column recruiting.action_items.currency text
column recruiting.action_items.due_at timestamp with time zone
column recruiting.action_items.due_date date
column recruiting.action_items.icon text
column recruiting.action_items.id uuid
column recruiting.action_items.link text
column recruiting.action_items.noun text
column recruiting.action_items.overdue integer
column recruiting.action_items.title text
column recruiting.action_items.weight integer
comment recruiting.action_items : Actions that wait. @today(action_queue)
security recruiting.action_items row=f forced=f {security_invoker=true}
view recruiting.action_items as  SELECT 'action_queue'::text AS noun,     q.id,     q.title,     COALESCE(q.description, ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,         CASE             WHEN ((q.type = 'parse_failure'::recruiting.action_type) AND (q.related_candidate_id IS NOT NULL) AND (q.related_file_id IS NOT NULL)) THEN format('/candidates/%s/resume/%s'::text, q.related_candidate_id, q.related_file_id)             WHEN ((q.type = 'new_matches'::recruiting.action_type) AND (q.related_job_id IS NOT NULL)) THEN format('/applications?job_id=eq.%s&status=eq.new&order=match_score.desc.nullslast'::text, q.related_job_id)             WHEN (t.id IS NOT NULL) THEN format('/applications/%s#chat'::text, t.id)             ELSE NULL::text         END AS link,         CASE q.priority             WHEN 'high'::recruiting.action_priority THEN 0             WHEN 'medium'::recruiting.action_priority THEN 20             ELSE 40         END AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     q.created_at AS due_at,     (         CASE             WHEN ((q.type = 'parse_failure'::recruiting.action_type) AND (q.related_candidate_id IS NOT NULL) AND (q.related_file_id IS NOT NULL)) THEN jsonb_build_array(jsonb_build_object('do', 'read', 'word', 'Read it again', 'verb', 'read_resume', 'input', jsonb_build_object('candidate', q.related_candidate_id, 'file', q.related_file_id), 'told', 'It was read again.'))             WHEN ((q.type = 'no_response'::recruiting.action_type) AND (t.id IS NOT NULL)) THEN jsonb_build_array(jsonb_build_object('do', 'remind', 'word', 'Send a reminder', 'verb', 'send_chat_reminder', 'input', jsonb_build_object('application', t.id), 'told', 'The reminder is on its way.'))             WHEN (t.id IS NOT NULL) THEN jsonb_build_array(jsonb_build_object('do', 'open', 'word', 'Answer', 'page', format('/applications/%s/chat'::text, t.id), 'told', 'Answered.'))             ELSE '[]'::jsonb         END || '[{"do": "done", "set": {"is_dismissed": true}, "told": "Done.", "word": "Done"}, {"do": "snooze", "set": {"snooze_ends_at": "@tomorrow"}, "icon": "clock", "told": "Back tomorrow at 8.", "word": "Snooze until tomorrow"}, {"do": "dismiss", "set": {"is_dismissed": true}, "icon": "x", "told": "Done.", "word": "Dismiss"}]'::jsonb) AS acts    FROM (recruiting.action_queue q      LEFT JOIN recruiting.applications t ON (((t.org_id = q.org_id) AND (t.job_id = q.related_job_id) AND (t.candidate_id = q.related_candidate_id) AND (q.type = ANY (ARRAY['chat_followup'::recruiting.action_type, 'no_response'::recruiting.action_type, 'intervention_needed'::recruiting.action_type])) AND (q.title !~~ '% asks for the erasure of their data'::text))))   WHERE ((q.user_id = kit.user_id()) AND (NOT q.is_dismissed) AND ((q.snooze_ends_at IS NULL) OR (q.snooze_ends_at <= now())));
type recruiting.action_priority high,medium,low  -- How urgent it is. @values high=High medium=Medium low=Low @tones high=bad medium=warn
column recruiting.action_queue.created_at timestamp with time zone not null default now()
column recruiting.action_queue.description text
column recruiting.action_queue.id uuid not null default kit.new_id()
column recruiting.action_queue.is_dismissed boolean not null default false
column recruiting.action_queue.org_id uuid not null default kit.org_id()
column recruiting.action_queue.priority recruiting.action_priority not null default 'medium'::recruiting.action_priority
column recruiting.action_queue.related_candidate_id uuid
column recruiting.action_queue.related_file_id uuid
column recruiting.action_queue.related_job_id uuid
column recruiting.action_queue.snooze_ends_at timestamp with time zone
column recruiting.action_queue.title text not null
column recruiting.action_queue.type recruiting.action_type not null
column recruiting.action_queue.updated_at timestamp with time zone not null default now()
column recruiting.action_queue.user_id uuid not null default kit.user_id()
constraint recruiting.action_queue.action_queue_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((snooze_ends_at IS NULL) OR ((snooze_ends_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (snooze_ends_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.action_queue.action_queue_one_line CHECK (kit.is_line(COALESCE(title, ''::text))) NOT VALID
constraint recruiting.action_queue.action_queue_pkey PRIMARY KEY (org_id, id)
constraint recruiting.action_queue.action_queue_related_candidate_id_fkey FOREIGN KEY (org_id, related_candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.action_queue.action_queue_related_file_id_fkey FOREIGN KEY (org_id, related_file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (related_file_id) DEFERRABLE
constraint recruiting.action_queue.action_queue_related_job_id_fkey FOREIGN KEY (org_id, related_job_id) REFERENCES recruiting.jobs(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.action_queue.action_queue_title_check CHECK ((title <> ''::text))
constraint recruiting.action_queue.action_queue_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX action_queue_open_idx ON recruiting.action_queue USING btree (org_id, user_id, priority) WHERE (NOT is_dismissed)
CREATE UNIQUE INDEX action_queue_pkey ON recruiting.action_queue USING btree (org_id, id)
CREATE INDEX action_queue_related_candidate_id_idx ON recruiting.action_queue USING btree (org_id, related_candidate_id)
CREATE INDEX action_queue_related_file_id_idx ON recruiting.action_queue USING btree (org_id, related_file_id)
CREATE INDEX action_queue_related_job_id_idx ON recruiting.action_queue USING btree (org_id, related_job_id)
CREATE INDEX action_queue_user_id_idx ON recruiting.action_queue USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.action_queue FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.action_queue REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.action_queue REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.action_queue REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.action_queue : Something that waits for a recruiter. @icon(inbox) @words(Action, Action queue)
comment recruiting.action_queue created_at: When it was entered.
comment recruiting.action_queue description: More about it. @long
comment recruiting.action_queue id: Identifier; grows with time.
comment recruiting.action_queue is_dismissed: Done or dismissed. @list
comment recruiting.action_queue org_id: Organisation the row belongs to.
comment recruiting.action_queue priority: How urgent it is. @list
comment recruiting.action_queue related_candidate_id: The candidate it is about.
comment recruiting.action_queue related_file_id: The file it is about.
comment recruiting.action_queue related_job_id: The job it is about.
comment recruiting.action_queue snooze_ends_at: Not shown before this.
comment recruiting.action_queue title: What it is, in a line. @list
comment recruiting.action_queue type: Why it waits. @list
comment recruiting.action_queue updated_at: When it was last changed; also the row's version.
comment recruiting.action_queue user_id: The recruiter who needs to see it. @list
security recruiting.action_queue row=t forced=t 
type recruiting.action_type new_matches,chat_followup,no_response,parse_failure,intervention_needed  -- Why something waits for a recruiter. @values new_matches=NEW_MATCHES chat_followup=CHAT_FOLLOWUP no_response=NO_RESPONSE parse_failure=PARSE_FAILURE intervention_needed=INTERVENTION_NEEDED @tones intervention_needed=warn
function recruiting.active_applications() -- Active applications. @figure(applications) @link(/applications?view=board) @measures value=count @places recruiter=1
function recruiting.active_jobs(client crm.clients) -- What goes on for them: active projects, people placed and openings being filled, together.
function recruiting.answer_wants(kind recruiting.question_kind, choices jsonb, answer text) -- What an answer has to be instead; null when it fits.
column recruiting.application_answers.answer text not null
column recruiting.application_answers.application_id uuid not null
column recruiting.application_answers.created_at timestamp with time zone not null default now()
column recruiting.application_answers.id uuid not null default kit.new_id()
column recruiting.application_answers.is_knock_out boolean not null default false
column recruiting.application_answers.org_id uuid not null default kit.org_id()
column recruiting.application_answers.question text not null
column recruiting.application_answers.question_id uuid
column recruiting.application_answers.updated_at timestamp with time zone not null default now()
constraint recruiting.application_answers.application_answers_answer_check CHECK (((answer <> ''::text) AND (length(answer) <= 2000)))
constraint recruiting.application_answers.application_answers_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.application_answers.application_answers_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.application_answers.application_answers_one_line CHECK (kit.is_line(COALESCE(question, ''::text))) NOT VALID
constraint recruiting.application_answers.application_answers_pkey PRIMARY KEY (org_id, id)
constraint recruiting.application_answers.application_answers_question_id_fkey FOREIGN KEY (org_id, question_id) REFERENCES recruiting.job_questions(org_id, id) ON DELETE SET NULL (question_id) DEFERRABLE
CREATE INDEX application_answers_application_id_idx ON recruiting.application_answers USING btree (org_id, application_id)
CREATE UNIQUE INDEX application_answers_pkey ON recruiting.application_answers USING btree (org_id, id)
CREATE INDEX application_answers_question_id_idx ON recruiting.application_answers USING btree (org_id, question_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.application_answers FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_answer BEFORE INSERT OR UPDATE OF question_id, answer ON recruiting.application_answers FOR EACH ROW EXECUTE FUNCTION recruiting.check_answer()
CREATE TRIGGER mark_application AFTER INSERT OR DELETE OR UPDATE ON recruiting.application_answers FOR EACH ROW EXECUTE FUNCTION recruiting.mark_application()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.application_answers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.application_answers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.application_answers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.application_answers : What somebody answered to a question of the job they apply for. Written when they apply, and as it was asked. @icon(circle-question-mark) @words(Answer, Answers) @named(question)
comment recruiting.application_answers answer: What was answered. @list @personal @long
comment recruiting.application_answers application_id: The application. @list
comment recruiting.application_answers created_at: When it was entered.
comment recruiting.application_answers id: Identifier; grows with time.
comment recruiting.application_answers is_knock_out: The job marks this answer. @list @label('Marked') @derived
comment recruiting.application_answers org_id: Organisation the row belongs to.
comment recruiting.application_answers question: What was asked. @list
comment recruiting.application_answers question_id: The question; empty when the job asks it no more.
comment recruiting.application_answers updated_at: When it was last changed; also the row's version.
security recruiting.application_answers row=t forced=t 
column recruiting.application_forms.answers jsonb not null default '{}'::jsonb
column recruiting.application_forms.application_id uuid not null
column recruiting.application_forms.checked_at timestamp with time zone
column recruiting.application_forms.consent_text text
column recruiting.application_forms.created_at timestamp with time zone not null default now()
column recruiting.application_forms.details kit.pii
column recruiting.application_forms.file_id uuid
column recruiting.application_forms.id uuid not null default kit.new_id()
column recruiting.application_forms.joins_talent_pool boolean not null default false
column recruiting.application_forms.made_profile boolean not null default false
column recruiting.application_forms.org_id uuid not null default kit.org_id()
column recruiting.application_forms.read_error text
column recruiting.application_forms.retention_months integer
column recruiting.application_forms.taken_over_at timestamp with time zone
column recruiting.application_forms.taken_over_by uuid
column recruiting.application_forms.updated_at timestamp with time zone not null default now()
constraint recruiting.application_forms.application_forms_answers_shape CHECK (((answers IS NULL) OR (answers = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_object(answers))) NOT VALID
constraint recruiting.application_forms.application_forms_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.application_forms.application_forms_bounded CHECK (kit.is_bounded(answers)) NOT VALID
constraint recruiting.application_forms.application_forms_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (file_id) DEFERRABLE
constraint recruiting.application_forms.application_forms_in_range CHECK ((((checked_at IS NULL) OR ((checked_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (checked_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((taken_over_at IS NULL) OR ((taken_over_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (taken_over_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.application_forms.application_forms_pkey PRIMARY KEY (org_id, id)
constraint recruiting.application_forms.application_forms_taken_over_by_fkey FOREIGN KEY (org_id, taken_over_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (taken_over_by) DEFERRABLE
CREATE INDEX application_forms_application_id_idx ON recruiting.application_forms USING btree (org_id, application_id)
CREATE INDEX application_forms_file_id_idx ON recruiting.application_forms USING btree (org_id, file_id)
CREATE UNIQUE INDEX application_forms_pkey ON recruiting.application_forms USING btree (org_id, id)
CREATE INDEX application_forms_taken_over_by_idx ON recruiting.application_forms USING btree (org_id, taken_over_by)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.application_forms FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER drop_guest_links AFTER DELETE ON recruiting.application_forms REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION identity.drop_guest_links('application_forms')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.application_forms REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.application_forms REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.application_forms REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.application_forms : What somebody sent with an application: their details and their résumé. It stands beside the profile, which only a person who is known, or a recruiter, makes it part of. @icon(file-text) @words(Sent form, Sent forms) @named(created_at) @apart
comment recruiting.application_forms answers: What was answered again, by question; it counts when the form is taken over. @personal
comment recruiting.application_forms application_id: The application. @list
comment recruiting.application_forms checked_at: When who sent it had looked through what was read. @list
comment recruiting.application_forms consent_text: What was agreed to. @long
comment recruiting.application_forms created_at: When it was entered.
comment recruiting.application_forms details: What was filled in, column by column. @long
comment recruiting.application_forms file_id: The résumé. @list
comment recruiting.application_forms id: Identifier; grows with time.
comment recruiting.application_forms joins_talent_pool: They agreed to hear of other jobs.
comment recruiting.application_forms made_profile: The profile was made from it. @list
comment recruiting.application_forms org_id: Organisation the row belongs to.
comment recruiting.application_forms read_error: Why the résumé could not be read. @long
comment recruiting.application_forms retention_months: For how many months.
comment recruiting.application_forms taken_over_at: When it was made part of the profile. @list
comment recruiting.application_forms taken_over_by: Who did that; empty for the person.
comment recruiting.application_forms updated_at: When it was last changed; also the row's version.
security recruiting.application_forms row=t forced=t 
column recruiting.application_items.about text
column recruiting.application_items.acts jsonb
column recruiting.application_items.ahead integer
column recruiting.application_items.amount numeric
column recruiting.application_items.currency text
column recruiting.application_items.due_at timestamp with time zone
column recruiting.application_items.due_date date
column recruiting.application_items.icon text
column recruiting.application_items.id uuid
column recruiting.application_items.link text
column recruiting.application_items.noun text
column recruiting.application_items.overdue integer
column recruiting.application_items.title text
column recruiting.application_items.weight integer
comment recruiting.application_items : Applications to follow up. @today(applications)
security recruiting.application_items row=f forced=f {security_invoker=true}
view recruiting.application_items as  SELECT 'applications'::text AS noun,     id,     ('Follow up with '::text || COALESCE(( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = a.org_id) AND (c.id = a.candidate_id))), ''::text)) AS title,     COALESCE(( SELECT j.title            FROM recruiting.jobs j           WHERE ((j.org_id = a.org_id) AND (j.id = a.job_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     15 AS weight,     NULL::integer AS overdue,     0 AS ahead,     next_follow_up_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM recruiting.applications a   WHERE (is_active AND (next_follow_up_date IS NOT NULL) AND ((follow_up_status IS DISTINCT FROM 'int_scheduled'::recruiting.follow_up_status) OR (NOT (EXISTS ( SELECT            FROM recruiting.interviews i           WHERE ((i.org_id = a.org_id) AND (i.application_id = a.id) AND (i.status = 'scheduled'::recruiting.interview_status)))))));
type recruiting.application_status new,screening,interview,offer,rejected,withdrawn  -- How far an application has come. @tones new=info screening=info interview=info offer=good rejected=bad
column recruiting.application_timeline.application_id uuid not null
column recruiting.application_timeline.changed_by uuid
column recruiting.application_timeline.created_at timestamp with time zone not null default clock_timestamp()
column recruiting.application_timeline.id uuid not null default kit.new_id()
column recruiting.application_timeline.new_status text not null
column recruiting.application_timeline.org_id uuid not null default kit.org_id()
column recruiting.application_timeline.previous_status text
column recruiting.application_timeline.remarks text
column recruiting.application_timeline.updated_at timestamp with time zone not null default now()
constraint recruiting.application_timeline.application_timeline_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.application_timeline.application_timeline_changed_by_fkey FOREIGN KEY (org_id, changed_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (changed_by) DEFERRABLE
constraint recruiting.application_timeline.application_timeline_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.application_timeline.application_timeline_one_line CHECK (kit.is_line((COALESCE(previous_status, ''::text) || COALESCE(new_status, ''::text)))) NOT VALID
constraint recruiting.application_timeline.application_timeline_pkey PRIMARY KEY (org_id, id)
CREATE INDEX application_timeline_application_id_idx ON recruiting.application_timeline USING btree (org_id, application_id)
CREATE INDEX application_timeline_changed_by_idx ON recruiting.application_timeline USING btree (org_id, changed_by)
CREATE UNIQUE INDEX application_timeline_pkey ON recruiting.application_timeline USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.application_timeline FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment recruiting.application_timeline : What happened to an application: every change of status, written by the database.
comment recruiting.application_timeline application_id: The application. @list
comment recruiting.application_timeline changed_by: Who changed it; empty for the system. @list
comment recruiting.application_timeline created_at: When it was entered.
comment recruiting.application_timeline id: Identifier; grows with time.
comment recruiting.application_timeline new_status: Status after. @list
comment recruiting.application_timeline org_id: Organisation the row belongs to.
comment recruiting.application_timeline previous_status: Status before; empty at the start. @list
comment recruiting.application_timeline remarks: The recruiter's remark at that moment. @long
comment recruiting.application_timeline updated_at: When it was last changed; also the row's version.
security recruiting.application_timeline row=t forced=t 
column recruiting.applications.ai_custom_summary text
column recruiting.applications.applied_at timestamp with time zone not null default now()
column recruiting.applications.asked_again_at timestamp with time zone
column recruiting.applications.automation_status recruiting.automation_status not null default 'new'::recruiting.automation_status
column recruiting.applications.candidate_id uuid not null
column recruiting.applications.consent_text text
column recruiting.applications.consented_at timestamp with time zone
column recruiting.applications.created_at timestamp with time zone not null default now()
column recruiting.applications.follow_up_remarks text
column recruiting.applications.follow_up_status recruiting.follow_up_status
column recruiting.applications.id uuid not null default kit.new_id()
column recruiting.applications.is_active boolean not null generated ((status <> ALL (ARRAY['rejected'::recruiting.application_status, 'withdrawn'::recruiting.application_status])) AND COALESCE((follow_up_status <> ALL (ARRAY['joined'::recruiting.follow_up_status, 'no_show'::recruiting.follow_up_status, 'rejected'::recruiting.follow_up_status])), true))
column recruiting.applications.is_knocked_out boolean not null default false
column recruiting.applications.is_recruiter_approved boolean not null default false
column recruiting.applications.job_id uuid not null
column recruiting.applications.joined_date date
column recruiting.applications.joins_talent_pool boolean not null default false
column recruiting.applications.match_score kit.percent
column recruiting.applications.next_follow_up_date date
column recruiting.applications.org_id uuid not null default kit.org_id()
column recruiting.applications.referred_by_id uuid
column recruiting.applications.rejection_reason text
column recruiting.applications.retention_end_date date
column recruiting.applications.source text
column recruiting.applications.status recruiting.application_status not null default 'new'::recruiting.application_status
column recruiting.applications.updated_at timestamp with time zone not null default now()
column recruiting.applications.utm_campaign text
column recruiting.applications.utm_content text
column recruiting.applications.utm_medium text
column recruiting.applications.utm_source text
column recruiting.applications.utm_term text
constraint recruiting.applications.applications_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.applications.applications_in_range CHECK ((((applied_at IS NULL) OR ((applied_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (applied_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((asked_again_at IS NULL) OR ((asked_again_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (asked_again_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((consented_at IS NULL) OR ((consented_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (consented_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((joined_date IS NULL) OR ((joined_date >= '1800-01-01'::date) AND (joined_date < '3000-01-01'::date))) AND ((next_follow_up_date IS NULL) OR ((next_follow_up_date >= '1800-01-01'::date) AND (next_follow_up_date < '3000-01-01'::date))) AND ((retention_end_date IS NULL) OR ((retention_end_date >= '1800-01-01'::date) AND (retention_end_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.applications.applications_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES recruiting.jobs(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.applications.applications_once UNIQUE (org_id, job_id, candidate_id)
constraint recruiting.applications.applications_one_line CHECK (kit.is_line(((((((COALESCE(source, ''::text) || COALESCE(utm_source, ''::text)) || COALESCE(utm_medium, ''::text)) || COALESCE(utm_campaign, ''::text)) || COALESCE(utm_term, ''::text)) || COALESCE(utm_content, ''::text)) || COALESCE(rejection_reason, ''::text)))) NOT VALID
constraint recruiting.applications.applications_pkey PRIMARY KEY (org_id, id)
constraint recruiting.applications.applications_referred_by_id_fkey FOREIGN KEY (org_id, referred_by_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE SET NULL (referred_by_id) DEFERRABLE
CREATE INDEX applications_candidate_id_idx ON recruiting.applications USING btree (org_id, candidate_id)
CREATE INDEX applications_follow_up_idx ON recruiting.applications USING btree (org_id, next_follow_up_date)
CREATE INDEX applications_job_id_idx ON recruiting.applications USING btree (org_id, job_id)
CREATE INDEX applications_newest_idx ON recruiting.applications USING btree (org_id, created_at DESC, id DESC)
CREATE UNIQUE INDEX applications_once ON recruiting.applications USING btree (org_id, job_id, candidate_id)
CREATE UNIQUE INDEX applications_pkey ON recruiting.applications USING btree (org_id, id)
CREATE INDEX applications_referred_by_id_idx ON recruiting.applications USING btree (org_id, referred_by_id)
CREATE INDEX applications_status_idx ON recruiting.applications USING btree (org_id, status)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER call_off_interviews AFTER UPDATE ON recruiting.applications FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION recruiting.call_off_interviews()
CREATE TRIGGER drop_guest_links AFTER DELETE ON recruiting.applications REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION identity.drop_guest_links('applications')
CREATE TRIGGER end_offers AFTER UPDATE ON recruiting.applications FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION recruiting.end_offers()
CREATE TRIGGER fill_job AFTER INSERT OR UPDATE OF follow_up_status, job_id ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION recruiting.fill_job()
CREATE TRIGGER guard_application BEFORE INSERT OR UPDATE ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION recruiting.guard_application()
CREATE TRIGGER guard_chat_state BEFORE INSERT OR UPDATE OF automation_status ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION recruiting.guard_chat_state()
CREATE TRIGGER keep_arranged BEFORE DELETE ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION recruiting.keep_arranged()
CREATE TRIGGER move_application BEFORE INSERT OR UPDATE ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION recruiting.move_application()
CREATE TRIGGER record_status AFTER INSERT OR UPDATE ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION recruiting.record_status()
CREATE TRIGGER report_application AFTER INSERT OR UPDATE OF status, follow_up_status ON recruiting.applications FOR EACH ROW EXECUTE FUNCTION recruiting.report_application()
CREATE TRIGGER y_matches_update AFTER UPDATE OF status ON recruiting.applications FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION kit.note('score_applications', 'values (n.id)')
CREATE TRIGGER y_score_insert AFTER INSERT ON recruiting.applications REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('score_applications', 'values (n.id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.applications REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.applications REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.applications REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.applications : One candidate on one job. @icon(clipboard-list) @menu(3) @named(candidate_id, job_id) @board(status) @calendar(next_follow_up_date) @card(job_id, match_score, follow_up_status)
comment recruiting.applications ai_custom_summary: Why they fit or do not, in words. @label(Summary) @derived @long @personal
comment recruiting.applications applied_at: When they applied. @list @stamped
comment recruiting.applications asked_again_at: When they were asked whether their data may be kept longer. @group(Consent) @stamped
comment recruiting.applications automation_status: What the co-pilot is doing. @derived
comment recruiting.applications candidate_id: The person. @list
comment recruiting.applications consent_text: What they agreed to. @group(Consent) @stamped @long
comment recruiting.applications consented_at: When they agreed that their data is kept. @group(Consent) @stamped
comment recruiting.applications created_at: When it was entered.
comment recruiting.applications follow_up_remarks: Recruiter's notes. @long
comment recruiting.applications follow_up_status: Where the recruiter's follow-up stands. @list
comment recruiting.applications id: Identifier; grows with time.
comment recruiting.applications is_active: The process goes on: not rejected, withdrawn or hired.
comment recruiting.applications is_knocked_out: An answer is one that the job marks; what follows is decided by people. @label('Marked by an answer') @derived
comment recruiting.applications is_recruiter_approved: A recruiter vouches for the person.
comment recruiting.applications job_id: The job. @list
comment recruiting.applications joined_date: Their first day.
comment recruiting.applications joins_talent_pool: They agreed to hear of other jobs. @group(Consent) @stamped
comment recruiting.applications match_score: How well the person fits this job, 0 to 100. @list @derived
comment recruiting.applications next_follow_up_date: When to follow up next. @list
comment recruiting.applications org_id: Organisation the row belongs to.
comment recruiting.applications referred_by_id: Who told them of the job. @group('How they came') @stamped
comment recruiting.applications rejection_reason: Why they were rejected; a rejected application needs it.
comment recruiting.applications retention_end_date: Until when they agreed to it. @group(Consent) @stamped
comment recruiting.applications source: Where they came from, as the link said: a board, a feed, friend. @group('How they came') @stamped
comment recruiting.applications status: How far it has come. @list
comment recruiting.applications updated_at: When it was last changed; also the row's version.
comment recruiting.applications utm_campaign: utm_campaign of the link. @group('How they came') @stamped
comment recruiting.applications utm_content: utm_content of the link. @group('How they came') @stamped
comment recruiting.applications utm_medium: utm_medium of the link. @group('How they came') @stamped
comment recruiting.applications utm_source: utm_source of the link. @group('How they came') @stamped
comment recruiting.applications utm_term: utm_term of the link. @group('How they came') @stamped
security recruiting.applications row=t forced=t 
function recruiting.apply_drop_off(days integer) -- Drop-off on the apply page. How many who open it send it?    @report(applications) @by(Job) @measures opened=count sent=count looked_through=count share_sent=percent
column recruiting.apply_views.created_at timestamp with time zone not null default now()
column recruiting.apply_views.date date not null default CURRENT_DATE
column recruiting.apply_views.id uuid not null default kit.new_id()
column recruiting.apply_views.job_id uuid not null
column recruiting.apply_views.org_id uuid not null default kit.org_id()
column recruiting.apply_views.updated_at timestamp with time zone not null default now()
column recruiting.apply_views.views integer not null default 0
constraint recruiting.apply_views.apply_views_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((date IS NULL) OR ((date >= '1800-01-01'::date) AND (date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.apply_views.apply_views_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES recruiting.jobs(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.apply_views.apply_views_once UNIQUE (org_id, job_id, date)
constraint recruiting.apply_views.apply_views_pkey PRIMARY KEY (org_id, id)
constraint recruiting.apply_views.apply_views_views_check CHECK ((views >= 0))
CREATE INDEX apply_views_job_id_idx ON recruiting.apply_views USING btree (org_id, job_id)
CREATE UNIQUE INDEX apply_views_once ON recruiting.apply_views USING btree (org_id, job_id, date)
CREATE UNIQUE INDEX apply_views_pkey ON recruiting.apply_views USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.apply_views FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment recruiting.apply_views : How often the page was opened on which one applies for a job, a day. It counts pages, and nothing of who opened them. @icon(eye) @words(Apply page count, Apply page counts) @named(date)
comment recruiting.apply_views created_at: When it was entered.
comment recruiting.apply_views date: The day. @list
comment recruiting.apply_views id: Identifier; grows with time.
comment recruiting.apply_views job_id: The job. @list
comment recruiting.apply_views org_id: Organisation the row belongs to.
comment recruiting.apply_views updated_at: When it was last changed; also the row's version.
comment recruiting.apply_views views: How often the page was opened. @list
security recruiting.apply_views row=t forced=t 
function recruiting.are_tickets(value jsonb) -- Whether it is a list of tickets.
type recruiting.automation_status new,contacting,awaiting_reply,live_chat,intervention_needed,completed,declined  -- What the automatic co-pilot is doing. @values contacting=Contacting... awaiting_reply='Awaiting Reply' live_chat='Live Chat' intervention_needed='Intervention Needed' @tones new=info contacting=info awaiting_reply=warn live_chat=info intervention_needed=warn completed=good
type recruiting.batch_status waiting,running,done,failed,cancelled  -- How far a batch has come. @tones running=info done=good failed=bad cancelled=warn
function recruiting.begin_chat(about uuid) -- The bot begins a chat.
function recruiting.best_people(site uuid, work text, first date, last date, at recruiting.shift, budget numeric, most integer, without uuid[]) -- The people who suit some work best, and why.
function recruiting.board_lacks(job recruiting.jobs) -- What is missing before it can be on the job board.
function recruiting.book() -- Refuses an active placement whose person can't be there.
column recruiting.busy_times.created_at timestamp with time zone not null default now()
column recruiting.busy_times.ends_at timestamp with time zone not null
column recruiting.busy_times.id uuid not null default kit.new_id()
column recruiting.busy_times.org_id uuid not null
column recruiting.busy_times.source_id uuid not null
column recruiting.busy_times.starts_at timestamp with time zone not null
column recruiting.busy_times.updated_at timestamp with time zone not null default now()
column recruiting.busy_times.user_id uuid not null
constraint recruiting.busy_times.busy_times_pkey PRIMARY KEY (org_id, id)
constraint recruiting.busy_times.busy_times_source_id_fkey FOREIGN KEY (org_id, source_id) REFERENCES recruiting.calendar_sources(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.busy_times.busy_times_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX busy_times_person_idx ON recruiting.busy_times USING btree (org_id, user_id, starts_at)
CREATE UNIQUE INDEX busy_times_pkey ON recruiting.busy_times USING btree (org_id, id)
CREATE INDEX busy_times_source_id_idx ON recruiting.busy_times USING btree (org_id, source_id)
comment recruiting.busy_times : When somebody is busy by one of their calendars.
comment recruiting.busy_times created_at: When it was entered.
comment recruiting.busy_times ends_at: Until when.
comment recruiting.busy_times id: Identifier; grows with time.
comment recruiting.busy_times org_id: Organisation the row belongs to.
comment recruiting.busy_times source_id: The calendar that says so.
comment recruiting.busy_times starts_at: From when.
comment recruiting.busy_times updated_at: When it was last changed; also the row's version.
comment recruiting.busy_times user_id: Who is busy.
security recruiting.busy_times row=t forced=t 
function recruiting.calendar_address(source uuid) -- Where a calendar is read, sealed.
column recruiting.calendar_meetings.activity_id uuid not null
column recruiting.calendar_meetings.created_at timestamp with time zone not null default now()
column recruiting.calendar_meetings.id uuid not null default kit.new_id()
column recruiting.calendar_meetings.key text not null
column recruiting.calendar_meetings.org_id uuid not null default kit.org_id()
column recruiting.calendar_meetings.source_id uuid not null
column recruiting.calendar_meetings.updated_at timestamp with time zone not null default now()
constraint recruiting.calendar_meetings.calendar_meetings_activity_id_fkey FOREIGN KEY (org_id, activity_id) REFERENCES crm.activities(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.calendar_meetings.calendar_meetings_once UNIQUE (org_id, source_id, key)
constraint recruiting.calendar_meetings.calendar_meetings_pkey PRIMARY KEY (org_id, id)
constraint recruiting.calendar_meetings.calendar_meetings_source_id_fkey FOREIGN KEY (org_id, source_id) REFERENCES recruiting.calendar_sources(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX calendar_meetings_activity_id_idx ON recruiting.calendar_meetings USING btree (org_id, activity_id)
CREATE UNIQUE INDEX calendar_meetings_once ON recruiting.calendar_meetings USING btree (org_id, source_id, key)
CREATE UNIQUE INDEX calendar_meetings_pkey ON recruiting.calendar_meetings USING btree (org_id, id)
comment recruiting.calendar_meetings : Which entry of the timeline a meeting of a calendar is. No role reads it.
comment recruiting.calendar_meetings activity_id: The entry.
comment recruiting.calendar_meetings created_at: When it was entered.
comment recruiting.calendar_meetings id: Identifier; grows with time.
comment recruiting.calendar_meetings key: What the meeting is known by there.
comment recruiting.calendar_meetings org_id: Organisation the row belongs to.
comment recruiting.calendar_meetings source_id: The calendar.
comment recruiting.calendar_meetings updated_at: When it was last changed; also the row's version.
security recruiting.calendar_meetings row=t forced=t 
column recruiting.calendar_sources.address kit.pii not null
column recruiting.calendar_sources.created_at timestamp with time zone not null default now()
column recruiting.calendar_sources.failure text
column recruiting.calendar_sources.id uuid not null default kit.new_id()
column recruiting.calendar_sources.logs_meetings boolean not null default false
column recruiting.calendar_sources.name text not null
column recruiting.calendar_sources.org_id uuid not null default kit.org_id()
column recruiting.calendar_sources.read_at timestamp with time zone
column recruiting.calendar_sources.tried_at timestamp with time zone
column recruiting.calendar_sources.updated_at timestamp with time zone not null default now()
column recruiting.calendar_sources.user_id uuid not null default kit.user_id()
constraint recruiting.calendar_sources.calendar_sources_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((read_at IS NULL) OR ((read_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (read_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((tried_at IS NULL) OR ((tried_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (tried_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.calendar_sources.calendar_sources_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 100)))
constraint recruiting.calendar_sources.calendar_sources_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint recruiting.calendar_sources.calendar_sources_pkey PRIMARY KEY (org_id, id)
constraint recruiting.calendar_sources.calendar_sources_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX calendar_sources_pkey ON recruiting.calendar_sources USING btree (org_id, id)
CREATE INDEX calendar_sources_user_id_idx ON recruiting.calendar_sources USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.calendar_sources FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.calendar_sources REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.calendar_sources REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.calendar_sources REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.calendar_sources : A calendar of a colleague, read from its private address (.ics): only when they are busy is kept, never with what; and, where they say so, meetings with people we know, for them alone. @icon(calendar-clock) @words(Calendar, Calendars) @named(name) @apart
comment recruiting.calendar_sources address: Where it is read: whoever knows this address reads the calendar. @secret
comment recruiting.calendar_sources created_at: When it was entered.
comment recruiting.calendar_sources failure: Why it could not be read. @list @stamped @long
comment recruiting.calendar_sources id: Identifier; grows with time.
comment recruiting.calendar_sources logs_meetings: Meetings with people we know go to their timelines; you alone see them. @list @label(Meetings to timelines)
comment recruiting.calendar_sources name: What it is called here, such as Work. @list
comment recruiting.calendar_sources org_id: Organisation the row belongs to.
comment recruiting.calendar_sources read_at: When it was read last. @list @stamped
comment recruiting.calendar_sources tried_at: When reading it was last tried. @stamped
comment recruiting.calendar_sources updated_at: When it was last changed; also the row's version.
comment recruiting.calendar_sources user_id: Whose calendar. @list @stamped
security recruiting.calendar_sources row=t forced=t 
function recruiting.call_off_interviews() -- Calls off the interviews of applications that end.
function recruiting.came_how_far(days integer) -- How far the applications of the last days came.
column recruiting.candidate_entries.about text
column recruiting.candidate_entries.about_id uuid
column recruiting.candidate_entries.at timestamp with time zone
column recruiting.candidate_entries.body text
column recruiting.candidate_entries.changes jsonb
column recruiting.candidate_entries.kind text
column recruiting.candidate_entries.link text
column recruiting.candidate_entries.title text
column recruiting.candidate_entries.user_id uuid
column recruiting.candidate_entries.who text
comment recruiting.candidate_entries : Activities on timelines of candidates. @timeline(candidates)
security recruiting.candidate_entries row=f forced=f {security_invoker=true}
view recruiting.candidate_entries as  SELECT 'candidates'::text AS about,     candidate_id AS about_id,     occurred_at AS at,     (type)::text AS kind,     subject AS title,     "left"(COALESCE((description)::text, ''::text), 3000) AS body,     created_by AS user_id,     writer AS who,     ('/activities/'::text || id) AS link,     NULL::jsonb AS changes    FROM crm.activities a;
column recruiting.candidate_places.details text
column recruiting.candidate_places.id uuid
column recruiting.candidate_places.is_current boolean
column recruiting.candidate_places.lat double precision
column recruiting.candidate_places.lng double precision
column recruiting.candidate_places.noun text
column recruiting.candidate_places.title text
comment recruiting.candidate_places : People on maps. @placed(candidates)
security recruiting.candidate_places row=f forced=f {security_invoker=true}
view recruiting.candidate_places as  SELECT 'candidates'::text AS noun,     id,     name AS title,     COALESCE(trade, role) AS details,     lat,     lng,     (status <> ALL (ARRAY['archived'::recruiting.candidate_status, 'do_not_use'::recruiting.candidate_status])) AS is_current    FROM recruiting.candidates c;
type recruiting.candidate_status available,placed,unavailable,do_not_use,archived  -- Whether a person can be placed. @tones available=good placed=info do_not_use=bad
column recruiting.candidate_twins.id uuid
column recruiting.candidate_twins.key text
column recruiting.candidate_twins.noun text
column recruiting.candidate_twins.way text
comment recruiting.candidate_twins : Ways candidates may be one. @duplicates(candidates)
security recruiting.candidate_twins row=f forced=f {security_invoker=true}
view recruiting.candidate_twins as  SELECT 'candidates'::text AS noun,     t.id,     'Same e-mail address'::text AS way,     encode(t.email_index, 'hex'::text) AS key    FROM recruiting.candidates t   WHERE (t.email_index IS NOT NULL) UNION ALL  SELECT 'candidates'::text AS noun,     t.id,     'Same telephone number'::text AS way,     encode(t.phone_index, 'hex'::text) AS key    FROM recruiting.candidates t   WHERE (t.phone_index IS NOT NULL) UNION ALL  SELECT 'candidates'::text AS noun,     t.id,     'Same name'::text AS way,     lower(t.name) AS key    FROM recruiting.candidates t   WHERE (t.name <> ''::text);
column recruiting.candidate_work_history.candidate_id uuid not null
column recruiting.candidate_work_history.company_name text not null
column recruiting.candidate_work_history.created_at timestamp with time zone not null default now()
column recruiting.candidate_work_history.ctc_at_role text
column recruiting.candidate_work_history.end_date date
column recruiting.candidate_work_history.id uuid not null default kit.new_id()
column recruiting.candidate_work_history.is_current boolean not null default false
column recruiting.candidate_work_history.job_title text
column recruiting.candidate_work_history.org_id uuid not null default kit.org_id()
column recruiting.candidate_work_history.responsibilities text
column recruiting.candidate_work_history.start_date date
column recruiting.candidate_work_history.tools_used jsonb not null default '[]'::jsonb
column recruiting.candidate_work_history.updated_at timestamp with time zone not null default now()
constraint recruiting.candidate_work_history.candidate_work_history_bounded CHECK (kit.is_bounded(tools_used)) NOT VALID
constraint recruiting.candidate_work_history.candidate_work_history_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.candidate_work_history.candidate_work_history_company_name_check CHECK ((company_name <> ''::text))
constraint recruiting.candidate_work_history.candidate_work_history_dates_in_order CHECK ((end_date >= start_date))
constraint recruiting.candidate_work_history.candidate_work_history_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((end_date IS NULL) OR ((end_date >= '1800-01-01'::date) AND (end_date < '3000-01-01'::date))) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.candidate_work_history.candidate_work_history_one_line CHECK (kit.is_line(((COALESCE(company_name, ''::text) || COALESCE(job_title, ''::text)) || COALESCE(ctc_at_role, ''::text)))) NOT VALID
constraint recruiting.candidate_work_history.candidate_work_history_pkey PRIMARY KEY (org_id, id)
constraint recruiting.candidate_work_history.candidate_work_history_tools_used_shape CHECK (((tools_used IS NULL) OR (tools_used = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(tools_used))) NOT VALID
CREATE INDEX candidate_work_history_candidate_id_idx ON recruiting.candidate_work_history USING btree (org_id, candidate_id)
CREATE UNIQUE INDEX candidate_work_history_pkey ON recruiting.candidate_work_history USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.candidate_work_history FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER follow_skills_on_delete AFTER DELETE ON recruiting.candidate_work_history REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_skills()
CREATE TRIGGER follow_skills_on_insert AFTER INSERT ON recruiting.candidate_work_history REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_skills()
CREATE TRIGGER follow_skills_on_update AFTER UPDATE ON recruiting.candidate_work_history REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_skills()
CREATE TRIGGER y_score_insert AFTER INSERT ON recruiting.candidate_work_history REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('score_applications', 'select a.id from recruiting.applications a where a.org_id = n.org_id and a.candidate_id = n.candidate_id and a.is_active')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.candidate_work_history REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.candidate_work_history REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.candidate_work_history REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.candidate_work_history : A job a candidate had or has. @also(work_history) @icon(history) @words(Position held, Work history) @named(job_title, company_name)
comment recruiting.candidate_work_history candidate_id: The person. @list @also(profile_id)
comment recruiting.candidate_work_history company_name: Employer. @list
comment recruiting.candidate_work_history created_at: When it was entered.
comment recruiting.candidate_work_history ctc_at_role: Pay there, in their own words.
comment recruiting.candidate_work_history end_date: Last day; empty while it lasts. @list
comment recruiting.candidate_work_history id: Identifier; grows with time.
comment recruiting.candidate_work_history is_current: They work there now.
comment recruiting.candidate_work_history job_title: Job title. @list
comment recruiting.candidate_work_history org_id: Organisation the row belongs to.
comment recruiting.candidate_work_history responsibilities: What they did. @long
comment recruiting.candidate_work_history start_date: First day. @list
comment recruiting.candidate_work_history tools_used: Tools they used. @several()
comment recruiting.candidate_work_history updated_at: When it was last changed; also the row's version.
security recruiting.candidate_work_history row=t forced=t 
column recruiting.candidates.ai_skills_vector vector(1536)
column recruiting.candidates.alternate_email kit.pii_email
column recruiting.candidates.alternate_email_index bytea
column recruiting.candidates.alternate_phone kit.pii_phone
column recruiting.candidates.alternate_phone_index bytea
column recruiting.candidates.availability_date date
column recruiting.candidates.best_time_to_contact text
column recruiting.candidates.bio kit.markdown
column recruiting.candidates.certificates jsonb not null default '[]'::jsonb
column recruiting.candidates.charge_out_rate kit.money
column recruiting.candidates.compliance jsonb not null default '[]'::jsonb
column recruiting.candidates.created_at timestamp with time zone not null default now()
column recruiting.candidates.currency kit.currency
column recruiting.candidates.current_ctc bigint
column recruiting.candidates.current_locations jsonb not null default '[]'::jsonb
column recruiting.candidates.current_title text
column recruiting.candidates.custom jsonb not null default '{}'::jsonb
column recruiting.candidates.disability text
column recruiting.candidates.dob date
column recruiting.candidates.email kit.pii_email
column recruiting.candidates.email_index bytea
column recruiting.candidates.expected_ctc bigint
column recruiting.candidates.expected_role text
column recruiting.candidates.first_name text not null
column recruiting.candidates.gender text
column recruiting.candidates.github_url kit.url
column recruiting.candidates.has_current_offers boolean
column recruiting.candidates.has_driving_license boolean
column recruiting.candidates.highest_education text
column recruiting.candidates.id uuid not null default kit.new_id()
column recruiting.candidates.internal_rating smallint
column recruiting.candidates.is_actively_searching boolean not null default true
column recruiting.candidates.is_ctc_negotiable boolean
column recruiting.candidates.job_type_preference text
column recruiting.candidates.languages jsonb not null default '[]'::jsonb
column recruiting.candidates.last_name text not null default ''::text
column recruiting.candidates.lat double precision
column recruiting.candidates.linkedin_url kit.url
column recruiting.candidates.lng double precision
column recruiting.candidates.looking_for_jobs_abroad boolean
column recruiting.candidates.marital_status text
column recruiting.candidates.name text generated TRIM(BOTH FROM ((first_name || ' '::text) || last_name))
column recruiting.candidates.next_ticket_expiry_date date
column recruiting.candidates.notice_period integer
column recruiting.candidates.number_of_offers integer
column recruiting.candidates.org_id uuid not null default kit.org_id()
column recruiting.candidates.pay_rate kit.money
column recruiting.candidates.phone kit.pii_phone
column recruiting.candidates.phone_index bytea
column recruiting.candidates.portfolio_url kit.url
column recruiting.candidates.preferred_contact_mode text
column recruiting.candidates.preferred_industries jsonb not null default '[]'::jsonb
column recruiting.candidates.preferred_locations jsonb not null default '[]'::jsonb
column recruiting.candidates.projects_summary text
column recruiting.candidates.ready_to_relocate recruiting.relocation
column recruiting.candidates.reservation_category text
column recruiting.candidates.resume_last_updated_at timestamp with time zone
column recruiting.candidates.resume_url kit.url
column recruiting.candidates.role text
column recruiting.candidates.role_index text generated lower(TRIM(BOTH FROM role))
column recruiting.candidates.sector_preference text
column recruiting.candidates.shift_preference text
column recruiting.candidates.skills jsonb not null default '[]'::jsonb
column recruiting.candidates.status recruiting.candidate_status not null default 'available'::recruiting.candidate_status
column recruiting.candidates.time_zone text
column recruiting.candidates.total_experience_years numeric(4,1)
column recruiting.candidates.trade text
column recruiting.candidates.trade_index text generated lower(TRIM(BOTH FROM trade))
column recruiting.candidates.updated_at timestamp with time zone not null default now()
column recruiting.candidates.user_id uuid
column recruiting.candidates.willingness_to_travel text
column recruiting.candidates.work_authorization text
column recruiting.candidates.year_of_passing integer
constraint recruiting.candidates.candidates_bounded CHECK ((kit.is_bounded(compliance) AND kit.is_bounded(skills) AND kit.is_bounded(certificates) AND kit.is_bounded(current_locations) AND kit.is_bounded(preferred_locations) AND kit.is_bounded(preferred_industries) AND kit.is_bounded(languages) AND kit.is_bounded(custom))) NOT VALID
constraint recruiting.candidates.candidates_certificates_shape CHECK (((certificates IS NULL) OR (certificates = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(certificates))) NOT VALID
constraint recruiting.candidates.candidates_charge_out_rate_check CHECK (((charge_out_rate)::numeric >= (0)::numeric))
constraint recruiting.candidates.candidates_compliance_check CHECK ((jsonb_typeof(compliance) = 'array'::text))
constraint recruiting.candidates.candidates_compliance_shape CHECK (((compliance IS NULL) OR (compliance = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR recruiting.are_tickets(compliance))) NOT VALID
constraint recruiting.candidates.candidates_current_ctc_check CHECK ((current_ctc >= 0))
constraint recruiting.candidates.candidates_current_locations_shape CHECK (((current_locations IS NULL) OR (current_locations = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(current_locations))) NOT VALID
constraint recruiting.candidates.candidates_custom_check CHECK ((jsonb_typeof(custom) = 'object'::text))
constraint recruiting.candidates.candidates_dob_check CHECK ((dob > '1900-01-01'::date))
constraint recruiting.candidates.candidates_expected_ctc_check CHECK ((expected_ctc >= 0))
constraint recruiting.candidates.candidates_first_name_check CHECK ((first_name <> ''::text))
constraint recruiting.candidates.candidates_in_range CHECK ((((availability_date IS NULL) OR ((availability_date >= '1800-01-01'::date) AND (availability_date < '3000-01-01'::date))) AND ((charge_out_rate IS NULL) OR (abs((charge_out_rate)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((dob IS NULL) OR ((dob >= '1800-01-01'::date) AND (dob < '3000-01-01'::date))) AND ((lat IS NULL) OR (abs(lat) < 'Infinity'::double precision)) AND ((lng IS NULL) OR (abs(lng) < 'Infinity'::double precision)) AND ((next_ticket_expiry_date IS NULL) OR ((next_ticket_expiry_date >= '1800-01-01'::date) AND (next_ticket_expiry_date < '3000-01-01'::date))) AND ((pay_rate IS NULL) OR (abs((pay_rate)::numeric) < 'Infinity'::numeric)) AND ((resume_last_updated_at IS NULL) OR ((resume_last_updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (resume_last_updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((total_experience_years IS NULL) OR (abs(total_experience_years) < 'Infinity'::numeric)) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.candidates.candidates_internal_rating_check CHECK (((internal_rating >= 1) AND (internal_rating <= 5)))
constraint recruiting.candidates.candidates_languages_shape CHECK (((languages IS NULL) OR (languages = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(languages))) NOT VALID
constraint recruiting.candidates.candidates_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision)))
constraint recruiting.candidates.candidates_lng_check CHECK (((lng >= ('-180'::integer)::double precision) AND (lng <= (180)::double precision)))
constraint recruiting.candidates.candidates_notice_period_check CHECK ((notice_period >= 0))
constraint recruiting.candidates.candidates_number_of_offers_check CHECK ((number_of_offers >= 0))
constraint recruiting.candidates.candidates_one_line CHECK (kit.is_line((((((((((((((((((((((((COALESCE(first_name, ''::text) || COALESCE(last_name, ''::text)) || COALESCE(role, ''::text)) || COALESCE(trade, ''::text)) || COALESCE((linkedin_url)::text, ''::text)) || COALESCE((portfolio_url)::text, ''::text)) || COALESCE((github_url)::text, ''::text)) || COALESCE((resume_url)::text, ''::text)) || COALESCE(highest_education, ''::text)) || COALESCE(current_title, ''::text)) || COALESCE(expected_role, ''::text)) || COALESCE(job_type_preference, ''::text)) || COALESCE(shift_preference, ''::text)) || COALESCE(work_authorization, ''::text)) || COALESCE((currency)::text, ''::text)) || COALESCE(sector_preference, ''::text)) || COALESCE(gender, ''::text)) || COALESCE(marital_status, ''::text)) || COALESCE(reservation_category, ''::text)) || COALESCE(disability, ''::text)) || COALESCE(willingness_to_travel, ''::text)) || COALESCE(best_time_to_contact, ''::text)) || COALESCE(preferred_contact_mode, ''::text)) || COALESCE(time_zone, ''::text)))) NOT VALID
constraint recruiting.candidates.candidates_pay_rate_check CHECK (((pay_rate)::numeric >= (0)::numeric))
constraint recruiting.candidates.candidates_pkey PRIMARY KEY (org_id, id)
constraint recruiting.candidates.candidates_preferred_industries_shape CHECK (((preferred_industries IS NULL) OR (preferred_industries = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(preferred_industries))) NOT VALID
constraint recruiting.candidates.candidates_preferred_locations_shape CHECK (((preferred_locations IS NULL) OR (preferred_locations = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(preferred_locations))) NOT VALID
constraint recruiting.candidates.candidates_skills_shape CHECK (((skills IS NULL) OR (skills = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(skills))) NOT VALID
constraint recruiting.candidates.candidates_total_experience_years_check CHECK ((total_experience_years >= (0)::numeric))
constraint recruiting.candidates.candidates_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (user_id) DEFERRABLE
constraint recruiting.candidates.candidates_user_id_taken UNIQUE (org_id, user_id)
constraint recruiting.candidates.candidates_year_of_passing_check CHECK (((year_of_passing >= 1900) AND (year_of_passing <= 2200)))
CREATE INDEX candidates_alternate_email_idx ON recruiting.candidates USING btree (org_id, alternate_email_index)
CREATE INDEX candidates_email_idx ON recruiting.candidates USING btree (org_id, email_index)
CREATE INDEX candidates_facts_idx ON recruiting.candidates USING btree (org_id, id) INCLUDE (status, total_experience_years, pay_rate, currency, expected_ctc, is_ctc_negotiable, availability_date, notice_period)
CREATE INDEX candidates_name_idx ON recruiting.candidates USING btree (org_id, lower(name))
CREATE INDEX candidates_newest_idx ON recruiting.candidates USING btree (org_id, created_at DESC, id DESC)
CREATE INDEX candidates_phone_idx ON recruiting.candidates USING btree (org_id, phone_index)
CREATE UNIQUE INDEX candidates_pkey ON recruiting.candidates USING btree (org_id, id)
CREATE INDEX candidates_role_index_idx ON recruiting.candidates USING btree (org_id, role_index) INCLUDE (id, trade_index, status, internal_rating, charge_out_rate, lat, lng, availability_date)
CREATE INDEX candidates_skills_idx ON recruiting.candidates USING gin (skills jsonb_path_ops)
CREATE INDEX candidates_ticket_expiry_idx ON recruiting.candidates USING btree (org_id, next_ticket_expiry_date)
CREATE INDEX candidates_trade_idx ON recruiting.candidates USING btree (org_id, status, trade)
CREATE INDEX candidates_trade_index_idx ON recruiting.candidates USING btree (org_id, trade_index) INCLUDE (id, role_index, status, internal_rating, charge_out_rate, lat, lng, availability_date)
CREATE UNIQUE INDEX candidates_user_id_taken ON recruiting.candidates USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.candidates FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON recruiting.candidates FOR EACH ROW EXECUTE FUNCTION identity.check_custom()
CREATE TRIGGER follow_skills_on_insert AFTER INSERT ON recruiting.candidates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_skills()
CREATE TRIGGER follow_skills_on_update AFTER UPDATE ON recruiting.candidates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_skills()
CREATE TRIGGER keep_tickets_on_insert AFTER INSERT ON recruiting.candidates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.keep_tickets_of_people()
CREATE TRIGGER keep_tickets_on_update AFTER UPDATE ON recruiting.candidates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.keep_tickets_of_people()
CREATE TRIGGER stand BEFORE INSERT OR UPDATE OF status ON recruiting.candidates FOR EACH ROW WHEN ((new.status = ANY (ARRAY['available'::recruiting.candidate_status, 'placed'::recruiting.candidate_status]))) EXECUTE FUNCTION recruiting.stand()
CREATE TRIGGER stand_expiry_on_insert BEFORE INSERT ON recruiting.candidates FOR EACH ROW WHEN ((new.compliance <> '[]'::jsonb)) EXECUTE FUNCTION recruiting.stand_expiry()
CREATE TRIGGER stand_expiry_on_update BEFORE UPDATE OF compliance ON recruiting.candidates FOR EACH ROW WHEN ((new.compliance IS DISTINCT FROM old.compliance)) EXECUTE FUNCTION recruiting.stand_expiry()
CREATE TRIGGER x_drop_documents AFTER DELETE ON recruiting.candidates REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kit.drop_hanging('knowledge.documents')
CREATE TRIGGER y_meaning_delete AFTER DELETE ON recruiting.candidates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON recruiting.candidates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON recruiting.candidates FOR EACH ROW WHEN (((old.role IS DISTINCT FROM new.role) OR (old.trade IS DISTINCT FROM new.trade) OR (old.current_title IS DISTINCT FROM new.current_title) OR (old.expected_role IS DISTINCT FROM new.expected_role) OR (old.skills IS DISTINCT FROM new.skills) OR (old.certificates IS DISTINCT FROM new.certificates) OR (old.preferred_industries IS DISTINCT FROM new.preferred_industries) OR (old.highest_education IS DISTINCT FROM new.highest_education) OR ((old.bio)::text IS DISTINCT FROM (new.bio)::text) OR (old.projects_summary IS DISTINCT FROM new.projects_summary))) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON recruiting.candidates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_insert AFTER INSERT ON recruiting.candidates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_names_update AFTER UPDATE ON recruiting.candidates FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION kit.note_names('name')
CREATE TRIGGER y_score_update AFTER UPDATE OF skills, certificates, compliance, trade, role, status, total_experience_years, expected_ctc, currency, pay_rate, is_ctc_negotiable, availability_date, notice_period, work_authorization, current_locations, preferred_locations, ready_to_relocate, ai_skills_vector ON recruiting.candidates FOR EACH ROW EXECUTE FUNCTION kit.note('score_applications', 'select a.id from recruiting.applications a where a.org_id = n.org_id and a.candidate_id = n.id and a.is_active')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.candidates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.candidates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.candidates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.candidates : A person we can place: one person, one profile, independent of any job. @also(candidate_profiles) @icon(user-check) @menu(2) @key(k) @board(status) @card(role, trade) @person @meaning(role, trade, current_title, expected_role, skills, certificates, preferred_industries, highest_education, bio, projects_summary) @searched(name)
comment recruiting.candidates ai_skills_vector: Meaning of the profile, for matching. @derived @also(skills_vector)
comment recruiting.candidates alternate_email: Second e-mail address. @group('Contact and availability')
comment recruiting.candidates alternate_email_index: Blind index of the second address. @secret
comment recruiting.candidates alternate_phone: Second telephone number. @group('Contact and availability')
comment recruiting.candidates alternate_phone_index: Blind index of the second number. @secret
comment recruiting.candidates availability_date: First day they could start. @group('Job preferences')
comment recruiting.candidates best_time_to_contact: Best time to reach them. @group('Contact and availability')
comment recruiting.candidates bio: Professional summary.
comment recruiting.candidates certificates: Certificates. @group('Skills and education') @several()
comment recruiting.candidates charge_out_rate: What a client pays an hour. @list
comment recruiting.candidates compliance: Tickets and licences, each with its last day. @label(Tickets) @rows(ticket=ticket_kinds, number, issued=date, expires=until, issuer, scan=file)
comment recruiting.candidates created_at: When it was entered.
comment recruiting.candidates currency: Currency of pay. @group(Salary)
comment recruiting.candidates current_ctc: Present pay a year (cost to company). @group(Salary) @personal
comment recruiting.candidates current_locations: Where they live. @group('Job preferences') @several()
comment recruiting.candidates current_title: Present job title. @group('Job preferences') @also(current_role)
comment recruiting.candidates custom: Fields the organisation added.
comment recruiting.candidates disability: Disability in words, or empty. @group('Kept from decisions') @apart @personal
comment recruiting.candidates dob: Date of birth. @group('Kept from decisions') @apart @label('Date of birth') @personal
comment recruiting.candidates email: E-mail address. @list
comment recruiting.candidates email_index: Blind index of the address. @secret
comment recruiting.candidates expected_ctc: Expected pay a year. @group(Salary) @personal
comment recruiting.candidates expected_role: Role they want. @group('Job preferences')
comment recruiting.candidates first_name: First name.
comment recruiting.candidates gender: Gender. @group('Kept from decisions') @apart @personal
comment recruiting.candidates github_url: GitHub profile.
comment recruiting.candidates has_current_offers: Has other offers. @group('Contact and availability')
comment recruiting.candidates has_driving_license: Has a driving licence. @group(Personal)
comment recruiting.candidates highest_education: Highest degree. @group('Skills and education')
comment recruiting.candidates id: Identifier; grows with time.
comment recruiting.candidates internal_rating: Our rating, 1 to 5.
comment recruiting.candidates is_actively_searching: Looking for work now.
comment recruiting.candidates is_ctc_negotiable: Whether the expectation can move. @group(Salary)
comment recruiting.candidates job_type_preference: Full-time or contract. @group('Job preferences')
comment recruiting.candidates languages: Languages. @group(Personal) @several()
comment recruiting.candidates last_name: Last name. @also(surname)
comment recruiting.candidates lat: Latitude of where they live, in degrees. @group('Contact and availability')
comment recruiting.candidates linkedin_url: LinkedIn profile. @also(linkedin)
comment recruiting.candidates lng: Longitude of where they live, in degrees. @group('Contact and availability')
comment recruiting.candidates looking_for_jobs_abroad: Wants to work abroad. @group(Personal)
comment recruiting.candidates marital_status: Marital status. @group('Kept from decisions') @apart @personal
comment recruiting.candidates name: Full name. @list
comment recruiting.candidates next_ticket_expiry_date: The soonest day one of their tickets runs out. @label('Next ticket expiry') @derived
comment recruiting.candidates notice_period: Notice period in days. @group('Job preferences')
comment recruiting.candidates number_of_offers: How many. @group('Contact and availability')
comment recruiting.candidates org_id: Organisation the row belongs to.
comment recruiting.candidates pay_rate: What they are paid an hour. @personal
comment recruiting.candidates phone: Telephone number. @list @also(mobile)
comment recruiting.candidates phone_index: Blind index of the number. @secret
comment recruiting.candidates portfolio_url: Portfolio.
comment recruiting.candidates preferred_contact_mode: E-mail, call or WhatsApp. @group('Contact and availability')
comment recruiting.candidates preferred_industries: Industries they prefer. @group(Personal) @several()
comment recruiting.candidates preferred_locations: Where they would work. @group('Job preferences') @several()
comment recruiting.candidates projects_summary: Projects they are proud of. @group('Skills and education') @long
comment recruiting.candidates ready_to_relocate: Whether they would move. @group('Job preferences')
comment recruiting.candidates reservation_category: General, OBC, SC or ST. @group('Kept from decisions') @apart @personal
comment recruiting.candidates resume_last_updated_at: When the résumé was last replaced. @stamped
comment recruiting.candidates resume_url: Master résumé.
comment recruiting.candidates role: What they work as. @list
comment recruiting.candidates role_index: The role without case, to be found by. @secret
comment recruiting.candidates sector_preference: Private or government. @group(Personal)
comment recruiting.candidates shift_preference: Day, night or flexible. @group('Job preferences')
comment recruiting.candidates skills: Skills. @group('Skills and education') @several()
comment recruiting.candidates status: Whether they can be placed. @list
comment recruiting.candidates time_zone: Time zone they live in. @group('Contact and availability')
comment recruiting.candidates total_experience_years: Years of experience. @group('Job preferences')
comment recruiting.candidates trade: Trade on site, such as electrician or rigger. @list
comment recruiting.candidates trade_index: The trade without case, to be found by. @secret
comment recruiting.candidates updated_at: When it was last changed; also the row's version.
comment recruiting.candidates user_id: The account of the person, if they have one.
comment recruiting.candidates willingness_to_travel: How much they would travel. @group(Personal)
comment recruiting.candidates work_authorization: Where they may work, and under what permit. @group('Job preferences')
comment recruiting.candidates year_of_passing: Year of that degree. @group('Skills and education')
security recruiting.candidates row=t forced=t 
function recruiting.chat_arrows() -- Where a chat may go from where it is.
column recruiting.chat_entries.about text
column recruiting.chat_entries.about_id uuid
column recruiting.chat_entries.at timestamp with time zone
column recruiting.chat_entries.body text
column recruiting.chat_entries.changes jsonb
column recruiting.chat_entries.kind text
column recruiting.chat_entries.link text
column recruiting.chat_entries.title text
column recruiting.chat_entries.user_id uuid
column recruiting.chat_entries.who text
comment recruiting.chat_entries : The chat on timelines. @timeline(applications)
security recruiting.chat_entries row=f forced=f {security_invoker=true}
view recruiting.chat_entries as  SELECT 'applications'::text AS about,     application_id AS about_id,     sent_at AS at,     'chat'::text AS kind,     initcap((sender_type)::text) AS title,     "left"(message_text, 3000) AS body,     NULL::uuid AS user_id,     NULL::text AS who,     NULL::text AS link,     NULL::jsonb AS changes    FROM recruiting.chat_messages m;
column recruiting.chat_items.about text
column recruiting.chat_items.acts jsonb
column recruiting.chat_items.ahead integer
column recruiting.chat_items.amount numeric
column recruiting.chat_items.currency text
column recruiting.chat_items.due_at timestamp with time zone
column recruiting.chat_items.due_date date
column recruiting.chat_items.icon text
column recruiting.chat_items.id uuid
column recruiting.chat_items.link text
column recruiting.chat_items.noun text
column recruiting.chat_items.overdue integer
column recruiting.chat_items.title text
column recruiting.chat_items.weight integer
comment recruiting.chat_items : Chats with something unread. @today(applications)
security recruiting.chat_items row=f forced=f {security_invoker=true}
view recruiting.chat_items as  SELECT 'applications'::text AS noun,     a.id,     (p.name || ' wrote to you'::text) AS title,     j.title AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'message-square'::text AS icon,     format('/applications/%s#chat'::text, a.id) AS link,     10 AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     m.since AS due_at,     jsonb_build_array(jsonb_build_object('do', 'open', 'word', 'Answer', 'page', format('/applications/%s/chat'::text, a.id), 'told', 'Answered.')) AS acts    FROM ((((( SELECT m_1.org_id,             m_1.application_id,             max(m_1.sent_at) AS since            FROM recruiting.chat_messages m_1           WHERE ((m_1.sender_type = 'candidate'::recruiting.sender_type) AND (NOT m_1.is_read))           GROUP BY m_1.org_id, m_1.application_id) m      JOIN recruiting.applications a ON (((a.org_id = m.org_id) AND (a.id = m.application_id))))      JOIN recruiting.candidates p ON (((p.org_id = a.org_id) AND (p.id = a.candidate_id))))      JOIN recruiting.jobs j ON (((j.org_id = a.org_id) AND (j.id = a.job_id))))      JOIN crm.clients c ON (((c.org_id = j.org_id) AND (c.id = j.client_id))))   WHERE ((COALESCE(j.assigned_recruiter_id, c.owner_id) = kit.user_id()) AND (NOT (EXISTS ( SELECT            FROM recruiting.action_queue q           WHERE ((q.org_id = a.org_id) AND (q.user_id = kit.user_id()) AND (q.type = ANY (ARRAY['chat_followup'::recruiting.action_type, 'intervention_needed'::recruiting.action_type])) AND (NOT q.is_dismissed) AND (q.related_job_id = a.job_id) AND (q.related_candidate_id = a.candidate_id))))));
column recruiting.chat_messages.application_id uuid not null
column recruiting.chat_messages.created_at timestamp with time zone not null default now()
column recruiting.chat_messages.id uuid not null default kit.new_id()
column recruiting.chat_messages.is_read boolean not null default false
column recruiting.chat_messages.message_text text not null
column recruiting.chat_messages.org_id uuid not null default kit.org_id()
column recruiting.chat_messages.sender_type recruiting.sender_type not null default 'recruiter'::recruiting.sender_type
column recruiting.chat_messages.sent_at timestamp with time zone not null default now()
column recruiting.chat_messages.sent_by uuid
column recruiting.chat_messages.updated_at timestamp with time zone not null default now()
constraint recruiting.chat_messages.chat_messages_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.chat_messages.chat_messages_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((sent_at IS NULL) OR ((sent_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (sent_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.chat_messages.chat_messages_message_text_check CHECK ((message_text <> ''::text))
constraint recruiting.chat_messages.chat_messages_pkey PRIMARY KEY (org_id, id)
constraint recruiting.chat_messages.chat_messages_sent_by_fkey FOREIGN KEY (org_id, sent_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (sent_by) DEFERRABLE
CREATE INDEX chat_messages_application_id_idx ON recruiting.chat_messages USING btree (org_id, application_id)
CREATE UNIQUE INDEX chat_messages_pkey ON recruiting.chat_messages USING btree (org_id, id)
CREATE INDEX chat_messages_sent_by_idx ON recruiting.chat_messages USING btree (org_id, sent_by)
CREATE INDEX chat_messages_time_idx ON recruiting.chat_messages USING btree (org_id, application_id, sent_at)
CREATE INDEX chat_messages_unread_idx ON recruiting.chat_messages USING btree (org_id, application_id) WHERE ((sender_type = 'candidate'::recruiting.sender_type) AND (NOT is_read))
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.chat_messages FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER follow_message AFTER INSERT ON recruiting.chat_messages FOR EACH ROW EXECUTE FUNCTION recruiting.follow_message()
CREATE TRIGGER keep_message BEFORE DELETE OR UPDATE ON recruiting.chat_messages FOR EACH ROW EXECUTE FUNCTION recruiting.keep_message()
CREATE TRIGGER sign_message BEFORE INSERT ON recruiting.chat_messages FOR EACH ROW EXECUTE FUNCTION recruiting.sign_message()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.chat_messages REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.chat_messages REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.chat_messages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.chat_messages : One message of the conversation about an application. It stays as it was sent. @icon(message-square) @named(message_text)
comment recruiting.chat_messages application_id: The application it is about. @list
comment recruiting.chat_messages created_at: When it was entered.
comment recruiting.chat_messages id: Identifier; grows with time.
comment recruiting.chat_messages is_read: The other side has seen it. @derived
comment recruiting.chat_messages message_text: The message. @list @personal @long
comment recruiting.chat_messages org_id: Organisation the row belongs to.
comment recruiting.chat_messages sender_type: Who wrote it. @list @derived
comment recruiting.chat_messages sent_at: When it was sent. @list @derived
comment recruiting.chat_messages sent_by: The colleague who wrote it. @derived
comment recruiting.chat_messages updated_at: When it was last changed; also the row's version.
security recruiting.chat_messages row=t forced=t 
function recruiting.chat_of(about uuid) -- The chat of an application, locked.
column recruiting.chats.application_id uuid not null
column recruiting.chats.asked jsonb
column recruiting.chats.created_at timestamp with time zone not null default now()
column recruiting.chats.hand_over_reason text
column recruiting.chats.handed_over_at timestamp with time zone
column recruiting.chats.has_bot boolean not null default false
column recruiting.chats.id uuid not null default kit.new_id()
column recruiting.chats.letter_id uuid
column recruiting.chats.mail_due_at timestamp with time zone
column recruiting.chats.mailed_at timestamp with time zone
column recruiting.chats.misses smallint not null default 0
column recruiting.chats.org_id uuid not null default kit.org_id()
column recruiting.chats.seen_at timestamp with time zone
column recruiting.chats.skipped jsonb not null default '[]'::jsonb
column recruiting.chats.updated_at timestamp with time zone not null default now()
constraint recruiting.chats.chats_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.chats.chats_application_id_taken UNIQUE (org_id, application_id)
constraint recruiting.chats.chats_bounded CHECK ((kit.is_bounded(asked) AND kit.is_bounded(skipped))) NOT VALID
constraint recruiting.chats.chats_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((handed_over_at IS NULL) OR ((handed_over_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (handed_over_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((mail_due_at IS NULL) OR ((mail_due_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (mail_due_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((mailed_at IS NULL) OR ((mailed_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (mailed_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((seen_at IS NULL) OR ((seen_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (seen_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.chats.chats_letter_id_fkey FOREIGN KEY (org_id, letter_id) REFERENCES identity.emails(org_id, id) ON DELETE SET NULL (letter_id) DEFERRABLE
constraint recruiting.chats.chats_one_line CHECK (kit.is_line(COALESCE(hand_over_reason, ''::text))) NOT VALID
constraint recruiting.chats.chats_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX chats_application_id_taken ON recruiting.chats USING btree (org_id, application_id)
CREATE INDEX chats_letter_id_idx ON recruiting.chats USING btree (org_id, letter_id)
CREATE UNIQUE INDEX chats_pkey ON recruiting.chats USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.chats FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment recruiting.chats : Where the conversation about an application stands: whether the bot speaks in it, what it waits for, and whether the person was written to. The state itself is the application's automation_status. @icon(bot) @words(Chat, Chats) @named(application_id) @apart
comment recruiting.chats application_id: The application. @list
comment recruiting.chats asked: What the bot waits for. @personal
comment recruiting.chats created_at: When it was entered.
comment recruiting.chats hand_over_reason: Why somebody of us is needed. @list
comment recruiting.chats handed_over_at: Since when. @list
comment recruiting.chats has_bot: The bot answers; otherwise it is silent. @list
comment recruiting.chats id: Identifier; grows with time.
comment recruiting.chats letter_id: The letter with the link.
comment recruiting.chats mail_due_at: When they are written to, unless they come before.
comment recruiting.chats mailed_at: When they were written to, since they last looked.
comment recruiting.chats misses: How often in a row it did not understand.
comment recruiting.chats org_id: Organisation the row belongs to.
comment recruiting.chats seen_at: When the person last looked. @list
comment recruiting.chats skipped: What it asks no more, because the person would not say.
comment recruiting.chats updated_at: When it was last changed; also the row's version.
security recruiting.chats row=t forced=t 
function recruiting.check_absence() -- Keeps absences and placements apart.
function recruiting.check_answer() -- Refuses answers that do not fit, and marks those that the job marks.
function recruiting.check_interviewer() -- Lets colleagues hold interviews, and takes their time.
function recruiting.check_job_source() -- Refuses addresses that can't be asked.
function recruiting.check_letter() -- Refuses words in braces that are not known.
function recruiting.check_scorecard() -- Keeps scorecards with who held the interview, whole and as handed in.
function recruiting.client_signals(clients uuid[]) -- Openings of clients, as signals.
function recruiting.complete_by_scorecard() -- Completes interviews that were judged.
column recruiting.consent_items.about text
column recruiting.consent_items.acts jsonb
column recruiting.consent_items.ahead integer
column recruiting.consent_items.amount numeric
column recruiting.consent_items.currency text
column recruiting.consent_items.due_at timestamp with time zone
column recruiting.consent_items.due_date date
column recruiting.consent_items.icon text
column recruiting.consent_items.id uuid
column recruiting.consent_items.link text
column recruiting.consent_items.noun text
column recruiting.consent_items.overdue integer
column recruiting.consent_items.title text
column recruiting.consent_items.weight integer
comment recruiting.consent_items : People whose consent has run out. @today(candidates)
security recruiting.consent_items row=f forced=f {security_invoker=true}
view recruiting.consent_items as  SELECT 'candidates'::text AS noun,     e.candidate_id AS id,     (('The consent of '::text || c.name) || ' has run out'::text) AS title,     'Erase them, or ask them again.'::text AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'shield'::text AS icon,     NULL::text AS link,     2 AS weight,     NULL::integer AS overdue,     0 AS ahead,     e.ended_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM (recruiting.ended_consents() e(candidate_id, ended_date)      JOIN recruiting.candidates c ON (((c.org_id = kit.org_id()) AND (c.id = e.candidate_id))))   WHERE (kit.setting('applications.erases_expired'::text, 'false'::jsonb) <> 'true'::jsonb);
function recruiting.count_apply_view(job uuid) -- Counts that the page was opened on which one applies.
function recruiting.cover(sites uuid[], first date, last date) -- How the demand of sites is met, in spans of days.
function recruiting.crew_sheet(crew uuid) -- What a crew has to know about its work.
function recruiting.criteria_of(job uuid, of_round text) -- What an interview is judged by.
function recruiting.day(day date) -- A day as people write it.
function recruiting.day_of(value jsonb) -- A day such as 2027-02-28, or nothing.
function recruiting.days_accepted(said text) -- The notice in days some words accept, or null.
column recruiting.demand_items.about text
column recruiting.demand_items.acts jsonb
column recruiting.demand_items.ahead integer
column recruiting.demand_items.amount numeric
column recruiting.demand_items.currency text
column recruiting.demand_items.due_at timestamp with time zone
column recruiting.demand_items.due_date date
column recruiting.demand_items.icon text
column recruiting.demand_items.id uuid
column recruiting.demand_items.link text
column recruiting.demand_items.noun text
column recruiting.demand_items.overdue integer
column recruiting.demand_items.title text
column recruiting.demand_items.weight integer
comment recruiting.demand_items : Demand nobody is booked for. @today(demands)
security recruiting.demand_items row=f forced=f {security_invoker=true}
view recruiting.demand_items as  SELECT 'demands'::text AS noun,     d.id,     ((((p.name || ' needs '::text) || recruiting.missing(ROW(d.org_id, d.id, d.project_id, d.trade, d.people, d.start_date, d.end_date, d.shift, d.charge_rate, d.notes, d.created_by, d.created_at, d.updated_at))) || ' more: '::text) || d.trade) AS title,     'People asked for and not booked'::text AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'clipboard-list'::text AS icon,     NULL::text AS link,     15 AS weight,     NULL::integer AS overdue,     14 AS ahead,     GREATEST(d.start_date, CURRENT_DATE) AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM (( SELECT d_1.org_id,             d_1.id,             d_1.project_id,             d_1.trade,             d_1.people,             d_1.start_date,             d_1.end_date,             d_1.shift,             d_1.charge_rate,             d_1.notes,             d_1.created_by,             d_1.created_at,             d_1.updated_at            FROM recruiting.demands d_1           WHERE ((d_1.end_date >= CURRENT_DATE) AND (d_1.start_date <= (CURRENT_DATE + 14)))           ORDER BY d_1.start_date          LIMIT 200) d      JOIN delivery.projects p ON (((p.org_id = d.org_id) AND (p.id = d.project_id))))   WHERE (recruiting.missing(ROW(d.org_id, d.id, d.project_id, d.trade, d.people, d.start_date, d.end_date, d.shift, d.charge_rate, d.notes, d.created_by, d.created_at, d.updated_at)) > 0);
column recruiting.demands.charge_rate kit.money
column recruiting.demands.created_at timestamp with time zone not null default now()
column recruiting.demands.created_by uuid default kit.user_id()
column recruiting.demands.end_date date not null
column recruiting.demands.id uuid not null default kit.new_id()
column recruiting.demands.notes text
column recruiting.demands.org_id uuid not null default kit.org_id()
column recruiting.demands.people integer not null
column recruiting.demands.project_id uuid not null
column recruiting.demands.shift recruiting.shift not null default 'any'::recruiting.shift
column recruiting.demands.start_date date not null
column recruiting.demands.trade text not null
column recruiting.demands.updated_at timestamp with time zone not null default now()
constraint recruiting.demands.demands_charge_rate_check CHECK (((charge_rate)::numeric >= (0)::numeric))
constraint recruiting.demands.demands_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint recruiting.demands.demands_dates_in_order CHECK ((end_date >= start_date))
constraint recruiting.demands.demands_in_range CHECK ((((charge_rate IS NULL) OR (abs((charge_rate)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((end_date IS NULL) OR ((end_date >= '1800-01-01'::date) AND (end_date < '3000-01-01'::date))) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.demands.demands_one_line CHECK (kit.is_line(COALESCE(trade, ''::text))) NOT VALID
constraint recruiting.demands.demands_people_check CHECK (((people >= 1) AND (people <= 1000)))
constraint recruiting.demands.demands_pkey PRIMARY KEY (org_id, id)
constraint recruiting.demands.demands_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.demands.demands_trade_check CHECK (((TRIM(BOTH FROM trade) <> ''::text) AND (length(trade) <= 100)))
CREATE INDEX demands_created_by_idx ON recruiting.demands USING btree (org_id, created_by)
CREATE INDEX demands_days_idx ON recruiting.demands USING btree (org_id, end_date)
CREATE UNIQUE INDEX demands_pkey ON recruiting.demands USING btree (org_id, id)
CREATE INDEX demands_project_id_idx ON recruiting.demands USING btree (org_id, project_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.demands FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.demands REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.demands REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.demands REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.demands : People a site needs: so many of one trade on each of these days. What is booked follows from the placements. @icon(clipboard-list) @words(Demand, Demands) @menu(4) @named(trade, project_id) @calendar(start_date)
comment recruiting.demands charge_rate: What the client pays an hour at most.
comment recruiting.demands created_at: When it was entered.
comment recruiting.demands created_by: Who entered it. @stamped
comment recruiting.demands end_date: Last day. @list
comment recruiting.demands id: Identifier; grows with time.
comment recruiting.demands notes: What else the site asks for. @long
comment recruiting.demands org_id: Organisation the row belongs to.
comment recruiting.demands people: How many, on each day. @list
comment recruiting.demands project_id: The site. @list
comment recruiting.demands shift: When in the day; any counts people of every shift. @list
comment recruiting.demands start_date: First day. @list
comment recruiting.demands trade: The trade or role asked for. @list
comment recruiting.demands updated_at: When it was last changed; also the row's version.
security recruiting.demands row=t forced=t 
function recruiting.drop_reminders() -- Calls back the reminders of interviews that are gone.
function recruiting.employer_of(job uuid) -- The client of a job on the board, where the board may name it.
type recruiting.employment_type full_time,part_time,contractor,temporary,intern  -- Form of employment, as Google Jobs names it. @values full_time=FULL_TIME part_time=PART_TIME contractor=CONTRACTOR temporary=TEMPORARY intern=INTERN
function recruiting.end_offers() -- Withdraws what is offered when the application ends.
function recruiting.ended_consents() -- People whose consent has run out, and since when.
function recruiting.erase(about text, person uuid) -- Erases what the module knows of a person; the rows by table.
function recruiting.erase_absences(person uuid) -- Erases when a person was away and why.
function recruiting.erase_applications(person uuid) -- Erases what a person sent with applications.
function recruiting.erase_ended(person uuid, why text) -- Erases a person whose consent has run out; null where that fails.
function recruiting.erase_interviews(applications uuid[]) -- Erases what interviews say of a person.
function recruiting.erase_words(person uuid) -- Erases what was said of a person at their placements.
column recruiting.external_job_postings.company_name text
column recruiting.external_job_postings.created_at timestamp with time zone not null default now()
column recruiting.external_job_postings.expires_at timestamp with time zone not null default (now() + '24:00:00'::interval)
column recruiting.external_job_postings.fetched_at timestamp with time zone not null default now()
column recruiting.external_job_postings.id uuid not null default kit.new_id()
column recruiting.external_job_postings.job_type text
column recruiting.external_job_postings.location text
column recruiting.external_job_postings.org_id uuid not null default kit.org_id()
column recruiting.external_job_postings.original_url kit.url not null
column recruiting.external_job_postings.posted_date date
column recruiting.external_job_postings.salary_text text
column recruiting.external_job_postings.source text not null default 'AI_Scraper'::text
column recruiting.external_job_postings.summary text
column recruiting.external_job_postings.title text not null
column recruiting.external_job_postings.updated_at timestamp with time zone not null default now()
constraint recruiting.external_job_postings.external_job_postings_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expires_at IS NULL) OR ((expires_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((fetched_at IS NULL) OR ((fetched_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (fetched_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((posted_date IS NULL) OR ((posted_date >= '1800-01-01'::date) AND (posted_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.external_job_postings.external_job_postings_one_line CHECK (kit.is_line(((((((COALESCE(source, ''::text) || COALESCE((original_url)::text, ''::text)) || COALESCE(title, ''::text)) || COALESCE(company_name, ''::text)) || COALESCE(location, ''::text)) || COALESCE(salary_text, ''::text)) || COALESCE(job_type, ''::text)))) NOT VALID
constraint recruiting.external_job_postings.external_job_postings_pkey PRIMARY KEY (org_id, id)
constraint recruiting.external_job_postings.external_job_postings_title_check CHECK ((title <> ''::text))
constraint recruiting.external_job_postings.external_job_postings_url_taken UNIQUE (org_id, original_url)
CREATE INDEX external_job_postings_expires_idx ON recruiting.external_job_postings USING btree (org_id, expires_at)
CREATE UNIQUE INDEX external_job_postings_pkey ON recruiting.external_job_postings USING btree (org_id, id)
CREATE UNIQUE INDEX external_job_postings_url_taken ON recruiting.external_job_postings USING btree (org_id, original_url)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.external_job_postings FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER y_noted_insert AFTER INSERT ON recruiting.external_job_postings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.id)')
CREATE TRIGGER y_scored_insert AFTER INSERT ON recruiting.external_job_postings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('score_clients', 'select c.id from crm.clients c where c.org_id = n.org_id and c.name_index = kit.plain_name(n.company_name)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.external_job_postings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.external_job_postings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.external_job_postings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.external_job_postings : An opening seen elsewhere ("hot drop"), kept until it expires. @icon(megaphone) @words(Hot drop, Hot drops) @menu(6) @calendar(expires_at)
comment recruiting.external_job_postings company_name: Company. @list
comment recruiting.external_job_postings created_at: When it was entered.
comment recruiting.external_job_postings expires_at: When it is no longer shown. @list
comment recruiting.external_job_postings fetched_at: When we found it.
comment recruiting.external_job_postings id: Identifier; grows with time.
comment recruiting.external_job_postings job_type: Remote, contract, full-time.
comment recruiting.external_job_postings location: Place. @list
comment recruiting.external_job_postings org_id: Organisation the row belongs to.
comment recruiting.external_job_postings original_url: The posting. @list
comment recruiting.external_job_postings posted_date: Day it was posted. @list
comment recruiting.external_job_postings salary_text: Salary as written, such as "$100k - $120k". @list
comment recruiting.external_job_postings source: Where it was seen: AI_Scraper, LinkedIn, Indeed… @list
comment recruiting.external_job_postings summary: What it is about. @long
comment recruiting.external_job_postings title: Job title. @list
comment recruiting.external_job_postings updated_at: When it was last changed; also the row's version.
security recruiting.external_job_postings row=t forced=t 
function recruiting.fill_job() -- Closes a job when all its openings are filled.
function recruiting.follow_interview() -- Keeps the follow-up of applications true to their interviews.
function recruiting.follow_letter() -- What follows when the letter with the link is out.
function recruiting.follow_message() -- What follows from a message.
function recruiting.follow_offer() -- Moves an application as its offer moves.
function recruiting.follow_placements() -- Keeps the status of people true to their placements.
function recruiting.follow_skills() -- Keeps what people can do as profiles and former work change.
function recruiting.follow_ticket_kind() -- Keeps the last days of tickets true to their kind.
type recruiting.follow_up_status shortlisted,int_scheduled,offered,joined,no_show,under_follow_up,rejected  -- Where the recruiter's own follow-up stands. @values int_scheduled=Int-scheduled no_show='No Show' under_follow_up='Under Follow-up' @tones shortlisted=good int_scheduled=info offered=good joined=good no_show=bad under_follow_up=warn rejected=bad
function recruiting.free_times(application uuid, people uuid[], minutes integer, first date, last date, beside uuid) -- Times at which everybody is free.
function recruiting.funnel_by_job(days integer) -- Funnel by job. How many who applied for a job come how far?    @report(applications) @by(Job) @measures applied=count screened=count interviewed=count offered=count joined=count share_joined=percent
function recruiting.funnel_by_source(days integer) -- Funnel by source. Which ways bring people who join?    @report(applications) @by(Source) @measures applied=count screened=count interviewed=count offered=count joined=count share_joined=percent
function recruiting.gone_from_board(slug text) -- The title of a job that was on the board and is there no more.
function recruiting.guard_application() -- What candidates may do with their applications.
function recruiting.guard_chat_state() -- Keeps the state of a chat to what was said.
function recruiting.guard_hours() -- Keeps hours on days of their placement, and approved ones as they are.
function recruiting.guard_interview() -- Keeps the way of an interview, and counts what invitations tell of.
function recruiting.guard_offer() -- Keeps what was offered as it was sent.
function recruiting.hand_over_chat(about uuid, why text) -- Hands a chat over to people.
function recruiting.hear_mail(mail jsonb) -- Hears mail for the module: answers to its letters, and whose it is.
function recruiting.held_time(text, text) -- 
function recruiting.held_time(text, text, text) -- 
function recruiting.held_time_multirange() -- 
function recruiting.held_time_multirange(VARIADIC recruiting.held_time[]) -- 
function recruiting.held_time_multirange(recruiting.held_time) -- 
function recruiting.hold_interviewers() -- Keeps the time of interviewers.
function recruiting.hour_parts(hours numeric, day date, at recruiting.shift) -- A day's hours by what they are paid at.
type recruiting.hours_status open,approved  -- How far hours have come: open until they are approved, then they can be billed. @tones open=info approved=good
column recruiting.interview_dates.changed_at timestamp with time zone
column recruiting.interview_dates.details text
column recruiting.interview_dates.due_date date
column recruiting.interview_dates.id uuid
column recruiting.interview_dates.minutes integer
column recruiting.interview_dates.noun text
column recruiting.interview_dates.starts_at timestamp with time zone
column recruiting.interview_dates.title text
comment recruiting.interview_dates : Interviews in calendars. @dates()
security recruiting.interview_dates row=f forced=f {security_invoker=true}
view recruiting.interview_dates as  SELECT 'interviews'::text AS noun,     i.id,     ((i.round || ' interview'::text) || COALESCE((': '::text || ( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = i.org_id) AND (c.id = a.candidate_id)))), ''::text)) AS title,     concat_ws(' '::text, ( SELECT j.title            FROM recruiting.jobs j           WHERE ((j.org_id = i.org_id) AND (j.id = a.job_id))), i.location, i.meeting_url) AS details,     NULL::date AS due_date,     i.starts_at,     ((EXTRACT(epoch FROM (i.ends_at - i.starts_at)) / (60)::numeric))::integer AS minutes,     i.updated_at AS changed_at    FROM (recruiting.interviews i      LEFT JOIN recruiting.applications a ON (((a.org_id = i.org_id) AND (a.id = i.application_id))))   WHERE ((i.status = ANY (ARRAY['scheduled'::recruiting.interview_status, 'completed'::recruiting.interview_status])) AND (i.starts_at > (now() - '90 days'::interval)) AND (EXISTS ( SELECT            FROM recruiting.interviewers w           WHERE ((w.org_id = i.org_id) AND (w.interview_id = i.id) AND (w.user_id = ( SELECT kit.user_id() AS user_id))))));
column recruiting.interview_entries.about text
column recruiting.interview_entries.about_id uuid
column recruiting.interview_entries.at timestamp with time zone
column recruiting.interview_entries.body text
column recruiting.interview_entries.changes jsonb
column recruiting.interview_entries.kind text
column recruiting.interview_entries.link text
column recruiting.interview_entries.title text
column recruiting.interview_entries.user_id uuid
column recruiting.interview_entries.who text
comment recruiting.interview_entries : Interviews on timelines. @timeline(applications)
security recruiting.interview_entries row=f forced=f {security_invoker=true}
view recruiting.interview_entries as  SELECT 'applications'::text AS about,     application_id AS about_id,     created_at AS at,     'stage'::text AS kind,     (((round || ' interview '::text) || replace((status)::text, '_'::text, ' '::text)) || COALESCE((': '::text || recruiting.moment(starts_at, ( SELECT recruiting.zone() AS zone))), ''::text)) AS title,     COALESCE(reason, ''::text) AS body,     organizer_id AS user_id,     NULL::text AS who,     ('/interviews/'::text || id) AS link,     NULL::jsonb AS changes    FROM recruiting.interviews i;
column recruiting.interview_items.about text
column recruiting.interview_items.acts jsonb
column recruiting.interview_items.ahead integer
column recruiting.interview_items.amount numeric
column recruiting.interview_items.currency text
column recruiting.interview_items.due_at timestamp with time zone
column recruiting.interview_items.due_date date
column recruiting.interview_items.icon text
column recruiting.interview_items.id uuid
column recruiting.interview_items.link text
column recruiting.interview_items.noun text
column recruiting.interview_items.overdue integer
column recruiting.interview_items.title text
column recruiting.interview_items.weight integer
comment recruiting.interview_items : Interviews to come. @today(applications)
security recruiting.interview_items row=f forced=f {security_invoker=true}
view recruiting.interview_items as  SELECT 'applications'::text AS noun,     id,     ('Interview with '::text || COALESCE(( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = a.org_id) AND (c.id = a.candidate_id))), ''::text)) AS title,     COALESCE(( SELECT j.title            FROM recruiting.jobs j           WHERE ((j.org_id = a.org_id) AND (j.id = a.job_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'user-check'::text AS icon,     NULL::text AS link,     NULL::integer AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     next_follow_up_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM recruiting.applications a   WHERE ((follow_up_status = 'int_scheduled'::recruiting.follow_up_status) AND (next_follow_up_date IS NOT NULL) AND (NOT (EXISTS ( SELECT            FROM recruiting.interviews i           WHERE ((i.org_id = a.org_id) AND (i.application_id = a.id) AND (i.status = 'scheduled'::recruiting.interview_status))))));
column recruiting.interview_slots.created_at timestamp with time zone not null default now()
column recruiting.interview_slots.ends_at timestamp with time zone not null
column recruiting.interview_slots.id uuid not null default kit.new_id()
column recruiting.interview_slots.interview_id uuid not null
column recruiting.interview_slots.org_id uuid not null default kit.org_id()
column recruiting.interview_slots.starts_at timestamp with time zone not null
column recruiting.interview_slots.updated_at timestamp with time zone not null default now()
constraint recruiting.interview_slots.interview_slots_in_order CHECK ((ends_at > starts_at))
constraint recruiting.interview_slots.interview_slots_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((ends_at IS NULL) OR ((ends_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((starts_at IS NULL) OR ((starts_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.interview_slots.interview_slots_interview_id_fkey FOREIGN KEY (org_id, interview_id) REFERENCES recruiting.interviews(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.interview_slots.interview_slots_once UNIQUE (org_id, interview_id, starts_at)
constraint recruiting.interview_slots.interview_slots_pkey PRIMARY KEY (org_id, id)
CREATE UNIQUE INDEX interview_slots_once ON recruiting.interview_slots USING btree (org_id, interview_id, starts_at)
CREATE UNIQUE INDEX interview_slots_pkey ON recruiting.interview_slots USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.interview_slots FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.interview_slots REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.interview_slots REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.interview_slots REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.interview_slots : A time that is proposed for an interview. @icon(calendar-clock) @words(Proposed time, Proposed times) @named(starts_at) @apart
comment recruiting.interview_slots created_at: When it was entered.
comment recruiting.interview_slots ends_at: When it would end.
comment recruiting.interview_slots id: Identifier; grows with time.
comment recruiting.interview_slots interview_id: The interview. @list
comment recruiting.interview_slots org_id: Organisation the row belongs to.
comment recruiting.interview_slots starts_at: When it would begin. @list
comment recruiting.interview_slots updated_at: When it was last changed; also the row's version.
security recruiting.interview_slots row=t forced=t 
type recruiting.interview_status proposed,scheduled,completed,cancelled,no_show  -- How far an interview has come: times are proposed, one is picked, it took place, was called off, or nobody came. @tones proposed=warn scheduled=info completed=good no_show=bad
column recruiting.interviewers.created_at timestamp with time zone not null default now()
column recruiting.interviewers.ends_at timestamp with time zone
column recruiting.interviewers.interview_id uuid not null
column recruiting.interviewers.org_id uuid not null default kit.org_id()
column recruiting.interviewers.starts_at timestamp with time zone
column recruiting.interviewers.updated_at timestamp with time zone not null default now()
column recruiting.interviewers.user_id uuid not null
constraint recruiting.interviewers.interviewers_free EXCLUDE USING gist (recruiting.held_time((((org_id)::text || (user_id)::text) || lpad(((EXTRACT(epoch FROM (starts_at AT TIME ZONE 'UTC'::text)))::bigint)::text, 12, '0'::text)), (((org_id)::text || (user_id)::text) || lpad(((EXTRACT(epoch FROM (ends_at AT TIME ZONE 'UTC'::text)))::bigint)::text, 12, '0'::text))) WITH &&) WHERE ((starts_at IS NOT NULL))
constraint recruiting.interviewers.interviewers_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((ends_at IS NULL) OR ((ends_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((starts_at IS NULL) OR ((starts_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.interviewers.interviewers_interview_id_fkey FOREIGN KEY (org_id, interview_id) REFERENCES recruiting.interviews(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.interviewers.interviewers_pkey PRIMARY KEY (org_id, interview_id, user_id)
constraint recruiting.interviewers.interviewers_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE INDEX interviewers_free ON recruiting.interviewers USING gist (recruiting.held_time((((org_id)::text || (user_id)::text) || lpad(((EXTRACT(epoch FROM (starts_at AT TIME ZONE 'UTC'::text)))::bigint)::text, 12, '0'::text)), (((org_id)::text || (user_id)::text) || lpad(((EXTRACT(epoch FROM (ends_at AT TIME ZONE 'UTC'::text)))::bigint)::text, 12, '0'::text)))) WHERE (starts_at IS NOT NULL)
CREATE UNIQUE INDEX interviewers_pkey ON recruiting.interviewers USING btree (org_id, interview_id, user_id)
CREATE INDEX interviewers_time_idx ON recruiting.interviewers USING btree (org_id, user_id, starts_at)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.interviewers FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_interviewer BEFORE INSERT ON recruiting.interviewers FOR EACH ROW EXECUTE FUNCTION recruiting.check_interviewer()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.interviewers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.interviewers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.interviewers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.interviewers : Who holds an interview.
comment recruiting.interviewers created_at: When it was entered.
comment recruiting.interviewers ends_at: When it ends, while it is scheduled. @derived
comment recruiting.interviewers interview_id: The interview. @list
comment recruiting.interviewers org_id: Organisation the row belongs to.
comment recruiting.interviewers starts_at: When it begins, while it is scheduled. @derived
comment recruiting.interviewers updated_at: When it was last changed; also the row's version.
comment recruiting.interviewers user_id: Who holds it. @list
security recruiting.interviewers row=t forced=t 
column recruiting.interviews.application_id uuid not null
column recruiting.interviews.candidate_words text
column recruiting.interviews.created_at timestamp with time zone not null default now()
column recruiting.interviews.ends_at timestamp with time zone
column recruiting.interviews.id uuid not null default kit.new_id()
column recruiting.interviews.is_invited boolean not null default false
column recruiting.interviews.letter_ids uuid[] not null default '{}'::uuid[]
column recruiting.interviews.location text
column recruiting.interviews.meeting_url kit.url
column recruiting.interviews.minutes integer not null default 45
column recruiting.interviews.org_id uuid not null default kit.org_id()
column recruiting.interviews.organizer_id uuid
column recruiting.interviews.reason text
column recruiting.interviews.reminder_ids uuid[] not null default '{}'::uuid[]
column recruiting.interviews.round text not null
column recruiting.interviews.sequence integer not null default 0
column recruiting.interviews.starts_at timestamp with time zone
column recruiting.interviews.status recruiting.interview_status not null default 'proposed'::recruiting.interview_status
column recruiting.interviews.time_zone text not null default 'UTC'::text
column recruiting.interviews.told_sequence integer not null default 0
column recruiting.interviews.updated_at timestamp with time zone not null default now()
constraint recruiting.interviews.interviews_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.interviews.interviews_candidate_words_check CHECK ((length(candidate_words) <= 1000))
constraint recruiting.interviews.interviews_have_a_time CHECK (((status = ANY (ARRAY['proposed'::recruiting.interview_status, 'cancelled'::recruiting.interview_status])) OR (num_nulls(starts_at, ends_at) = 0)))
constraint recruiting.interviews.interviews_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((ends_at IS NULL) OR ((ends_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (ends_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((starts_at IS NULL) OR ((starts_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (starts_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.interviews.interviews_location_check CHECK ((length(location) <= 300))
constraint recruiting.interviews.interviews_minutes_check CHECK (((minutes >= 10) AND (minutes <= 480)))
constraint recruiting.interviews.interviews_one_line CHECK (kit.is_line((((COALESCE(round, ''::text) || COALESCE(time_zone, ''::text)) || COALESCE(location, ''::text)) || COALESCE((meeting_url)::text, ''::text)))) NOT VALID
constraint recruiting.interviews.interviews_organizer_id_fkey FOREIGN KEY (org_id, organizer_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (organizer_id) DEFERRABLE
constraint recruiting.interviews.interviews_pkey PRIMARY KEY (org_id, id)
constraint recruiting.interviews.interviews_reason_check CHECK ((length(reason) <= 1000))
constraint recruiting.interviews.interviews_round_check CHECK (((TRIM(BOTH FROM round) <> ''::text) AND (length(round) <= 100)))
constraint recruiting.interviews.interviews_time_zone_check CHECK ((length(time_zone) <= 60))
constraint recruiting.interviews.interviews_times_in_order CHECK ((ends_at > starts_at))
CREATE INDEX interviews_application_id_idx ON recruiting.interviews USING btree (org_id, application_id)
CREATE INDEX interviews_organizer_id_idx ON recruiting.interviews USING btree (org_id, organizer_id)
CREATE UNIQUE INDEX interviews_pkey ON recruiting.interviews USING btree (org_id, id)
CREATE INDEX interviews_status_idx ON recruiting.interviews USING btree (org_id, status, starts_at)
CREATE INDEX interviews_time_idx ON recruiting.interviews USING btree (org_id, starts_at)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.interviews FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER drop_reminders AFTER DELETE ON recruiting.interviews FOR EACH ROW EXECUTE FUNCTION recruiting.drop_reminders()
CREATE TRIGGER follow_interview AFTER INSERT OR UPDATE ON recruiting.interviews FOR EACH ROW EXECUTE FUNCTION recruiting.follow_interview()
CREATE TRIGGER guard_interview BEFORE INSERT OR UPDATE ON recruiting.interviews FOR EACH ROW EXECUTE FUNCTION recruiting.guard_interview()
CREATE TRIGGER hold_interviewers AFTER UPDATE OF status, starts_at, ends_at ON recruiting.interviews FOR EACH ROW EXECUTE FUNCTION recruiting.hold_interviewers()
CREATE TRIGGER y_told_update AFTER UPDATE ON recruiting.interviews FOR EACH ROW WHEN ((new.told_sequence <> new.sequence)) EXECUTE FUNCTION kit.note('tell_of_interviews', 'values (n.id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.interviews REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.interviews REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.interviews REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.interviews : An interview about an application: one round of the job's hiring process. Verbs move it; invitations follow by themselves. @icon(video) @words(Interview, Interviews) @menu(3) @named(round, application_id) @board(status) @calendar(starts_at) @card(application_id, starts_at)
comment recruiting.interviews application_id: The application. @list
comment recruiting.interviews candidate_words: What the candidate wrote when no time fits. @long @stamped @personal
comment recruiting.interviews created_at: When it was entered.
comment recruiting.interviews ends_at: When it ends. @stamped
comment recruiting.interviews id: Identifier; grows with time.
comment recruiting.interviews is_invited: It stands in the calendars of who takes part. @group(Invitations) @derived
comment recruiting.interviews letter_ids: Letters that told of it. @group(Invitations) @derived
comment recruiting.interviews location: Where it is, or who calls whom. @stamped
comment recruiting.interviews meeting_url: Link to the video meeting. @stamped
comment recruiting.interviews minutes: How long it takes. @stamped
comment recruiting.interviews org_id: Organisation the row belongs to.
comment recruiting.interviews organizer_id: Who arranges it. @list @stamped
comment recruiting.interviews reason: Why it was moved or called off. @long @stamped
comment recruiting.interviews reminder_ids: Reminders that wait in the outbox. @group(Invitations) @derived
comment recruiting.interviews round: The round, as the job's hiring process names it. @list
comment recruiting.interviews sequence: Grows with each change that invitations tell of. @group(Invitations) @derived
comment recruiting.interviews starts_at: When it begins; empty while times are proposed. @list @stamped
comment recruiting.interviews status: How far it has come. @list @stamped
comment recruiting.interviews time_zone: IANA time zone in which the candidate is told times. @stamped
comment recruiting.interviews told_sequence: The sequence that was told last. @group(Invitations) @derived
comment recruiting.interviews updated_at: When it was last changed; also the row's version.
security recruiting.interviews row=t forced=t 
function recruiting.is_day(value jsonb) -- Whether it is a day such as 2027-02-28, or nothing.
function recruiting.is_document(name text) -- Whether a file is a written document, by its name.
function recruiting.is_erasure(type recruiting.action_type, title text) -- Whether somebody asks to be forgotten.
function recruiting.is_published(status recruiting.job_status, application_deadline date) -- Whether a job takes applications.
function recruiting.is_published(status recruiting.job_status, application_deadline date, today date) -- Whether a job takes applications on this day.
function recruiting.is_resume(name text) -- Whether a file is a résumé, by its name.
column recruiting.job_items.about text
column recruiting.job_items.acts jsonb
column recruiting.job_items.ahead integer
column recruiting.job_items.amount numeric
column recruiting.job_items.currency text
column recruiting.job_items.due_at timestamp with time zone
column recruiting.job_items.due_date date
column recruiting.job_items.icon text
column recruiting.job_items.id uuid
column recruiting.job_items.link text
column recruiting.job_items.noun text
column recruiting.job_items.overdue integer
column recruiting.job_items.title text
column recruiting.job_items.weight integer
comment recruiting.job_items : Last days to apply. @today(jobs)
security recruiting.job_items row=f forced=f {security_invoker=true}
view recruiting.job_items as  SELECT 'jobs'::text AS noun,     id,     (title || ': last day to apply'::text) AS title,     COALESCE(( SELECT c.name            FROM crm.clients c           WHERE ((c.org_id = j.org_id) AND (c.id = j.client_id))), ''::text) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     NULL::integer AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     application_deadline AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM recruiting.jobs j   WHERE (application_deadline IS NOT NULL);
column recruiting.job_questions.at_least numeric(14,2)
column recruiting.job_questions.at_most numeric(14,2)
column recruiting.job_questions.choices jsonb not null default '[]'::jsonb
column recruiting.job_questions.created_at timestamp with time zone not null default now()
column recruiting.job_questions.id uuid not null default kit.new_id()
column recruiting.job_questions.is_required boolean not null default true
column recruiting.job_questions.job_id uuid not null
column recruiting.job_questions.kind recruiting.question_kind not null default 'yes_no'::recruiting.question_kind
column recruiting.job_questions.latest_date date
column recruiting.job_questions.org_id uuid not null default kit.org_id()
column recruiting.job_questions.position integer not null default 1
column recruiting.job_questions.question text not null
column recruiting.job_questions.updated_at timestamp with time zone not null default now()
column recruiting.job_questions.wrong_answers jsonb not null default '[]'::jsonb
constraint recruiting.job_questions.job_questions_bounded CHECK ((kit.is_bounded(choices) AND kit.is_bounded(wrong_answers))) NOT VALID
constraint recruiting.job_questions.job_questions_choices_given CHECK (((kind <> 'choice'::recruiting.question_kind) OR ((jsonb_typeof(choices) = 'array'::text) AND ((choices -> 1) IS NOT NULL))))
constraint recruiting.job_questions.job_questions_choices_shape CHECK (((choices IS NULL) OR (choices = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(choices))) NOT VALID
constraint recruiting.job_questions.job_questions_in_range CHECK ((((at_least IS NULL) OR (abs(at_least) < 'Infinity'::numeric)) AND ((at_most IS NULL) OR (abs(at_most) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((latest_date IS NULL) OR ((latest_date >= '1800-01-01'::date) AND (latest_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.job_questions.job_questions_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES recruiting.jobs(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.job_questions.job_questions_one_line CHECK (kit.is_line(COALESCE(question, ''::text))) NOT VALID
constraint recruiting.job_questions.job_questions_pkey PRIMARY KEY (org_id, id)
constraint recruiting.job_questions.job_questions_position_check CHECK ((("position" >= 1) AND ("position" <= 1000)))
constraint recruiting.job_questions.job_questions_question_check CHECK (((TRIM(BOTH FROM question) <> ''::text) AND (length(question) <= 300)))
constraint recruiting.job_questions.job_questions_wrong_answers_shape CHECK (((wrong_answers IS NULL) OR (wrong_answers = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(wrong_answers))) NOT VALID
CREATE INDEX job_questions_job_id_idx ON recruiting.job_questions USING btree (org_id, job_id)
CREATE UNIQUE INDEX job_questions_pkey ON recruiting.job_questions USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.job_questions FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.job_questions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.job_questions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.job_questions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.job_questions : A question people answer when they apply for a job. An answer can mark an application; it never rejects one. @icon(circle-question-mark) @words(Screening question, Screening questions) @named(question)
comment recruiting.job_questions at_least: A number below this marks an application. @label('Knock-out below')
comment recruiting.job_questions at_most: A number above this marks an application. @label('Knock-out above')
comment recruiting.job_questions choices: For a choice: the answers there are. @several()
comment recruiting.job_questions created_at: When it was entered.
comment recruiting.job_questions id: Identifier; grows with time.
comment recruiting.job_questions is_required: Nobody applies without an answer. @list
comment recruiting.job_questions job_id: The job. @list
comment recruiting.job_questions kind: What kind of answer it wants. @list
comment recruiting.job_questions latest_date: A day after this marks an application. @label('Knock-out after')
comment recruiting.job_questions org_id: Organisation the row belongs to.
comment recruiting.job_questions position: Its place among them. @list
comment recruiting.job_questions question: What is asked. @list
comment recruiting.job_questions updated_at: When it was last changed; also the row's version.
comment recruiting.job_questions wrong_answers: Answers that mark an application: yes, no or choices. Who applies does not see which. @label('Knock-out answers') @list @several()
security recruiting.job_questions row=t forced=t 
type recruiting.job_source_kind greenhouse,lever,ashby,workable,json_ld,feed  -- How a source of openings is asked. @values json_ld='Career page' feed='Feed (RSS, Atom, XML)'
column recruiting.job_sources.address text not null
column recruiting.job_sources.company_name text
column recruiting.job_sources.created_at timestamp with time zone not null default now()
column recruiting.job_sources.id uuid not null default kit.new_id()
column recruiting.job_sources.is_active boolean not null default true
column recruiting.job_sources.kind recruiting.job_source_kind not null
column recruiting.job_sources.last_error text
column recruiting.job_sources.last_fetched_at timestamp with time zone
column recruiting.job_sources.last_found integer
column recruiting.job_sources.name text not null
column recruiting.job_sources.only_with jsonb not null default '[]'::jsonb
column recruiting.job_sources.org_id uuid not null default kit.org_id()
column recruiting.job_sources.updated_at timestamp with time zone not null default now()
constraint recruiting.job_sources.job_sources_address_check CHECK (((TRIM(BOTH FROM address) <> ''::text) AND (length(address) <= 2000)))
constraint recruiting.job_sources.job_sources_bounded CHECK (kit.is_bounded(only_with)) NOT VALID
constraint recruiting.job_sources.job_sources_company_name_check CHECK ((length(company_name) <= 300))
constraint recruiting.job_sources.job_sources_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((last_fetched_at IS NULL) OR ((last_fetched_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (last_fetched_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.job_sources.job_sources_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 120)))
constraint recruiting.job_sources.job_sources_one_line CHECK (kit.is_line(((COALESCE(name, ''::text) || COALESCE(address, ''::text)) || COALESCE(company_name, ''::text)))) NOT VALID
constraint recruiting.job_sources.job_sources_only_with_shape CHECK (((only_with IS NULL) OR (only_with = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(only_with))) NOT VALID
constraint recruiting.job_sources.job_sources_pkey PRIMARY KEY (org_id, id)
constraint recruiting.job_sources.job_sources_taken UNIQUE (org_id, kind, address)
CREATE UNIQUE INDEX job_sources_pkey ON recruiting.job_sources USING btree (org_id, id)
CREATE UNIQUE INDEX job_sources_taken ON recruiting.job_sources USING btree (org_id, kind, address)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.job_sources FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_job_source BEFORE INSERT OR UPDATE ON recruiting.job_sources FOR EACH ROW EXECUTE FUNCTION recruiting.check_job_source()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.job_sources REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.job_sources REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.job_sources REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.job_sources : Where openings of others are looked for every day; what is found becomes hot drops. @icon(radar) @words(Job source, Job sources)
comment recruiting.job_sources address: The board's short name at Greenhouse, Lever, Ashby or Workable, such as acme; else the address of the page or feed. @list
comment recruiting.job_sources company_name: Who hires, where the source does not say.
comment recruiting.job_sources created_at: When it was entered.
comment recruiting.job_sources id: Identifier; grows with time.
comment recruiting.job_sources is_active: It is asked every day. @list
comment recruiting.job_sources kind: How it is asked. @list
comment recruiting.job_sources last_error: Why it could not be read then. @list @stamped @long
comment recruiting.job_sources last_fetched_at: When it was asked last. @list @stamped
comment recruiting.job_sources last_found: How many openings it had then. @list @stamped
comment recruiting.job_sources name: Name; hot drops show it. @list
comment recruiting.job_sources only_with: Only openings with one of these words in title or place; all when empty. @several()
comment recruiting.job_sources org_id: Organisation the row belongs to.
comment recruiting.job_sources updated_at: When it was last changed; also the row's version.
security recruiting.job_sources row=t forced=t 
type recruiting.job_status draft,sourcing,interview,offer,closed  -- How far a job has come. Sourcing, interview and offer are on the job board. @tones sourcing=info interview=info offer=good
column recruiting.jobs.about_company kit.markdown
column recruiting.jobs.application_deadline date
column recruiting.jobs.assigned_recruiter_id uuid
column recruiting.jobs.benefits_perks jsonb not null default '[]'::jsonb
column recruiting.jobs.board_words tsvector generated (((setweight(to_tsvector('english'::regconfig, title), 'A'::"char") || setweight(jsonb_to_tsvector('english'::regconfig, (((required_skills || preferred_skills) || tools_tech_stack) || job_locations), '["string"]'::jsonb), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, ((COALESCE(industry, ''::text) || ' '::text) || COALESCE(functional_area, ''::text))), 'B'::"char")) || to_tsvector('english'::regconfig, COALESCE("left"((job_summary)::text, 20000), ''::text)))
column recruiting.jobs.client_id uuid not null
column recruiting.jobs.country text
column recruiting.jobs.created_at timestamp with time zone not null default now()
column recruiting.jobs.currency kit.currency
column recruiting.jobs.custom jsonb not null default '{}'::jsonb
column recruiting.jobs.education_qualification text
column recruiting.jobs.employment_type recruiting.employment_type not null default 'full_time'::recruiting.employment_type
column recruiting.jobs.experience_required text
column recruiting.jobs.functional_area text
column recruiting.jobs.hiring_process_rounds jsonb not null default '[]'::jsonb
column recruiting.jobs.id uuid not null default kit.new_id()
column recruiting.jobs.industry text
column recruiting.jobs.internal_job_id text
column recruiting.jobs.job_locations jsonb not null default '[]'::jsonb
column recruiting.jobs.job_summary kit.markdown
column recruiting.jobs.max_salary bigint
column recruiting.jobs.meta_description text
column recruiting.jobs.meta_title text
column recruiting.jobs.min_salary bigint
column recruiting.jobs.names_client boolean not null default false
column recruiting.jobs.notice_period_accepted text
column recruiting.jobs.number_of_openings integer not null default 1
column recruiting.jobs.offers_sponsorship boolean not null default false
column recruiting.jobs.org_id uuid not null default kit.org_id()
column recruiting.jobs.posting_changed_at timestamp with time zone
column recruiting.jobs.preferred_skills jsonb not null default '[]'::jsonb
column recruiting.jobs.published_at timestamp with time zone
column recruiting.jobs.required_skills jsonb not null default '[]'::jsonb
column recruiting.jobs.responsibilities jsonb not null default '[]'::jsonb
column recruiting.jobs.salary_unit recruiting.salary_unit
column recruiting.jobs.slug_url kit.slug not null
column recruiting.jobs.status recruiting.job_status not null default 'draft'::recruiting.job_status
column recruiting.jobs.title text not null
column recruiting.jobs.tools_tech_stack jsonb not null default '[]'::jsonb
column recruiting.jobs.updated_at timestamp with time zone not null default now()
column recruiting.jobs.work_mode recruiting.work_mode not null default 'on_site'::recruiting.work_mode
constraint recruiting.jobs.jobs_assigned_recruiter_id_fkey FOREIGN KEY (org_id, assigned_recruiter_id) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (assigned_recruiter_id) DEFERRABLE
constraint recruiting.jobs.jobs_benefits_perks_shape CHECK (((benefits_perks IS NULL) OR (benefits_perks = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(benefits_perks))) NOT VALID
constraint recruiting.jobs.jobs_bounded CHECK ((kit.is_bounded(job_locations) AND kit.is_bounded(benefits_perks) AND kit.is_bounded(responsibilities) AND kit.is_bounded(required_skills) AND kit.is_bounded(preferred_skills) AND kit.is_bounded(tools_tech_stack) AND kit.is_bounded(hiring_process_rounds) AND kit.is_bounded(custom))) NOT VALID
constraint recruiting.jobs.jobs_client_id_fkey FOREIGN KEY (org_id, client_id) REFERENCES crm.clients(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.jobs.jobs_country_is_code CHECK ((country ~ '^[A-Z]{2}$'::text))
constraint recruiting.jobs.jobs_custom_check CHECK ((jsonb_typeof(custom) = 'object'::text))
constraint recruiting.jobs.jobs_hiring_process_rounds_shape CHECK (((hiring_process_rounds IS NULL) OR (hiring_process_rounds = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(hiring_process_rounds))) NOT VALID
constraint recruiting.jobs.jobs_in_range CHECK ((((application_deadline IS NULL) OR ((application_deadline >= '1800-01-01'::date) AND (application_deadline < '3000-01-01'::date))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((posting_changed_at IS NULL) OR ((posting_changed_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (posting_changed_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((published_at IS NULL) OR ((published_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (published_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.jobs.jobs_job_locations_shape CHECK (((job_locations IS NULL) OR (job_locations = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(job_locations))) NOT VALID
constraint recruiting.jobs.jobs_max_salary_check CHECK ((max_salary >= 0))
constraint recruiting.jobs.jobs_min_salary_check CHECK ((min_salary >= 0))
constraint recruiting.jobs.jobs_number_of_openings_check CHECK ((number_of_openings > 0))
constraint recruiting.jobs.jobs_one_line CHECK (kit.is_line(((((((((((COALESCE(title, ''::text) || COALESCE(internal_job_id, ''::text)) || COALESCE(industry, ''::text)) || COALESCE(functional_area, ''::text)) || COALESCE((currency)::text, ''::text)) || COALESCE(experience_required, ''::text)) || COALESCE(education_qualification, ''::text)) || COALESCE(notice_period_accepted, ''::text)) || COALESCE((slug_url)::text, ''::text)) || COALESCE(meta_title, ''::text)) || COALESCE(country, ''::text)))) NOT VALID
constraint recruiting.jobs.jobs_pkey PRIMARY KEY (org_id, id)
constraint recruiting.jobs.jobs_preferred_skills_shape CHECK (((preferred_skills IS NULL) OR (preferred_skills = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(preferred_skills))) NOT VALID
constraint recruiting.jobs.jobs_required_skills_shape CHECK (((required_skills IS NULL) OR (required_skills = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(required_skills))) NOT VALID
constraint recruiting.jobs.jobs_responsibilities_shape CHECK (((responsibilities IS NULL) OR (responsibilities = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(responsibilities))) NOT VALID
constraint recruiting.jobs.jobs_salary_in_order CHECK ((max_salary >= min_salary))
constraint recruiting.jobs.jobs_slug_taken UNIQUE (org_id, slug_url)
constraint recruiting.jobs.jobs_title_check CHECK (((title <> ''::text) AND (length(title) <= 300)))
constraint recruiting.jobs.jobs_tools_tech_stack_shape CHECK (((tools_tech_stack IS NULL) OR (tools_tech_stack = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(tools_tech_stack))) NOT VALID
CREATE INDEX jobs_assigned_recruiter_id_idx ON recruiting.jobs USING btree (org_id, assigned_recruiter_id)
CREATE INDEX jobs_board_idx ON recruiting.jobs USING btree (org_id, published_at DESC, id DESC) WHERE (status = ANY (ARRAY['sourcing'::recruiting.job_status, 'interview'::recruiting.job_status, 'offer'::recruiting.job_status]))
CREATE INDEX jobs_client_id_idx ON recruiting.jobs USING btree (org_id, client_id)
CREATE UNIQUE INDEX jobs_internal_job_id_taken ON recruiting.jobs USING btree (org_id, internal_job_id)
CREATE INDEX jobs_newest_idx ON recruiting.jobs USING btree (org_id, created_at DESC, id DESC)
CREATE UNIQUE INDEX jobs_pkey ON recruiting.jobs USING btree (org_id, id)
CREATE INDEX jobs_skills_idx ON recruiting.jobs USING gin (required_skills jsonb_path_ops)
CREATE UNIQUE INDEX jobs_slug_taken ON recruiting.jobs USING btree (org_id, slug_url)
CREATE INDEX jobs_status_idx ON recruiting.jobs USING btree (org_id, status)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.jobs FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_custom BEFORE INSERT OR UPDATE OF custom ON recruiting.jobs FOR EACH ROW EXECUTE FUNCTION identity.check_custom()
CREATE TRIGGER keep_one_client BEFORE UPDATE OF client_id ON recruiting.jobs FOR EACH ROW WHEN ((new.client_id IS DISTINCT FROM old.client_id)) EXECUTE FUNCTION recruiting.keep_one_client()
CREATE TRIGGER name_job BEFORE INSERT ON recruiting.jobs FOR EACH ROW EXECUTE FUNCTION recruiting.name_job()
CREATE TRIGGER publish_job BEFORE INSERT OR UPDATE ON recruiting.jobs FOR EACH ROW EXECUTE FUNCTION recruiting.publish_job()
CREATE TRIGGER x_drop_documents AFTER DELETE ON recruiting.jobs REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kit.drop_hanging('knowledge.documents')
CREATE TRIGGER y_meaning_delete AFTER DELETE ON recruiting.jobs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_insert AFTER INSERT ON recruiting.jobs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_meaning_update AFTER UPDATE ON recruiting.jobs FOR EACH ROW WHEN (((old.title IS DISTINCT FROM new.title) OR (old.industry IS DISTINCT FROM new.industry) OR (old.functional_area IS DISTINCT FROM new.functional_area) OR (old.work_mode IS DISTINCT FROM new.work_mode) OR (old.job_locations IS DISTINCT FROM new.job_locations) OR (old.required_skills IS DISTINCT FROM new.required_skills) OR (old.preferred_skills IS DISTINCT FROM new.preferred_skills) OR (old.tools_tech_stack IS DISTINCT FROM new.tools_tech_stack) OR ((old.job_summary)::text IS DISTINCT FROM (new.job_summary)::text) OR (old.responsibilities IS DISTINCT FROM new.responsibilities))) EXECUTE FUNCTION kit.note_meaning()
CREATE TRIGGER y_names_delete AFTER DELETE ON recruiting.jobs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_insert AFTER INSERT ON recruiting.jobs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_names_update AFTER UPDATE ON recruiting.jobs FOR EACH ROW WHEN ((old.title IS DISTINCT FROM new.title)) EXECUTE FUNCTION kit.note_names('title')
CREATE TRIGGER y_score_update AFTER UPDATE OF required_skills, preferred_skills, tools_tech_stack, experience_required, min_salary, max_salary, salary_unit, currency, notice_period_accepted, work_mode, job_locations, offers_sponsorship, title, job_summary, responsibilities ON recruiting.jobs FOR EACH ROW EXECUTE FUNCTION kit.note('score_applications', 'select a.id from recruiting.applications a where a.org_id = n.org_id and a.job_id = n.id and a.is_active')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.jobs REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.jobs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.jobs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.jobs : An opening at a client. @icon(briefcase) @menu(1) @key(o) @board(status) @calendar(application_deadline) @card(client_id, employment_type) @meaning(title, industry, functional_area, work_mode, job_locations, required_skills, preferred_skills, tools_tech_stack, job_summary, responsibilities) @searched(title)
comment recruiting.jobs about_company: About the company. @group('Description and requirements')
comment recruiting.jobs application_deadline: Last day to apply. @list @group('Application and process')
comment recruiting.jobs assigned_recruiter_id: The recruiter who fills it. @list
comment recruiting.jobs benefits_perks: Benefits. @group('Location and compensation') @several()
comment recruiting.jobs board_words: Its words, for the search of the job board.
comment recruiting.jobs client_id: The company hiring. @list
comment recruiting.jobs country: Country of its places by two letters, such as AU; of remote work, where people may live. @group('Location and compensation')
comment recruiting.jobs created_at: When it was entered.
comment recruiting.jobs currency: Currency of the salary. @group('Location and compensation')
comment recruiting.jobs custom: Fields the organisation added.
comment recruiting.jobs education_qualification: Such as "B.Tech". @group('Description and requirements')
comment recruiting.jobs employment_type: Form of employment. @list
comment recruiting.jobs experience_required: Such as "3-5 years". @group('Description and requirements')
comment recruiting.jobs functional_area: Functional area.
comment recruiting.jobs hiring_process_rounds: Rounds by name, such as ["Screening", "Tech"]. @group('Application and process') @several()
comment recruiting.jobs id: Identifier; grows with time.
comment recruiting.jobs industry: Industry.
comment recruiting.jobs internal_job_id: Our own number for it. @list
comment recruiting.jobs job_locations: Places, each "City, State". @group('Location and compensation') @several()
comment recruiting.jobs job_summary: Full description. @group('Description and requirements')
comment recruiting.jobs max_salary: Highest salary. @group('Location and compensation')
comment recruiting.jobs meta_description: Description for search engines. @group(SEO) @long
comment recruiting.jobs meta_title: Title for search engines. @group(SEO)
comment recruiting.jobs min_salary: Lowest salary. @group('Location and compensation')
comment recruiting.jobs names_client: The job board names the client; otherwise it says that the client is confidential. @group('Application and process')
comment recruiting.jobs notice_period_accepted: Such as "Immediate to 30 days". @group('Application and process')
comment recruiting.jobs number_of_openings: How many people are wanted. @group('Application and process')
comment recruiting.jobs offers_sponsorship: Helps who needs a permit or visa. @group('Application and process')
comment recruiting.jobs org_id: Organisation the row belongs to.
comment recruiting.jobs posting_changed_at: When what the job board says of it changed last. @derived
comment recruiting.jobs preferred_skills: Skills that help. @group('Description and requirements') @several()
comment recruiting.jobs published_at: When it went on the job board. @derived
comment recruiting.jobs required_skills: Skills a person must have. @group('Description and requirements') @several()
comment recruiting.jobs responsibilities: Key duties. @group('Description and requirements') @several()
comment recruiting.jobs salary_unit: What the salary is per. @group('Location and compensation')
comment recruiting.jobs slug_url: Readable web address; made from the title when empty. @group(SEO)
comment recruiting.jobs status: How far it has come. @list
comment recruiting.jobs title: Job title. @list
comment recruiting.jobs tools_tech_stack: Tools and technology. @group('Description and requirements') @several()
comment recruiting.jobs updated_at: When it was last changed; also the row's version.
comment recruiting.jobs work_mode: Where the work is done. @list
security recruiting.jobs row=t forced=t 
function recruiting.keep_arranged() -- Refuses to delete applications with an interview to come.
function recruiting.keep_busy(source uuid, begins bigint[], ends bigint[]) -- Keeps when a calendar's owner is busy.
function recruiting.keep_chat_actions(about uuid[]) -- Keeps the actions that tell what chats ask of recruiters.
function recruiting.keep_meetings(source uuid, meetings jsonb, since bigint) -- Keeps the meetings of a calendar on timelines.
function recruiting.keep_message() -- Keeps messages as they were sent.
function recruiting.keep_new_matches(about uuid[]) -- Keeps the actions that tell of new applications that fit.
function recruiting.keep_one_client() -- Keeps the project and the job of a placement at one client.
function recruiting.keep_person_skills(people uuid[]) -- Makes the skills of people what their profiles say.
function recruiting.keep_standing(org uuid, people uuid[]) -- Makes the status of people follow from their placements.
function recruiting.keep_tickets(org uuid, people uuid[]) -- Makes the tickets of people what their lists say.
function recruiting.keep_tickets_of_people() -- Keeps the tickets of people whose list changed.
function recruiting.keep_worker() -- Keeps hours with who worked them.
function recruiting.knocks_out(asked recruiting.job_questions, answer text) -- Whether a question marks this answer.
function recruiting.lacking_tickets(person recruiting.candidates, site uuid, work text, first date, last date) -- Tickets that work asks for and a person does not have on a day of it.
function recruiting.leave_ticket() -- Keeps a ticket with its person.
function recruiting.left_out(site uuid, work text, first date, last date, at recruiting.shift) -- How many of a trade do not suit some work, by what stands in the way; of the first 300.
type recruiting.letter_kind rejection,offer_email,offer_letter  -- What a letter is for. @values offer_email='E-mail with an offer' offer_letter='Offer letter'
column recruiting.letter_templates.body text not null
column recruiting.letter_templates.created_at timestamp with time zone not null default now()
column recruiting.letter_templates.id uuid not null default kit.new_id()
column recruiting.letter_templates.is_default boolean not null default false
column recruiting.letter_templates.kind recruiting.letter_kind not null default 'rejection'::recruiting.letter_kind
column recruiting.letter_templates.name text not null
column recruiting.letter_templates.org_id uuid not null default kit.org_id()
column recruiting.letter_templates.subject text not null
column recruiting.letter_templates.updated_at timestamp with time zone not null default now()
constraint recruiting.letter_templates.letter_templates_body_check CHECK (((TRIM(BOTH FROM body) <> ''::text) AND (length(body) <= 20000)))
constraint recruiting.letter_templates.letter_templates_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.letter_templates.letter_templates_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 120)))
constraint recruiting.letter_templates.letter_templates_name_taken UNIQUE (org_id, kind, name)
constraint recruiting.letter_templates.letter_templates_one_line CHECK (kit.is_line((COALESCE(name, ''::text) || COALESCE(subject, ''::text)))) NOT VALID
constraint recruiting.letter_templates.letter_templates_pkey PRIMARY KEY (org_id, id)
constraint recruiting.letter_templates.letter_templates_subject_check CHECK (((TRIM(BOTH FROM subject) <> ''::text) AND (length(subject) <= 200)))
CREATE UNIQUE INDEX letter_templates_default_taken ON recruiting.letter_templates USING btree (org_id, kind) WHERE is_default
CREATE UNIQUE INDEX letter_templates_name_taken ON recruiting.letter_templates USING btree (org_id, kind, name)
CREATE UNIQUE INDEX letter_templates_pkey ON recruiting.letter_templates USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.letter_templates FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_letter BEFORE INSERT OR UPDATE ON recruiting.letter_templates FOR EACH ROW EXECUTE FUNCTION recruiting.check_letter()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.letter_templates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.letter_templates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.letter_templates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.letter_templates : A text that letters to people who applied are made of. Words in braces are filled in for each of them. @icon(mail) @words(Letter template, Letter templates)
comment recruiting.letter_templates body: The text, with {person}, {job} and {organisation}; of offers also {amount}, {start}, {end}, {expires} and {link}. @long
comment recruiting.letter_templates created_at: When it was entered.
comment recruiting.letter_templates id: Identifier; grows with time.
comment recruiting.letter_templates is_default: It is taken when nobody chooses another. @list
comment recruiting.letter_templates kind: What it is for. @list
comment recruiting.letter_templates name: Name, to choose it by. @list
comment recruiting.letter_templates org_id: Organisation the row belongs to.
comment recruiting.letter_templates subject: Subject of the e-mail; heading of a letter. @list
comment recruiting.letter_templates updated_at: When it was last changed; also the row's version.
security recruiting.letter_templates row=t forced=t 
function recruiting.line_of(value text) -- A word in one line, or nothing.
function recruiting.margin_by_crew(days integer) -- Margin by crew. Which crews earn what?    @report(placement_hours) @by(Crew) @measures margin=money revenue=money hours=hours share_of_revenue=percent
function recruiting.margin_by_site(days integer) -- Margin by site. Which sites earn what with placed people?    @report(placement_hours) @by(Site) @measures margin=money revenue=money hours=hours share_of_revenue=percent
function recruiting.margin_of(placements uuid[], since date) -- Approved hours, revenue and cost of several placements since a day.
function recruiting.mark_application() -- Keeps is_knocked_out of applications.
function recruiting.match_close(job uuid, person uuid) -- How close a person and a job are in meaning.
function recruiting.match_facts(currency text, per_hour boolean) -- What is known of people that a job asks about.
function recruiting.match_obstacles(job uuid, person uuid) -- What stands in the way of a person and a job altogether.
function recruiting.match_points(asked integer, held integer, close double precision, low double precision, years double precision, pay double precision, asks double precision, negotiable boolean, accepted integer, free integer) -- The five parts of a match score; what is not known counts half.
function recruiting.match_pool(job uuid, most integer) -- The people of the whole pool who fit a job best.
column recruiting.match_scores.application_id uuid not null
column recruiting.match_scores.created_at timestamp with time zone not null default now()
column recruiting.match_scores.id uuid not null default kit.new_id()
column recruiting.match_scores.inputs jsonb not null
column recruiting.match_scores.obstacles jsonb not null default '[]'::jsonb
column recruiting.match_scores.org_id uuid not null default kit.org_id()
column recruiting.match_scores.parts jsonb not null
column recruiting.match_scores.score kit.percent not null
column recruiting.match_scores.updated_at timestamp with time zone not null default now()
column recruiting.match_scores.version text not null
constraint recruiting.match_scores.match_scores_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.match_scores.match_scores_bounded CHECK ((kit.is_bounded(parts) AND kit.is_bounded(obstacles) AND kit.is_bounded(inputs))) NOT VALID
constraint recruiting.match_scores.match_scores_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.match_scores.match_scores_one_line CHECK (kit.is_line(COALESCE(version, ''::text))) NOT VALID
constraint recruiting.match_scores.match_scores_pkey PRIMARY KEY (org_id, id)
CREATE INDEX match_scores_application_id_idx ON recruiting.match_scores USING btree (org_id, application_id)
CREATE INDEX match_scores_application_idx ON recruiting.match_scores USING btree (org_id, application_id, created_at DESC)
CREATE UNIQUE INDEX match_scores_pkey ON recruiting.match_scores USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.match_scores FOR EACH ROW EXECUTE FUNCTION kit.touch()
comment recruiting.match_scores : How a match was scored, a row each time an application's score or its parts changed: what went in, what came out, by which version of the formula. What people decided stands in the timeline of the application. @icon(gauge) @words(Match score, Match scores) @named(score) @apart
comment recruiting.match_scores application_id: The application. @list
comment recruiting.match_scores created_at: When it was entered.
comment recruiting.match_scores id: Identifier; grows with time.
comment recruiting.match_scores inputs: What the parts were computed of. @personal
comment recruiting.match_scores obstacles: What stands in the way altogether. @personal
comment recruiting.match_scores org_id: Organisation the row belongs to.
comment recruiting.match_scores parts: Each part with its points and the reason in words. @personal
comment recruiting.match_scores score: The score, 0 to 100; 0 when something stands in the way. @list
comment recruiting.match_scores updated_at: When it was last changed; also the row's version.
comment recruiting.match_scores version: The version of the formula. @list
security recruiting.match_scores row=t forced=t 
function recruiting.match_told(job uuid, people uuid[]) -- How well people fit a job, in points and sentences.
function recruiting.match_version() -- The version of the formula of match scores.
function recruiting.mean_score(card recruiting.scorecards) -- Mean of the scores, each by its weight.
function recruiting.merge(about text, keep uuid, gone uuid) -- Refuses or prepares that two records of the module become one.
function recruiting.missing(demand recruiting.demands) -- People who lack on the worst day still to come. @list
column recruiting.missing_scorecards.about text
column recruiting.missing_scorecards.acts jsonb
column recruiting.missing_scorecards.ahead integer
column recruiting.missing_scorecards.amount numeric
column recruiting.missing_scorecards.currency text
column recruiting.missing_scorecards.due_at timestamp with time zone
column recruiting.missing_scorecards.due_date date
column recruiting.missing_scorecards.icon text
column recruiting.missing_scorecards.id uuid
column recruiting.missing_scorecards.link text
column recruiting.missing_scorecards.noun text
column recruiting.missing_scorecards.overdue integer
column recruiting.missing_scorecards.title text
column recruiting.missing_scorecards.weight integer
comment recruiting.missing_scorecards : Scorecards that are missing. @today(interviews)
security recruiting.missing_scorecards row=f forced=f {security_invoker=true}
view recruiting.missing_scorecards as  SELECT 'interviews'::text AS noun,     i.id,     ('Hand in your scorecard: '::text || COALESCE(( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = i.org_id) AND (c.id = a.candidate_id))), ''::text)) AS title,     (i.round || COALESCE((': '::text || ( SELECT j.title            FROM recruiting.jobs j           WHERE ((j.org_id = i.org_id) AND (j.id = a.job_id)))), ''::text)) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'clipboard-list'::text AS icon,     (('/interviews/'::text || i.id) || '/scorecard'::text) AS link,         CASE             WHEN (i.ends_at < (now() - '1 day'::interval)) THEN 4             ELSE 9         END AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     i.ends_at AS due_at,     NULL::jsonb AS acts    FROM ((recruiting.interviewers w      JOIN recruiting.interviews i ON (((i.org_id = w.org_id) AND (i.id = w.interview_id))))      LEFT JOIN recruiting.applications a ON (((a.org_id = i.org_id) AND (a.id = i.application_id))))   WHERE ((w.user_id = ( SELECT kit.user_id() AS user_id)) AND (i.status = ANY (ARRAY['scheduled'::recruiting.interview_status, 'completed'::recruiting.interview_status])) AND (i.ends_at <= now()) AND (i.ends_at > (now() - '60 days'::interval)) AND (NOT (EXISTS ( SELECT            FROM recruiting.scorecards s           WHERE ((s.org_id = i.org_id) AND (s.interview_id = i.id) AND (s.user_id = w.user_id) AND (s.handed_in_at IS NOT NULL))))));
function recruiting.moment(at timestamp with time zone, zone text) -- A moment in words, in a time zone.
function recruiting.moment_of(typed text) -- A moment that was typed: with its offset, or where the organisation is.
function recruiting.move_application() -- Keeps the way of an application.
function recruiting.move_chat(about uuid, target recruiting.automation_status) -- Moves a chat along.
function recruiting.move_placement() -- Keeps the way of a placement: draft, active, completed or cancelled.
function recruiting.my_interviews() -- The interviews the asking person holds or arranges.
function recruiting.my_jobs() -- The jobs the asking candidate applied for.
function recruiting.name_job() -- Fills slug_url.
function recruiting.nameless(worker text, role text) -- Who worked, without the name.
function recruiting.obstacles(person recruiting.candidates, wanted recruiting.placements, beside uuid[]) -- Why a person can't have a placement.
function recruiting.offer_acceptance(days integer) -- Offer acceptance. Of the offers that were answered or ran out, how many were accepted?    @report(offers) @by(Month) @measures acceptance=percent accepted=count declined=count ran_out=count sent=count
column recruiting.offer_entries.about text
column recruiting.offer_entries.about_id uuid
column recruiting.offer_entries.at timestamp with time zone
column recruiting.offer_entries.body text
column recruiting.offer_entries.changes jsonb
column recruiting.offer_entries.kind text
column recruiting.offer_entries.link text
column recruiting.offer_entries.title text
column recruiting.offer_entries.user_id uuid
column recruiting.offer_entries.who text
comment recruiting.offer_entries : Offers on timelines. @timeline(applications)
security recruiting.offer_entries row=f forced=f {security_invoker=true}
view recruiting.offer_entries as  SELECT 'applications'::text AS about,     application_id AS about_id,     COALESCE(answered_at, sent_at, created_at) AS at,     'stage'::text AS kind,     ('Offer '::text ||         CASE status             WHEN 'draft'::recruiting.offer_status THEN 'drafted'::text             ELSE (status)::text         END) AS title,     ''::text AS body,     created_by AS user_id,     NULL::text AS who,     ('/offers/'::text || id) AS link,     NULL::jsonb AS changes    FROM recruiting.offers o;
column recruiting.offer_items.about text
column recruiting.offer_items.acts jsonb
column recruiting.offer_items.ahead integer
column recruiting.offer_items.amount numeric
column recruiting.offer_items.currency text
column recruiting.offer_items.due_at timestamp with time zone
column recruiting.offer_items.due_date date
column recruiting.offer_items.icon text
column recruiting.offer_items.id uuid
column recruiting.offer_items.link text
column recruiting.offer_items.noun text
column recruiting.offer_items.overdue integer
column recruiting.offer_items.title text
column recruiting.offer_items.weight integer
comment recruiting.offer_items : Offers that wait, and who joins soon. @today(offers)
security recruiting.offer_items row=f forced=f {security_invoker=true}
view recruiting.offer_items as  SELECT 'offers'::text AS noun,     o.id,     (         CASE o.status             WHEN 'sent'::recruiting.offer_status THEN 'Offer waits for '::text             ELSE 'Offer accepted by '::text         END || c.name) AS title,     j.title AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     10 AS weight,     NULL::integer AS overdue,     7 AS ahead,         CASE o.status             WHEN 'sent'::recruiting.offer_status THEN o.expires_date             ELSE o.start_date         END AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM (((recruiting.offers o      JOIN recruiting.applications a ON (((a.org_id = o.org_id) AND (a.id = o.application_id) AND a.is_active)))      JOIN recruiting.candidates c ON (((c.org_id = a.org_id) AND (c.id = a.candidate_id))))      JOIN recruiting.jobs j ON (((j.org_id = a.org_id) AND (j.id = a.job_id))))   WHERE (o.status = ANY (ARRAY['sent'::recruiting.offer_status, 'accepted'::recruiting.offer_status]));
type recruiting.offer_status draft,sent,accepted,declined,withdrawn,expired  -- How far an offer has come. @tones sent=info accepted=good declined=bad expired=warn
column recruiting.offers.accepted_name text
column recruiting.offers.amount kit.money not null
column recruiting.offers.answer_reason text
column recruiting.offers.answered_at timestamp with time zone
column recruiting.offers.application_id uuid not null
column recruiting.offers.created_at timestamp with time zone not null default now()
column recruiting.offers.created_by uuid default kit.user_id()
column recruiting.offers.currency kit.currency not null
column recruiting.offers.end_date date
column recruiting.offers.expires_date date not null default (CURRENT_DATE + 7)
column recruiting.offers.file_id uuid
column recruiting.offers.id uuid not null default kit.new_id()
column recruiting.offers.org_id uuid not null default kit.org_id()
column recruiting.offers.salary_unit recruiting.salary_unit not null default 'year'::recruiting.salary_unit
column recruiting.offers.sent_at timestamp with time zone
column recruiting.offers.start_date date not null
column recruiting.offers.status recruiting.offer_status not null default 'draft'::recruiting.offer_status
column recruiting.offers.terms text
column recruiting.offers.updated_at timestamp with time zone not null default now()
constraint recruiting.offers.offers_amount_check CHECK (((amount)::numeric > (0)::numeric))
constraint recruiting.offers.offers_application_id_fkey FOREIGN KEY (org_id, application_id) REFERENCES recruiting.applications(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.offers.offers_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint recruiting.offers.offers_dates_in_order CHECK ((end_date >= start_date))
constraint recruiting.offers.offers_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (file_id) DEFERRABLE
constraint recruiting.offers.offers_in_range CHECK ((((amount IS NULL) OR (abs((amount)::numeric) < 'Infinity'::numeric)) AND ((answered_at IS NULL) OR ((answered_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (answered_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((end_date IS NULL) OR ((end_date >= '1800-01-01'::date) AND (end_date < '3000-01-01'::date))) AND ((expires_date IS NULL) OR ((expires_date >= '1800-01-01'::date) AND (expires_date < '3000-01-01'::date))) AND ((sent_at IS NULL) OR ((sent_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (sent_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.offers.offers_one_line CHECK (kit.is_line((COALESCE((currency)::text, ''::text) || COALESCE(accepted_name, ''::text)))) NOT VALID
constraint recruiting.offers.offers_pkey PRIMARY KEY (org_id, id)
constraint recruiting.offers.offers_terms_check CHECK ((length(terms) <= 20000))
CREATE INDEX offers_application_id_idx ON recruiting.offers USING btree (org_id, application_id)
CREATE INDEX offers_created_by_idx ON recruiting.offers USING btree (org_id, created_by)
CREATE INDEX offers_expiring_idx ON recruiting.offers USING btree (org_id, expires_date) WHERE (status = 'sent'::recruiting.offer_status)
CREATE INDEX offers_file_id_idx ON recruiting.offers USING btree (org_id, file_id)
CREATE UNIQUE INDEX offers_one_open ON recruiting.offers USING btree (org_id, application_id) WHERE (status = ANY (ARRAY['draft'::recruiting.offer_status, 'sent'::recruiting.offer_status, 'accepted'::recruiting.offer_status]))
CREATE UNIQUE INDEX offers_pkey ON recruiting.offers USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.offers FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER follow_offer AFTER INSERT OR UPDATE OF status ON recruiting.offers FOR EACH ROW EXECUTE FUNCTION recruiting.follow_offer()
CREATE TRIGGER guard_offer BEFORE INSERT OR DELETE OR UPDATE ON recruiting.offers FOR EACH ROW EXECUTE FUNCTION recruiting.guard_offer()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.offers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.offers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.offers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.offers : What somebody who applied is offered. A draft may be changed; what was sent stays as it was sent. @icon(handshake) @named(application_id) @board(status) @calendar(expires_date) @card(amount, start_date)
comment recruiting.offers accepted_name: The name typed by who accepted it. @stamped @personal
comment recruiting.offers amount: What is paid. @list @personal
comment recruiting.offers answer_reason: Why it was declined or withdrawn. @stamped @long @personal
comment recruiting.offers answered_at: When it was accepted or declined. @stamped
comment recruiting.offers application_id: The application. @list
comment recruiting.offers created_at: When it was entered.
comment recruiting.offers created_by: Who made it. @stamped
comment recruiting.offers currency: Currency of the amount.
comment recruiting.offers end_date: Last day, where there is one.
comment recruiting.offers expires_date: Last day on which it can be accepted. @list
comment recruiting.offers file_id: The letter as it was sent. @stamped
comment recruiting.offers id: Identifier; grows with time.
comment recruiting.offers org_id: Organisation the row belongs to.
comment recruiting.offers salary_unit: What the amount is per. @list
comment recruiting.offers sent_at: When it was sent. @stamped
comment recruiting.offers start_date: First day. @list
comment recruiting.offers status: How far it has come. @list
comment recruiting.offers terms: What else is agreed; stands in the letter. @long @personal
comment recruiting.offers updated_at: When it was last changed; also the row's version.
security recruiting.offers row=t forced=t 
function recruiting.open_slots(interview uuid) -- The proposed times of an interview that can still be had.
function recruiting.people_for_large(about uuid[]) -- A deal, lead or tender among those worth most is untouched for days, and people who fit are free. @rule(rainmaker)
function recruiting.people_for_large_came_good(entity uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day something large went on.
function recruiting.people_placed() -- People placed. @figure(placements) @link(/placements?status=in.%28active%29) @measures value=count @places recruiter=2 admin=4 manager=4 viewer=4
column recruiting.person_skills.candidate_id uuid not null
column recruiting.person_skills.org_id uuid not null
column recruiting.person_skills.skill text not null
constraint recruiting.person_skills.person_skills_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.person_skills.person_skills_pkey PRIMARY KEY (org_id, skill, candidate_id)
CREATE INDEX person_skills_candidate_id_idx ON recruiting.person_skills USING btree (org_id, candidate_id)
CREATE UNIQUE INDEX person_skills_pkey ON recruiting.person_skills USING btree (org_id, skill, candidate_id)
comment recruiting.person_skills : Skill → person: what people can do.
comment recruiting.person_skills candidate_id: The person.
comment recruiting.person_skills org_id: Organisation.
comment recruiting.person_skills skill: The skill, as `recruiting.plain_skill` spells it.
security recruiting.person_skills row=t forced=t 
column recruiting.placement_groups.created_at timestamp with time zone not null default now()
column recruiting.placement_groups.id uuid not null default kit.new_id()
column recruiting.placement_groups.name text not null
column recruiting.placement_groups.notes text
column recruiting.placement_groups.org_id uuid not null default kit.org_id()
column recruiting.placement_groups.project_id uuid
column recruiting.placement_groups.updated_at timestamp with time zone not null default now()
constraint recruiting.placement_groups.placement_groups_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.placement_groups.placement_groups_name_check CHECK ((name <> ''::text))
constraint recruiting.placement_groups.placement_groups_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint recruiting.placement_groups.placement_groups_pkey PRIMARY KEY (org_id, id)
constraint recruiting.placement_groups.placement_groups_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX placement_groups_pkey ON recruiting.placement_groups USING btree (org_id, id)
CREATE INDEX placement_groups_project_id_idx ON recruiting.placement_groups USING btree (org_id, project_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.placement_groups FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER drop_guest_links AFTER DELETE ON recruiting.placement_groups REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION identity.drop_guest_links('placement_groups')
CREATE TRIGGER placements_placement_group_id_same_project_id BEFORE UPDATE OF project_id ON recruiting.placement_groups FOR EACH ROW WHEN ((new.project_id IS DISTINCT FROM old.project_id)) EXECUTE FUNCTION kit.check_children('recruiting.placements', 'placement_group_id', 'project_id', 'placements_placement_group_id_same_project_id')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.placement_groups REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.placement_groups REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.placement_groups REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.placement_groups : Several people placed together, such as a crew. @icon(users) @words(Crew, Crews) @menu(5)
comment recruiting.placement_groups created_at: When it was entered.
comment recruiting.placement_groups id: Identifier; grows with time.
comment recruiting.placement_groups name: Name, such as "Night crew". @list
comment recruiting.placement_groups notes: Anything to know about them. @long
comment recruiting.placement_groups org_id: Organisation the row belongs to.
comment recruiting.placement_groups project_id: The project they work on. @list
comment recruiting.placement_groups updated_at: When it was last changed; also the row's version.
security recruiting.placement_groups row=t forced=t 
column recruiting.placement_hours.approved_at timestamp with time zone
column recruiting.placement_hours.approved_by uuid
column recruiting.placement_hours.created_at timestamp with time zone not null default now()
column recruiting.placement_hours.created_by uuid default kit.user_id()
column recruiting.placement_hours.date date not null
column recruiting.placement_hours.hours numeric(4,2) not null
column recruiting.placement_hours.id uuid not null default kit.new_id()
column recruiting.placement_hours.notes text
column recruiting.placement_hours.org_id uuid not null default kit.org_id()
column recruiting.placement_hours.placement_id uuid not null
column recruiting.placement_hours.signed_by text
column recruiting.placement_hours.status recruiting.hours_status not null default 'open'::recruiting.hours_status
column recruiting.placement_hours.updated_at timestamp with time zone not null default now()
constraint recruiting.placement_hours.placement_hours_approved_by_fkey FOREIGN KEY (org_id, approved_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (approved_by) DEFERRABLE
constraint recruiting.placement_hours.placement_hours_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint recruiting.placement_hours.placement_hours_hours_check CHECK (((hours > (0)::numeric) AND (hours <= (24)::numeric)))
constraint recruiting.placement_hours.placement_hours_in_range CHECK ((((approved_at IS NULL) OR ((approved_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (approved_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((date IS NULL) OR ((date >= '1800-01-01'::date) AND (date < '3000-01-01'::date))) AND ((hours IS NULL) OR (abs(hours) < 'Infinity'::numeric)) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.placement_hours.placement_hours_once UNIQUE (org_id, placement_id, date)
constraint recruiting.placement_hours.placement_hours_one_line CHECK (kit.is_line(COALESCE(signed_by, ''::text))) NOT VALID
constraint recruiting.placement_hours.placement_hours_pkey PRIMARY KEY (org_id, id)
constraint recruiting.placement_hours.placement_hours_placement_id_fkey FOREIGN KEY (org_id, placement_id) REFERENCES recruiting.placements(org_id, id) ON DELETE RESTRICT DEFERRABLE
CREATE INDEX placement_hours_approved_by_idx ON recruiting.placement_hours USING btree (org_id, approved_by)
CREATE INDEX placement_hours_created_by_idx ON recruiting.placement_hours USING btree (org_id, created_by)
CREATE INDEX placement_hours_date_idx ON recruiting.placement_hours USING btree (org_id, date)
CREATE UNIQUE INDEX placement_hours_once ON recruiting.placement_hours USING btree (org_id, placement_id, date)
CREATE UNIQUE INDEX placement_hours_pkey ON recruiting.placement_hours USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.placement_hours FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER guard_hours BEFORE INSERT OR DELETE OR UPDATE OF placement_id, date, hours, status ON recruiting.placement_hours FOR EACH ROW EXECUTE FUNCTION recruiting.guard_hours()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.placement_hours REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.placement_hours REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.placement_hours REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.placement_hours : Hours a placed person worked on a day. Approved, they become time entries at the placement's rates. @icon(timer) @words(Placement hours, Placement hours) @menu(10) @named(placement_id, date) @calendar(date) @sum(hours) @page(/hours, timer, Hours of crews)
comment recruiting.placement_hours approved_at: When. @stamped
comment recruiting.placement_hours approved_by: Who approved them. @stamped
comment recruiting.placement_hours created_at: When it was entered.
comment recruiting.placement_hours created_by: Who entered them. @stamped
comment recruiting.placement_hours date: The day. @list
comment recruiting.placement_hours hours: Hours worked, at most 24. @list
comment recruiting.placement_hours id: Identifier; grows with time.
comment recruiting.placement_hours notes: What was special about the day. @long
comment recruiting.placement_hours org_id: Organisation the row belongs to.
comment recruiting.placement_hours placement_id: The placement. @list
comment recruiting.placement_hours signed_by: Who on site entered them, when not one of us. @stamped
comment recruiting.placement_hours status: How far they have come; kept by approve_hours. @list @stamped
comment recruiting.placement_hours updated_at: When it was last changed; also the row's version.
security recruiting.placement_hours row=t forced=t 
column recruiting.placement_items.about text
column recruiting.placement_items.acts jsonb
column recruiting.placement_items.ahead integer
column recruiting.placement_items.amount numeric
column recruiting.placement_items.currency text
column recruiting.placement_items.due_at timestamp with time zone
column recruiting.placement_items.due_date date
column recruiting.placement_items.icon text
column recruiting.placement_items.id uuid
column recruiting.placement_items.link text
column recruiting.placement_items.noun text
column recruiting.placement_items.overdue integer
column recruiting.placement_items.title text
column recruiting.placement_items.weight integer
comment recruiting.placement_items : Placements that end soon. @today(placements)
security recruiting.placement_items row=f forced=f {security_invoker=true}
view recruiting.placement_items as  SELECT 'placements'::text AS noun,     id,     (((COALESCE(( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = p.org_id) AND (c.id = p.candidate_id))), ''::text) || ' leaves '::text) || COALESCE(( SELECT r.name            FROM delivery.projects r           WHERE ((r.org_id = p.org_id) AND (r.id = p.project_id))), 'the project'::text)) || ' soon'::text) AS title,     'Placement ends; what follows?'::text AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     NULL::text AS link,     22 AS weight,     NULL::integer AS overdue,     21 AS ahead,     end_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM recruiting.placements p   WHERE ((status = 'active'::recruiting.placement_status) AND (end_date >= CURRENT_DATE));
type recruiting.placement_status draft,active,completed,cancelled  -- How far a placement has come. @tones active=good completed=good
column recruiting.placements.candidate_id uuid not null
column recruiting.placements.charge_rate kit.money
column recruiting.placements.created_at timestamp with time zone not null default now()
column recruiting.placements.end_date date
column recruiting.placements.id uuid not null default kit.new_id()
column recruiting.placements.job_id uuid
column recruiting.placements.org_id uuid not null default kit.org_id()
column recruiting.placements.overridden_by uuid
column recruiting.placements.override_reason text
column recruiting.placements.pay_rate kit.money
column recruiting.placements.placement_group_id uuid
column recruiting.placements.project_id uuid
column recruiting.placements.replaces_id uuid
column recruiting.placements.role text
column recruiting.placements.shift recruiting.shift not null default 'any'::recruiting.shift
column recruiting.placements.start_date date
column recruiting.placements.status recruiting.placement_status not null default 'draft'::recruiting.placement_status
column recruiting.placements.updated_at timestamp with time zone not null default now()
constraint recruiting.placements.placements_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint recruiting.placements.placements_charge_rate_check CHECK (((charge_rate)::numeric >= (0)::numeric))
constraint recruiting.placements.placements_dates_in_order CHECK ((end_date >= start_date))
constraint recruiting.placements.placements_in_range CHECK ((((charge_rate IS NULL) OR (abs((charge_rate)::numeric) < 'Infinity'::numeric)) AND ((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((end_date IS NULL) OR ((end_date >= '1800-01-01'::date) AND (end_date < '3000-01-01'::date))) AND ((pay_rate IS NULL) OR (abs((pay_rate)::numeric) < 'Infinity'::numeric)) AND ((start_date IS NULL) OR ((start_date >= '1800-01-01'::date) AND (start_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.placements.placements_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES recruiting.jobs(org_id, id) ON DELETE SET NULL (job_id) DEFERRABLE
constraint recruiting.placements.placements_one_line CHECK (kit.is_line(COALESCE(role, ''::text))) NOT VALID
constraint recruiting.placements.placements_overridden_by_fkey FOREIGN KEY (org_id, overridden_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (overridden_by) DEFERRABLE
constraint recruiting.placements.placements_pay_rate_check CHECK (((pay_rate)::numeric >= (0)::numeric))
constraint recruiting.placements.placements_pkey PRIMARY KEY (org_id, id)
constraint recruiting.placements.placements_placement_group_id_fkey FOREIGN KEY (org_id, placement_group_id) REFERENCES recruiting.placement_groups(org_id, id) ON DELETE SET NULL (placement_group_id) DEFERRABLE
constraint recruiting.placements.placements_project_id_fkey FOREIGN KEY (org_id, project_id) REFERENCES delivery.projects(org_id, id) ON DELETE RESTRICT DEFERRABLE
constraint recruiting.placements.placements_replaces_id_fkey FOREIGN KEY (org_id, replaces_id) REFERENCES recruiting.placements(org_id, id) ON DELETE SET NULL (replaces_id) DEFERRABLE
constraint recruiting.placements.placements_somewhere CHECK ((num_nonnulls(project_id, job_id) > 0))
CREATE INDEX placements_booked_idx ON recruiting.placements USING btree (org_id, candidate_id, end_date) WHERE (status = 'active'::recruiting.placement_status)
CREATE INDEX placements_candidate_id_idx ON recruiting.placements USING btree (org_id, candidate_id)
CREATE INDEX placements_job_id_idx ON recruiting.placements USING btree (org_id, job_id)
CREATE INDEX placements_overridden_by_idx ON recruiting.placements USING btree (org_id, overridden_by)
CREATE UNIQUE INDEX placements_pkey ON recruiting.placements USING btree (org_id, id)
CREATE INDEX placements_placement_group_id_idx ON recruiting.placements USING btree (org_id, placement_group_id)
CREATE INDEX placements_project_id_idx ON recruiting.placements USING btree (org_id, project_id)
CREATE INDEX placements_replaces_id_idx ON recruiting.placements USING btree (org_id, replaces_id)
CREATE INDEX placements_status_idx ON recruiting.placements USING btree (org_id, status, end_date)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.placements FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER book BEFORE INSERT OR UPDATE ON recruiting.placements FOR EACH ROW EXECUTE FUNCTION recruiting.book()
CREATE TRIGGER follow_on_delete AFTER DELETE ON recruiting.placements REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_placements()
CREATE TRIGGER follow_on_insert AFTER INSERT ON recruiting.placements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_placements()
CREATE TRIGGER follow_on_update AFTER UPDATE ON recruiting.placements REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION recruiting.follow_placements()
CREATE TRIGGER keep_worker BEFORE UPDATE OF candidate_id ON recruiting.placements FOR EACH ROW WHEN ((new.candidate_id <> old.candidate_id)) EXECUTE FUNCTION recruiting.keep_worker()
CREATE TRIGGER move_placement BEFORE INSERT OR UPDATE OF status ON recruiting.placements FOR EACH ROW EXECUTE FUNCTION recruiting.move_placement()
CREATE TRIGGER placements_placement_group_id_same_project_id BEFORE INSERT OR UPDATE OF placement_group_id, project_id ON recruiting.placements FOR EACH ROW WHEN (((new.placement_group_id IS NOT NULL) AND (new.project_id IS NOT NULL))) EXECUTE FUNCTION kit.check_parent('recruiting.placement_groups', 'placement_group_id', 'project_id', 'placements_placement_group_id_same_project_id')
CREATE TRIGGER y_noted_delete AFTER DELETE ON recruiting.placements REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.project_id), (n.job_id)')
CREATE TRIGGER y_noted_insert AFTER INSERT ON recruiting.placements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.project_id), (n.job_id)')
CREATE TRIGGER y_noted_update AFTER UPDATE ON recruiting.placements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.note('keep_nudges', 'values (n.project_id), (n.job_id)')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.placements REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.placements REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.placements REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.placements : A candidate at work on a project, or in a job at a client. A draft books nobody; from active on every rule holds. @icon(hard-hat) @menu(4) @named(role, candidate_id) @board(status) @calendar(end_date) @card(candidate_id, project_id) @page(/roster, calendar-clock, Roster, r)
comment recruiting.placements candidate_id: The person. @list
comment recruiting.placements charge_rate: What the client pays an hour.
comment recruiting.placements created_at: When it was entered.
comment recruiting.placements end_date: Last day. @list
comment recruiting.placements id: Identifier; grows with time.
comment recruiting.placements job_id: The job it fills.
comment recruiting.placements org_id: Organisation the row belongs to.
comment recruiting.placements overridden_by: Who answers for that. @stamped
comment recruiting.placements override_reason: Why it stands although the person is away, unavailable or lacks a ticket. @stamped @long
comment recruiting.placements pay_rate: What the person is paid an hour. @personal
comment recruiting.placements placement_group_id: The crew. @list
comment recruiting.placements project_id: The project. @list
comment recruiting.placements replaces_id: The placement it took over from. @stamped
comment recruiting.placements role: What they do there. @list
comment recruiting.placements shift: When in the day. @list
comment recruiting.placements start_date: First day. @list
comment recruiting.placements status: How far it has come. @list
comment recruiting.placements updated_at: When it was last changed; also the row's version.
security recruiting.placements row=t forced=t 
function recruiting.placements_end(about uuid[]) -- People at a site end within three weeks and have nothing afterwards. @rule(pre_emptive_strike)
function recruiting.placements_end_came_good(site uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day one of the people was placed again.
function recruiting.plain_skill(said text) -- A skill in one spelling.
column recruiting.planned_interviews.about text
column recruiting.planned_interviews.acts jsonb
column recruiting.planned_interviews.ahead integer
column recruiting.planned_interviews.amount numeric
column recruiting.planned_interviews.currency text
column recruiting.planned_interviews.due_at timestamp with time zone
column recruiting.planned_interviews.due_date date
column recruiting.planned_interviews.icon text
column recruiting.planned_interviews.id uuid
column recruiting.planned_interviews.link text
column recruiting.planned_interviews.noun text
column recruiting.planned_interviews.overdue integer
column recruiting.planned_interviews.title text
column recruiting.planned_interviews.weight integer
comment recruiting.planned_interviews : Interviews to come. @today(interviews)
security recruiting.planned_interviews row=f forced=f {security_invoker=true}
view recruiting.planned_interviews as  SELECT 'interviews'::text AS noun,     i.id,     ('Interview with '::text || COALESCE(( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = i.org_id) AND (c.id = a.candidate_id))), ''::text)) AS title,     (i.round || COALESCE((': '::text || ( SELECT j.title            FROM recruiting.jobs j           WHERE ((j.org_id = i.org_id) AND (j.id = a.job_id)))), ''::text)) AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'video'::text AS icon,     NULL::text AS link,     NULL::integer AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     i.starts_at AS due_at,     NULL::jsonb AS acts    FROM (recruiting.interviews i      LEFT JOIN recruiting.applications a ON (((a.org_id = i.org_id) AND (a.id = i.application_id))))   WHERE ((i.status = 'scheduled'::recruiting.interview_status) AND (i.id = ANY (( SELECT recruiting.my_interviews() AS my_interviews)::uuid[])));
function recruiting.postings_of_clients(about uuid[]) -- A client of ours has posted an opening elsewhere in the last days. @rule(client_stalker)
function recruiting.postings_of_clients_came_good(posting uuid, client uuid, opened_at timestamp with time zone, facts jsonb) -- The day a deal or an opening was made for the client of the posting.
function recruiting.publish_job() -- Lets a job on the job board when it is complete.
type recruiting.question_kind yes_no,number,date,text,choice  -- What kind of answer a question wants. @values yes_no='Yes or no'
type recruiting.reading_status read,failed  -- How a reading went. @tones failed=bad
type recruiting.recommendation strong_no,no,yes,strong_yes  -- What an interviewer recommends. @values strong_no='Strong no' strong_yes='Strong yes' @tones strong_no=bad no=warn yes=good strong_yes=good
function recruiting.record_status() -- Writes application_timeline.
function recruiting.recruiter_of(application uuid) -- Who looks after an application.
function recruiting.recruiting_funnel(days integer) -- Recruiting funnel. How far do applications come?    @report(applications) @by(Status) @measures applications=count share=percent mean_match=percent
function recruiting.refuse_placement(rule text, col text, words text, advice text) -- Refuses a placement by one of its rules.
column recruiting.refused_times.about text
column recruiting.refused_times.acts jsonb
column recruiting.refused_times.ahead integer
column recruiting.refused_times.amount numeric
column recruiting.refused_times.currency text
column recruiting.refused_times.due_at timestamp with time zone
column recruiting.refused_times.due_date date
column recruiting.refused_times.icon text
column recruiting.refused_times.id uuid
column recruiting.refused_times.link text
column recruiting.refused_times.noun text
column recruiting.refused_times.overdue integer
column recruiting.refused_times.title text
column recruiting.refused_times.weight integer
comment recruiting.refused_times : Proposed times of which none fits. @today(interviews)
security recruiting.refused_times row=f forced=f {security_invoker=true}
view recruiting.refused_times as  SELECT 'interviews'::text AS noun,     i.id,     (COALESCE(( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = i.org_id) AND (c.id = a.candidate_id))), ''::text) || ' can make none of the proposed times'::text) AS title,     i.round AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'calendar-clock'::text AS icon,     ((('/applications/'::text || i.application_id) || '/interview?again='::text) || i.id) AS link,     5 AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     i.updated_at AS due_at,     NULL::jsonb AS acts    FROM (recruiting.interviews i      LEFT JOIN recruiting.applications a ON (((a.org_id = i.org_id) AND (a.id = i.application_id))))   WHERE ((i.status = 'proposed'::recruiting.interview_status) AND (i.candidate_words IS NOT NULL) AND (i.id = ANY (( SELECT recruiting.my_interviews() AS my_interviews)::uuid[])));
type recruiting.relocation yes,no,open_to_discussion  -- Whether a person would move for a job. @values open_to_discussion='Open to Discussion'
column recruiting.renewal_items.about text
column recruiting.renewal_items.acts jsonb
column recruiting.renewal_items.ahead integer
column recruiting.renewal_items.amount numeric
column recruiting.renewal_items.currency text
column recruiting.renewal_items.due_at timestamp with time zone
column recruiting.renewal_items.due_date date
column recruiting.renewal_items.icon text
column recruiting.renewal_items.id uuid
column recruiting.renewal_items.link text
column recruiting.renewal_items.noun text
column recruiting.renewal_items.overdue integer
column recruiting.renewal_items.title text
column recruiting.renewal_items.weight integer
comment recruiting.renewal_items : Renewed tickets that wait for a decision. @today(ticket_renewals)
security recruiting.renewal_items row=f forced=f {security_invoker=true}
view recruiting.renewal_items as  SELECT 'ticket_renewals'::text AS noun,     id,     ((COALESCE(( SELECT c.name            FROM recruiting.candidates c           WHERE ((c.org_id = r.org_id) AND (c.id = r.candidate_id))), ''::text) || ' sent a new '::text) || ticket) AS title,     'Accept or refuse it'::text AS about,     NULL::numeric AS amount,     NULL::text AS currency,     NULL::text AS icon,     ('/candidates/'::text || candidate_id) AS link,     8 AS weight,     NULL::integer AS overdue,     NULL::integer AS ahead,     NULL::date AS due_date,     received_at AS due_at,     NULL::jsonb AS acts    FROM recruiting.ticket_renewals r   WHERE (status = 'received'::recruiting.renewal_status);
type recruiting.renewal_status requested,received,accepted,refused,withdrawn  -- How far a renewal has come. @tones received=warn accepted=good refused=bad
function recruiting.report_application() -- Tells the feed of applications.
column recruiting.resume_batches.created integer not null default 0
column recruiting.resume_batches.created_at timestamp with time zone not null default now()
column recruiting.resume_batches.created_by uuid default kit.user_id()
column recruiting.resume_batches.done integer not null default 0
column recruiting.resume_batches.failed integer not null default 0
column recruiting.resume_batches.files integer not null default 0
column recruiting.resume_batches.id uuid not null default kit.new_id()
column recruiting.resume_batches.job_id uuid
column recruiting.resume_batches.known integer not null default 0
column recruiting.resume_batches.name text not null
column recruiting.resume_batches.org_id uuid not null default kit.org_id()
column recruiting.resume_batches.reason text
column recruiting.resume_batches.repeated integer not null default 0
column recruiting.resume_batches.report jsonb not null default '[]'::jsonb
column recruiting.resume_batches.status recruiting.batch_status not null default 'waiting'::recruiting.batch_status
column recruiting.resume_batches.updated_at timestamp with time zone not null default now()
constraint recruiting.resume_batches.resume_batches_bounded CHECK (kit.is_bounded(report)) NOT VALID
constraint recruiting.resume_batches.resume_batches_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (created_by) DEFERRABLE
constraint recruiting.resume_batches.resume_batches_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.resume_batches.resume_batches_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES identity.background_jobs(org_id, id) ON DELETE SET NULL (job_id) DEFERRABLE
constraint recruiting.resume_batches.resume_batches_name_check CHECK (((name <> ''::text) AND (length(name) <= 300)))
constraint recruiting.resume_batches.resume_batches_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint recruiting.resume_batches.resume_batches_pkey PRIMARY KEY (org_id, id)
constraint recruiting.resume_batches.resume_batches_report_check CHECK ((jsonb_typeof(report) = 'array'::text))
CREATE INDEX resume_batches_created_by_idx ON recruiting.resume_batches USING btree (org_id, created_by)
CREATE INDEX resume_batches_job_id_idx ON recruiting.resume_batches USING btree (org_id, job_id)
CREATE UNIQUE INDEX resume_batches_pkey ON recruiting.resume_batches USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.resume_batches FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER tell_batch AFTER INSERT OR UPDATE ON recruiting.resume_batches FOR EACH ROW EXECUTE FUNCTION kit.tell_row()
comment recruiting.resume_batches : Résumés that came in together: each makes a person, or is kept with the one it is about. @icon(layers) @words(Résumé batch, Résumé batches) @named(name) @apart
comment recruiting.resume_batches created: People who are new. @list @label('New people')
comment recruiting.resume_batches created_at: When it was entered.
comment recruiting.resume_batches created_by: Who brought it in. @list @stamped
comment recruiting.resume_batches done: Those that were dealt with. @list
comment recruiting.resume_batches failed: Files that could not be read. @list
comment recruiting.resume_batches files: Résumés in it. @list
comment recruiting.resume_batches id: Identifier; grows with time.
comment recruiting.resume_batches job_id: The work that reads it.
comment recruiting.resume_batches known: Résumés of people who were known. @list @label('Known people')
comment recruiting.resume_batches name: What came in. @list
comment recruiting.resume_batches org_id: Organisation the row belongs to.
comment recruiting.resume_batches reason: Why it stopped. @long
comment recruiting.resume_batches repeated: Files that were kept already. @list
comment recruiting.resume_batches report: What became of each file.
comment recruiting.resume_batches status: How far it has come. @list
comment recruiting.resume_batches updated_at: When it was last changed; also the row's version.
security recruiting.resume_batches row=t forced=t 
column recruiting.resume_readings.candidate_id uuid not null
column recruiting.resume_readings.created_at timestamp with time zone not null default now()
column recruiting.resume_readings.failure text
column recruiting.resume_readings.file_id uuid
column recruiting.resume_readings.id uuid not null default kit.new_id()
column recruiting.resume_readings.org_id uuid not null default kit.org_id()
column recruiting.resume_readings.read_at timestamp with time zone not null default now()
column recruiting.resume_readings.settled jsonb not null default '[]'::jsonb
column recruiting.resume_readings.status recruiting.reading_status not null
column recruiting.resume_readings.updated_at timestamp with time zone not null default now()
constraint recruiting.resume_readings.resume_readings_bounded CHECK (kit.is_bounded(settled)) NOT VALID
constraint recruiting.resume_readings.resume_readings_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.resume_readings.resume_readings_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (file_id) DEFERRABLE
constraint recruiting.resume_readings.resume_readings_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((read_at IS NULL) OR ((read_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (read_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.resume_readings.resume_readings_once UNIQUE (org_id, candidate_id, file_id)
constraint recruiting.resume_readings.resume_readings_pkey PRIMARY KEY (org_id, id)
constraint recruiting.resume_readings.resume_readings_settled_check CHECK ((jsonb_typeof(settled) = 'array'::text))
CREATE INDEX resume_readings_candidate_id_idx ON recruiting.resume_readings USING btree (org_id, candidate_id)
CREATE INDEX resume_readings_file_id_idx ON recruiting.resume_readings USING btree (org_id, file_id)
CREATE UNIQUE INDEX resume_readings_once ON recruiting.resume_readings USING btree (org_id, candidate_id, file_id)
CREATE UNIQUE INDEX resume_readings_pkey ON recruiting.resume_readings USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.resume_readings FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.resume_readings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.resume_readings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.resume_readings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.resume_readings : A reading of a person's résumé: which of its values went into the profile, and which were left out of it. @icon(scan-search) @words(Résumé reading, Résumé readings) @named(candidate_id, read_at) @apart
comment recruiting.resume_readings candidate_id: The person. @list
comment recruiting.resume_readings created_at: When it was entered.
comment recruiting.resume_readings failure: Why it could not be read. @list @long
comment recruiting.resume_readings file_id: The file that was read. @list
comment recruiting.resume_readings id: Identifier; grows with time.
comment recruiting.resume_readings org_id: Organisation the row belongs to.
comment recruiting.resume_readings read_at: When it was read. @list
comment recruiting.resume_readings settled: The values that were taken over or left, each with its place in the file.
comment recruiting.resume_readings status: How it went. @list
comment recruiting.resume_readings updated_at: When it was last changed; also the row's version.
security recruiting.resume_readings row=t forced=t 
type recruiting.salary_unit year,month,hour  -- What a salary is per. @values year=YEAR month=MONTH hour=HOUR
function recruiting.score_applications(about uuid[]) -- Scores applications, and keeps how.
function recruiting.scorecard_calibration(days integer) -- Scorecard calibration. Who judges mildly, who strictly, and who sees what comes?    @report(scorecards) @apart @by(Interviewer) @measures cards=count mean_score=score spread=score decided=count agreed=count agreement=percent
column recruiting.scorecard_criteria.created_at timestamp with time zone not null default now()
column recruiting.scorecard_criteria.criterion text not null
column recruiting.scorecard_criteria.description text
column recruiting.scorecard_criteria.id uuid not null default kit.new_id()
column recruiting.scorecard_criteria.job_id uuid not null
column recruiting.scorecard_criteria.org_id uuid not null default kit.org_id()
column recruiting.scorecard_criteria.position integer not null default 1
column recruiting.scorecard_criteria.round text
column recruiting.scorecard_criteria.updated_at timestamp with time zone not null default now()
column recruiting.scorecard_criteria.weight integer not null default 1
constraint recruiting.scorecard_criteria.scorecard_criteria_criterion_check CHECK (((TRIM(BOTH FROM criterion) <> ''::text) AND (length(criterion) <= 100)))
constraint recruiting.scorecard_criteria.scorecard_criteria_description_check CHECK ((length(description) <= 500))
constraint recruiting.scorecard_criteria.scorecard_criteria_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.scorecard_criteria.scorecard_criteria_job_id_fkey FOREIGN KEY (org_id, job_id) REFERENCES recruiting.jobs(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.scorecard_criteria.scorecard_criteria_one_line CHECK (kit.is_line((COALESCE(round, ''::text) || COALESCE(criterion, ''::text)))) NOT VALID
constraint recruiting.scorecard_criteria.scorecard_criteria_pkey PRIMARY KEY (org_id, id)
constraint recruiting.scorecard_criteria.scorecard_criteria_position_check CHECK ((("position" >= 1) AND ("position" <= 1000)))
constraint recruiting.scorecard_criteria.scorecard_criteria_round_check CHECK (((TRIM(BOTH FROM round) <> ''::text) AND (length(round) <= 100)))
constraint recruiting.scorecard_criteria.scorecard_criteria_weight_check CHECK (((weight >= 1) AND (weight <= 10)))
CREATE INDEX scorecard_criteria_job_id_idx ON recruiting.scorecard_criteria USING btree (org_id, job_id)
CREATE UNIQUE INDEX scorecard_criteria_pkey ON recruiting.scorecard_criteria USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.scorecard_criteria FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.scorecard_criteria REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.scorecard_criteria REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.scorecard_criteria REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.scorecard_criteria : What interviews of a job are judged by. A job that has none is judged by what every job is. @icon(list-todo) @words(Criterion, Scorecard criteria) @named(criterion)
comment recruiting.scorecard_criteria created_at: When it was entered.
comment recruiting.scorecard_criteria criterion: What is judged. @list
comment recruiting.scorecard_criteria description: What to look for. @long
comment recruiting.scorecard_criteria id: Identifier; grows with time.
comment recruiting.scorecard_criteria job_id: The job. @list
comment recruiting.scorecard_criteria org_id: Organisation the row belongs to.
comment recruiting.scorecard_criteria position: Its place among them. @list
comment recruiting.scorecard_criteria round: The round it is for; every round when empty. @list
comment recruiting.scorecard_criteria updated_at: When it was last changed; also the row's version.
comment recruiting.scorecard_criteria weight: How much it counts beside the others. @list
security recruiting.scorecard_criteria row=t forced=t 
column recruiting.scorecards.created_at timestamp with time zone not null default now()
column recruiting.scorecards.handed_in_at timestamp with time zone
column recruiting.scorecards.id uuid not null default kit.new_id()
column recruiting.scorecards.interview_id uuid not null
column recruiting.scorecards.notes text
column recruiting.scorecards.org_id uuid not null default kit.org_id()
column recruiting.scorecards.recommendation recruiting.recommendation
column recruiting.scorecards.reopen_reason text
column recruiting.scorecards.reopened_by uuid
column recruiting.scorecards.scores jsonb not null default '[]'::jsonb
column recruiting.scorecards.updated_at timestamp with time zone not null default now()
column recruiting.scorecards.user_id uuid not null
constraint recruiting.scorecards.scorecards_bounded CHECK (kit.is_bounded(scores)) NOT VALID
constraint recruiting.scorecards.scorecards_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((handed_in_at IS NULL) OR ((handed_in_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (handed_in_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.scorecards.scorecards_interview_id_fkey FOREIGN KEY (org_id, interview_id) REFERENCES recruiting.interviews(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.scorecards.scorecards_notes_check CHECK ((length(notes) <= 4000))
constraint recruiting.scorecards.scorecards_once UNIQUE (org_id, interview_id, user_id)
constraint recruiting.scorecards.scorecards_pkey PRIMARY KEY (org_id, id)
constraint recruiting.scorecards.scorecards_reopened_by_fkey FOREIGN KEY (org_id, reopened_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (reopened_by) DEFERRABLE
constraint recruiting.scorecards.scorecards_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES identity.users(org_id, id) ON DELETE CASCADE DEFERRABLE
CREATE UNIQUE INDEX scorecards_once ON recruiting.scorecards USING btree (org_id, interview_id, user_id)
CREATE UNIQUE INDEX scorecards_pkey ON recruiting.scorecards USING btree (org_id, id)
CREATE INDEX scorecards_reopened_by_idx ON recruiting.scorecards USING btree (org_id, reopened_by)
CREATE INDEX scorecards_user_id_idx ON recruiting.scorecards USING btree (org_id, user_id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.scorecards FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER check_scorecard BEFORE INSERT OR UPDATE ON recruiting.scorecards FOR EACH ROW EXECUTE FUNCTION recruiting.check_scorecard()
CREATE TRIGGER complete_by_scorecard AFTER INSERT OR UPDATE OF handed_in_at ON recruiting.scorecards FOR EACH ROW WHEN ((new.handed_in_at IS NOT NULL)) EXECUTE FUNCTION recruiting.complete_by_scorecard()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.scorecards REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.scorecards REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.scorecards REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.scorecards : What one interviewer thinks of one interview, criterion by criterion from 1 to 4. A draft is its author's alone; handed in it stays, and who holds the same interview sees it once they have handed in their own. @icon(clipboard-list) @words(Scorecard, Scorecards) @named(user_id, interview_id) @apart
comment recruiting.scorecards created_at: When it was entered.
comment recruiting.scorecards handed_in_at: When it was handed in; empty for a draft. @list @stamped
comment recruiting.scorecards id: Identifier; grows with time.
comment recruiting.scorecards interview_id: The interview. @list
comment recruiting.scorecards notes: The rest, in words. @long @personal
comment recruiting.scorecards org_id: Organisation the row belongs to.
comment recruiting.scorecards recommendation: What they recommend. @personal
comment recruiting.scorecards reopen_reason: Why. @stamped @long
comment recruiting.scorecards reopened_by: Who gave it back last. @stamped
comment recruiting.scorecards scores: Each criterion with its weight, the score from 1 to 4, and notes. @rows(criterion, weight, score, notes=long) @personal
comment recruiting.scorecards updated_at: When it was last changed; also the row's version.
comment recruiting.scorecards user_id: Whose it is. @list
security recruiting.scorecards row=t forced=t 
function recruiting.sees_scorecards(interview uuid, leads boolean) -- Whether the asking person sees what others handed in about an interview.
function recruiting.selection_rates(days integer) -- Selection rates. Are some groups offered less often? What people say of themselves enters no score.    @report(applications) @apart @by(Group) @measures rate=percent offered=count applied=count mean_match=percent
type recruiting.sender_type candidate,bot,recruiter  -- Who wrote a chat message. @values candidate=CANDIDATE bot=BOT recruiter=RECRUITER
type recruiting.shift any,day,night  -- When in the day somebody works. "Any" is the whole day and the night.
function recruiting.sign_message() -- Keeps who speaks honest.
function recruiting.skills_asked(required jsonb, preferred jsonb, tools jsonb) -- The skills a job asks for.
function recruiting.skills_of(people uuid[]) -- What people can do, each skill in one spelling.
function recruiting.stamp(at timestamp with time zone) -- A moment as programs read it.
function recruiting.stand() -- Makes available or placed what the placements say.
function recruiting.stand_expiry() -- Keeps the soonest last day of a person's tickets.
function recruiting.standing(org uuid, person uuid) -- Whether a person is placed today, or available.
column recruiting.status_entries.about text
column recruiting.status_entries.about_id uuid
column recruiting.status_entries.at timestamp with time zone
column recruiting.status_entries.body text
column recruiting.status_entries.changes jsonb
column recruiting.status_entries.kind text
column recruiting.status_entries.link text
column recruiting.status_entries.title text
column recruiting.status_entries.user_id uuid
column recruiting.status_entries.who text
comment recruiting.status_entries : Changes of status on timelines. @timeline(applications)
security recruiting.status_entries row=f forced=f {security_invoker=true}
view recruiting.status_entries as  SELECT 'applications'::text AS about,     application_id AS about_id,     created_at AS at,     'stage'::text AS kind,     (('Status: '::text || COALESCE((replace(NULLIF(previous_status, new_status), '_'::text, ' '::text) || ' → '::text), ''::text)) || replace(new_status, '_'::text, ' '::text)) AS title,     COALESCE(remarks, ''::text) AS body,     changed_by AS user_id,     NULL::text AS who,     NULL::text AS link,     NULL::jsonb AS changes    FROM recruiting.application_timeline t;
function recruiting.take_hot_drops(source text, openings jsonb, hours integer) -- Keeps what a source had as hot drops.
function recruiting.take_resume() -- Notes that a résumé came in, and has it read.
function recruiting.taken_times(people uuid[], since timestamp with time zone, until timestamp with time zone) -- When people are taken.
column recruiting.ticket_items.about text
column recruiting.ticket_items.acts jsonb
column recruiting.ticket_items.ahead integer
column recruiting.ticket_items.amount numeric
column recruiting.ticket_items.currency text
column recruiting.ticket_items.due_at timestamp with time zone
column recruiting.ticket_items.due_date date
column recruiting.ticket_items.icon text
column recruiting.ticket_items.id uuid
column recruiting.ticket_items.link text
column recruiting.ticket_items.noun text
column recruiting.ticket_items.overdue integer
column recruiting.ticket_items.title text
column recruiting.ticket_items.weight integer
comment recruiting.ticket_items : Tickets that end. @today(candidates)
security recruiting.ticket_items row=f forced=f {security_invoker=true}
view recruiting.ticket_items as  SELECT 'candidates'::text AS noun,     c.id,     (((c.name || ': '::text) || t.ticket) || ' expires'::text) AS title,     'Ticket'::text AS about,     NULL::numeric AS amount,     NULL::text AS currency,     'badge-check'::text AS icon,     NULL::text AS link,     26 AS weight,     9 AS overdue,     30 AS ahead,     t.expires_date AS due_date,     NULL::timestamp with time zone AS due_at,     NULL::jsonb AS acts    FROM (recruiting.candidates c      CROSS JOIN LATERAL ( SELECT k.ticket,             k.expires_date            FROM recruiting.tickets k           WHERE ((k.org_id = c.org_id) AND (k.candidate_id = c.id) AND (k.expires_date = c.next_ticket_expiry_date))          LIMIT 1) t)   WHERE ((c.status = ANY (ARRAY['available'::recruiting.candidate_status, 'placed'::recruiting.candidate_status])) AND ((c.next_ticket_expiry_date >= (CURRENT_DATE - 60)) AND (c.next_ticket_expiry_date <= (CURRENT_DATE + 30))));
column recruiting.ticket_kinds.created_at timestamp with time zone not null default now()
column recruiting.ticket_kinds.id uuid not null default kit.new_id()
column recruiting.ticket_kinds.is_for_all boolean not null default false
column recruiting.ticket_kinds.name text not null
column recruiting.ticket_kinds.notes text
column recruiting.ticket_kinds.org_id uuid not null default kit.org_id()
column recruiting.ticket_kinds.trades jsonb not null default '[]'::jsonb
column recruiting.ticket_kinds.updated_at timestamp with time zone not null default now()
column recruiting.ticket_kinds.validity_months integer
constraint recruiting.ticket_kinds.ticket_kinds_bounded CHECK (kit.is_bounded(trades)) NOT VALID
constraint recruiting.ticket_kinds.ticket_kinds_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.ticket_kinds.ticket_kinds_name_check CHECK (((TRIM(BOTH FROM name) <> ''::text) AND (length(name) <= 100)))
constraint recruiting.ticket_kinds.ticket_kinds_one_line CHECK (kit.is_line(COALESCE(name, ''::text))) NOT VALID
constraint recruiting.ticket_kinds.ticket_kinds_pkey PRIMARY KEY (org_id, id)
constraint recruiting.ticket_kinds.ticket_kinds_trades_shape CHECK (((trades IS NULL) OR (trades = ANY (ARRAY['{}'::jsonb, '[]'::jsonb])) OR kit.is_words(trades))) NOT VALID
constraint recruiting.ticket_kinds.ticket_kinds_validity_months_check CHECK (((validity_months >= 1) AND (validity_months <= 600)))
CREATE UNIQUE INDEX ticket_kinds_name_taken ON recruiting.ticket_kinds USING btree (org_id, lower(TRIM(BOTH FROM name)))
CREATE UNIQUE INDEX ticket_kinds_pkey ON recruiting.ticket_kinds USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.ticket_kinds FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER follow_kind_on_delete AFTER DELETE ON recruiting.ticket_kinds FOR EACH ROW WHEN ((old.validity_months IS NOT NULL)) EXECUTE FUNCTION recruiting.follow_ticket_kind()
CREATE TRIGGER follow_kind_on_insert AFTER INSERT ON recruiting.ticket_kinds FOR EACH ROW WHEN ((new.validity_months IS NOT NULL)) EXECUTE FUNCTION recruiting.follow_ticket_kind()
CREATE TRIGGER follow_kind_on_update AFTER UPDATE OF name, validity_months ON recruiting.ticket_kinds FOR EACH ROW WHEN (((new.name <> old.name) OR (new.validity_months IS DISTINCT FROM old.validity_months))) EXECUTE FUNCTION recruiting.follow_ticket_kind()
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.ticket_kinds REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.ticket_kinds REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.ticket_kinds REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.ticket_kinds : A ticket or licence people on site must have, how long it is good for, and who must have it. @icon(badge-check) @words(Ticket kind, Ticket kinds) @menu(9)
comment recruiting.ticket_kinds created_at: When it was entered.
comment recruiting.ticket_kinds id: Identifier; grows with time.
comment recruiting.ticket_kinds is_for_all: Everybody who is placed must have it. @list
comment recruiting.ticket_kinds name: What it is called, such as White Card. @list
comment recruiting.ticket_kinds notes: How one gets it, and what else to know. @long
comment recruiting.ticket_kinds org_id: Organisation the row belongs to.
comment recruiting.ticket_kinds trades: Trades and roles that must have it. @list @several()
comment recruiting.ticket_kinds updated_at: When it was last changed; also the row's version.
comment recruiting.ticket_kinds validity_months: Months it is good for, where a ticket says only when it was issued. @list
security recruiting.ticket_kinds row=t forced=t 
column recruiting.ticket_renewals.asked_by uuid default kit.user_id()
column recruiting.ticket_renewals.candidate_id uuid not null
column recruiting.ticket_renewals.created_at timestamp with time zone not null default now()
column recruiting.ticket_renewals.decided_at timestamp with time zone
column recruiting.ticket_renewals.decided_by uuid
column recruiting.ticket_renewals.expires_date date
column recruiting.ticket_renewals.file_id uuid
column recruiting.ticket_renewals.id uuid not null default kit.new_id()
column recruiting.ticket_renewals.issued_date date
column recruiting.ticket_renewals.number text
column recruiting.ticket_renewals.org_id uuid not null default kit.org_id()
column recruiting.ticket_renewals.received_at timestamp with time zone
column recruiting.ticket_renewals.refusal_reason text
column recruiting.ticket_renewals.status recruiting.renewal_status not null default 'requested'::recruiting.renewal_status
column recruiting.ticket_renewals.ticket text not null
column recruiting.ticket_renewals.updated_at timestamp with time zone not null default now()
constraint recruiting.ticket_renewals.ticket_renewals_asked_by_fkey FOREIGN KEY (org_id, asked_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (asked_by) DEFERRABLE
constraint recruiting.ticket_renewals.ticket_renewals_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.ticket_renewals.ticket_renewals_days_in_order CHECK ((expires_date >= issued_date))
constraint recruiting.ticket_renewals.ticket_renewals_decided_by_fkey FOREIGN KEY (org_id, decided_by) REFERENCES identity.users(org_id, id) ON DELETE SET NULL (decided_by) DEFERRABLE
constraint recruiting.ticket_renewals.ticket_renewals_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES knowledge.files(org_id, id) ON DELETE SET NULL (file_id) DEFERRABLE
constraint recruiting.ticket_renewals.ticket_renewals_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((decided_at IS NULL) OR ((decided_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (decided_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expires_date IS NULL) OR ((expires_date >= '1800-01-01'::date) AND (expires_date < '3000-01-01'::date))) AND ((issued_date IS NULL) OR ((issued_date >= '1800-01-01'::date) AND (issued_date < '3000-01-01'::date))) AND ((received_at IS NULL) OR ((received_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (received_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.ticket_renewals.ticket_renewals_number_check CHECK ((length(number) <= 100))
constraint recruiting.ticket_renewals.ticket_renewals_one_line CHECK (kit.is_line((COALESCE(ticket, ''::text) || COALESCE(number, ''::text)))) NOT VALID
constraint recruiting.ticket_renewals.ticket_renewals_pkey PRIMARY KEY (org_id, id)
constraint recruiting.ticket_renewals.ticket_renewals_ticket_check CHECK (((TRIM(BOTH FROM ticket) <> ''::text) AND (length(ticket) <= 200)))
CREATE INDEX ticket_renewals_asked_by_idx ON recruiting.ticket_renewals USING btree (org_id, asked_by)
CREATE INDEX ticket_renewals_candidate_id_idx ON recruiting.ticket_renewals USING btree (org_id, candidate_id)
CREATE INDEX ticket_renewals_decided_by_idx ON recruiting.ticket_renewals USING btree (org_id, decided_by)
CREATE INDEX ticket_renewals_file_id_idx ON recruiting.ticket_renewals USING btree (org_id, file_id)
CREATE INDEX ticket_renewals_open_idx ON recruiting.ticket_renewals USING btree (org_id, status, received_at)
CREATE UNIQUE INDEX ticket_renewals_pkey ON recruiting.ticket_renewals USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.ticket_renewals FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER drop_guest_links AFTER DELETE ON recruiting.ticket_renewals REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION identity.drop_guest_links('ticket_renewals')
CREATE TRIGGER z_audit_delete AFTER DELETE ON recruiting.ticket_renewals REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_insert AFTER INSERT ON recruiting.ticket_renewals REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
CREATE TRIGGER z_audit_update AFTER UPDATE ON recruiting.ticket_renewals REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kit.audit()
comment recruiting.ticket_renewals : A renewed ticket a person was asked for: they send it through a link, a member accepts or refuses it. @icon(badge-check) @words(Ticket renewal, Ticket renewals) @named(ticket, candidate_id) @board(status) @card(candidate_id, expires_date)
comment recruiting.ticket_renewals asked_by: Who asked for it. @list
comment recruiting.ticket_renewals candidate_id: The person. @list
comment recruiting.ticket_renewals created_at: When it was entered.
comment recruiting.ticket_renewals decided_at: When.
comment recruiting.ticket_renewals decided_by: Who accepted or refused it.
comment recruiting.ticket_renewals expires_date: Last day of the new ticket. @list @label('Last day')
comment recruiting.ticket_renewals file_id: Photograph or scan of it.
comment recruiting.ticket_renewals id: Identifier; grows with time.
comment recruiting.ticket_renewals issued_date: First day of the new ticket. @label('First day')
comment recruiting.ticket_renewals number: Number of the new ticket, as the person typed it. @list
comment recruiting.ticket_renewals org_id: Organisation the row belongs to.
comment recruiting.ticket_renewals received_at: When it came in. @list
comment recruiting.ticket_renewals refusal_reason: Why it was refused. @long
comment recruiting.ticket_renewals status: How far it has come. @list
comment recruiting.ticket_renewals ticket: The ticket. @list
comment recruiting.ticket_renewals updated_at: When it was last changed; also the row's version.
security recruiting.ticket_renewals row=t forced=t 
column recruiting.tickets.candidate_id uuid not null
column recruiting.tickets.created_at timestamp with time zone not null default now()
column recruiting.tickets.expires_date date
column recruiting.tickets.id uuid not null default kit.new_id()
column recruiting.tickets.issued_date date
column recruiting.tickets.issuer text
column recruiting.tickets.number text
column recruiting.tickets.org_id uuid not null default kit.org_id()
column recruiting.tickets.ticket text not null
column recruiting.tickets.updated_at timestamp with time zone not null default now()
constraint recruiting.tickets.tickets_candidate_id_fkey FOREIGN KEY (org_id, candidate_id) REFERENCES recruiting.candidates(org_id, id) ON DELETE CASCADE DEFERRABLE
constraint recruiting.tickets.tickets_in_range CHECK ((((created_at IS NULL) OR ((created_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (created_at < '3000-01-01 00:00:00+00'::timestamp with time zone))) AND ((expires_date IS NULL) OR ((expires_date >= '1800-01-01'::date) AND (expires_date < '3000-01-01'::date))) AND ((issued_date IS NULL) OR ((issued_date >= '1800-01-01'::date) AND (issued_date < '3000-01-01'::date))) AND ((updated_at IS NULL) OR ((updated_at >= '1800-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at < '3000-01-01 00:00:00+00'::timestamp with time zone))))) NOT VALID
constraint recruiting.tickets.tickets_one_line CHECK (kit.is_line(((COALESCE(ticket, ''::text) || COALESCE(number, ''::text)) || COALESCE(issuer, ''::text)))) NOT VALID
constraint recruiting.tickets.tickets_pkey PRIMARY KEY (org_id, id)
CREATE INDEX tickets_expire_idx ON recruiting.tickets USING btree (org_id, expires_date)
CREATE INDEX tickets_name_idx ON recruiting.tickets USING btree (org_id, lower(ticket), expires_date)
CREATE UNIQUE INDEX tickets_once ON recruiting.tickets USING btree (org_id, candidate_id, lower(ticket))
CREATE UNIQUE INDEX tickets_pkey ON recruiting.tickets USING btree (org_id, id)
CREATE TRIGGER a_touch BEFORE UPDATE ON recruiting.tickets FOR EACH ROW EXECUTE FUNCTION kit.touch()
CREATE TRIGGER leave_ticket BEFORE UPDATE OF candidate_id ON recruiting.tickets FOR EACH ROW WHEN ((new.candidate_id <> old.candidate_id)) EXECUTE FUNCTION recruiting.leave_ticket()
comment recruiting.tickets : A ticket a person has now: of several of one name the one that is good longest. The database keeps it from the tickets on the person (candidates.compliance). @icon(badge-check) @words(Ticket, Tickets) @menu(8) @named(ticket) @calendar(expires_date) @card(candidate_id, expires_date)
comment recruiting.tickets candidate_id: The person. @list
comment recruiting.tickets created_at: When it was entered.
comment recruiting.tickets expires_date: Last day it is good: as it says, or for as long as its kind is good. @list @label('Last day')
comment recruiting.tickets id: Identifier; grows with time.
comment recruiting.tickets issued_date: First day it is good. @label('First day')
comment recruiting.tickets issuer: Who gave it. @list
comment recruiting.tickets number: Its number. @list
comment recruiting.tickets org_id: Organisation the row belongs to.
comment recruiting.tickets ticket: What it is called. @list
comment recruiting.tickets updated_at: When it was last changed; also the row's version.
security recruiting.tickets row=t forced=t 
function recruiting.tickets_of(org uuid, compliance jsonb) -- The tickets of a list, one of each name.
function recruiting.time_in_application_stage(days integer) -- Time in stage of applications. Where do people who applied wait?    @report(applications) @by(Stage) @measures mean=days longest=days applications=count
function recruiting.time_to_fill(days integer) -- Time to fill. How long from the board to the last opening accepted?    @report(applications) @by(Job) @measures days_to_fill=days openings=count joined=count
function recruiting.time_to_hire(days integer) -- Time to hire. How long from application to offer?    @report(applications) @by(Job) @measures days_to_offer=days offers=count
function recruiting.today() -- The day it is in the time zone of the organisation.
function recruiting.turn_chat(about uuid, to_bot boolean) -- Gives a chat to the bot or takes it.
function recruiting.twins_of(person uuid) -- Who else may be this person, and why.
function recruiting.unread_messages(application recruiting.applications) -- Messages of the person that nobody of us has read.
function recruiting.wants(jobs uuid[]) -- What jobs ask for, as numbers and skills in one spelling.
type recruiting.work_mode on_site,remote,hybrid  -- Where the work is done. @values on_site=On-site
function recruiting.years_asked(said text) -- The years of experience some words ask for, or null.
function recruiting.zone() -- The time zone of the organisation.
