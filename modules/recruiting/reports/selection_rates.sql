-- Of whom how many came how far: by gender, category, disability and age, in numbers only. Groups of fewer than five people
-- are one line, and that line too is only there when it is of five or more, so that nobody is known by it; who said nothing
-- is a group as well.
create or replace function recruiting.selection_rates(days integer default 365)
returns table (label text, link text, tone text, rate float8, offered float8, applied float8, mean_match float8)
language sql stable set search_path = pg_catalog as $$
with each as (
  select g.kind, g.said, a.candidate_id, a.match_score,
         a.status = 'offer' or coalesce(a.follow_up_status in ('offered', 'joined'), false) as is_offered
    from recruiting.applications a join recruiting.candidates c on c.org_id = a.org_id and c.id = a.candidate_id
    cross join lateral (values
      (1, 'Gender: ', nullif(trim(c.gender), '')),
      (2, 'Category: ', nullif(trim(c.reservation_category), '')),
      (3, 'Disability: ', case when trim(c.disability) <> '' then 'named' end),
      (4, 'Age: ', case when c.dob > current_date - interval '25 years' then 'below 25'
          when c.dob > current_date - interval '40 years' then '25 to 39'
          when c.dob > current_date - interval '55 years' then '40 to 54' when c.dob is not null then '55 and above' end)
      ) v (place, kind, said)
    cross join lateral (select v.place || v.kind as kind, coalesce(lower(v.said), 'not said') as said) g
   where a.applied_at >= current_date - days),
grouped as (
  select e.kind, e.said, count(distinct e.candidate_id) as n from each e group by e.kind, e.said),
shown as (
  select e.kind, case when g.n < 5 then 'fewer than five each' else e.said end as said, e.candidate_id, e.is_offered,
         e.match_score
    from each e join grouped g on g.kind = e.kind and g.said = e.said)
select substr(s.kind, 2) || s.said, null, null, (100.0 * count(*) filter (where s.is_offered) / count(*))::float8,
  count(*) filter (where s.is_offered)::float8, count(*)::float8, avg(s.match_score)::float8
  from shown s group by s.kind, s.said having count(distinct s.candidate_id) >= 5 order by s.kind, count(*) desc, s.said
$$;
comment on function recruiting.selection_rates(integer) is
  'Selection rates. Are some groups offered less often? What people say of themselves enters no score.
   @report(applications) @apart @by(Group) @measures rate=percent offered=count applied=count mean_match=percent';
