-- From where an act came, and what the audit log is searched by: who, on what (the subject, or an id in the details), what, when.
ALTER TABLE ledger.audit_log ADD COLUMN address text;--> statement-breakpoint
CREATE INDEX audit_log_actor ON ledger.audit_log (actor_id, id);--> statement-breakpoint
CREATE INDEX audit_log_subject ON ledger.audit_log (subject_id, id);--> statement-breakpoint
CREATE INDEX audit_log_action ON ledger.audit_log (action, id);--> statement-breakpoint
CREATE INDEX audit_log_at ON ledger.audit_log (at);--> statement-breakpoint
CREATE INDEX audit_log_details ON ledger.audit_log USING gin (details jsonb_path_ops);
