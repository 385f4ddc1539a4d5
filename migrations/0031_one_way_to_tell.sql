-- One trigger function tells open pages of rows that no audit tells of (kit.tell_row); these did the same, each for its noun.
drop trigger if exists tell_job on identity.background_jobs;
drop function if exists identity.tell_job();
drop trigger if exists tell_batch on recruiting.resume_batches;
drop function if exists recruiting.tell_batch();
