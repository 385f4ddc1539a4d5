-- The bounds are Wilson's: with so many sent, the true rate lies between them 95 times of 100.
create or replace function outreach.playbook_answers(days integer default 365)
returns table (label text, link text, tone text, sent float8, answered float8, rate float8, lowest float8,
  highest float8)
language sql stable set search_path = pg_catalog as $$
with counted as (
  select d.playbook_id, count(distinct d.lead_id)::float8 as n,
         count(distinct d.lead_id) filter (where d.outcome = 'answered')::float8 as k
    from outreach.outreach_drafts d where d.status = 'sent' and d.sent_at >= current_date - days group by 1),
bounded as (
  select c.*, c.k / c.n as p, (c.k / c.n + 1.92 / c.n) / (1 + 3.8416 / c.n) as middle,
         1.96 * sqrt(c.k / c.n * (1 - c.k / c.n) / c.n + 0.9604 / (c.n * c.n)) / (1 + 3.8416 / c.n) as half
           from counted c)
select coalesce(p.name, 'Without a playbook'), case when p.id is not null then
  'status=eq.sent&playbook_id=eq.' || p.id else 'status=eq.sent&playbook_id=is.null' end,
       null::text, b.n, b.k, round((100 * b.p)::numeric, 1)::float8, round((100 * greatest(0,
         b.middle - b.half))::numeric, 1)::float8,
       round((100 * least(1, b.middle + b.half))::numeric, 1)::float8
  from bounded b left join outreach.outreach_playbooks p on p.org_id = (select kit.org_id()) and p.id = b.playbook_id
 order by b.p desc, b.n desc
$$;
comment on function outreach.playbook_answers(integer) is
  'Answers by playbook. Which playbook is answered more often, and how sure is that? Where the bounds of two do not meet, one is better.
   @report(outreach_drafts) @by(Playbook) @measures sent=count answered=count rate=percent lowest=percent highest=percent';
