-- How each interviewer judges: their mean and spread, and how often what they recommended became of the application. Of fewer
-- than five that were decided no share is told.
create or replace function recruiting.scorecard_calibration(days integer default 365)
returns table (label text, link text, tone text, cards float8, mean_score float8, spread float8, decided float8,
  agreed float8, agreement float8)
language sql stable set search_path = pg_catalog as $$
with each as (
  select s.user_id, recruiting.mean_score(s) as mean, s.recommendation in ('yes', 'strong_yes') as says_yes,
         case when a.status = 'offer' or a.follow_up_status in ('offered', 'joined') then true
           when a.status = 'rejected' or a.follow_up_status = 'rejected' then false end as came_far
    from recruiting.scorecards s
    join recruiting.interviews i on i.org_id = s.org_id and i.id = s.interview_id
    join recruiting.applications a on a.org_id = i.org_id and a.id = i.application_id
   where s.handed_in_at >= current_date - days)
select u.full_name, 'user_id=eq.' || u.id || '&handed_in_at=gte.' || (current_date - days), null, count(*)::float8,
       avg(e.mean)::float8, stddev_samp(e.mean)::float8, count(e.came_far)::float8,
       (count(*) filter (where e.came_far = e.says_yes))::float8,
       case when count(e.came_far) >= 5
         then (100.0 * count(*) filter (where e.came_far = e.says_yes) / count(e.came_far))::float8 end
  from each e join identity.users u on u.org_id = kit.org_id() and u.id = e.user_id
 group by u.id, u.full_name order by count(*) desc, u.full_name limit 100
$$;
comment on function recruiting.scorecard_calibration(integer) is
  'Scorecard calibration. Who judges mildly, who strictly, and who sees what comes?
   @report(scorecards) @apart @by(Interviewer) @measures cards=count mean_score=score spread=score decided=count agreed=count agreement=percent';
