create or replace function outreach.answer_wishes(days integer default 365)
returns table (label text, link text, tone text, answers float8, interested float8, asked float8, later float8,
  declined float8)
language sql stable set search_path = pg_catalog as $$
select coalesce(p.name, 'Without a playbook'), case when p.id is not null then 'outcome=eq.answered&playbook_id=eq.' || p.id
         else 'outcome=eq.answered&playbook_id=is.null' end, null::text, count(*)::float8,
       count(*) filter (where r.sentiment = 'interested')::float8, count(*) filter (where r.sentiment = 'question')::float8,
       count(*) filter (where r.sentiment = 'not_now')::float8, count(*) filter (where r.sentiment = 'no')::float8
  from outreach.replies r left join outreach.outreach_drafts d on d.org_id = r.org_id and d.id = r.draft_id
  left join outreach.outreach_playbooks p on p.org_id = d.org_id and p.id = d.playbook_id
 where r.outcome = 'answered' and r.received_at >= current_date - days
 group by p.id, p.name order by 5 desc, 4 desc, 1
$$;
comment on function outreach.answer_wishes(integer) is
  'What answers say. Who is interested, who asks, who waits and who declines, playbook by playbook? Simple rules tell; people correct them.
   @report(outreach_drafts) @by(Playbook) @measures answers=count interested=count asked=count later=count declined=count';
