-- By rule: what was opened, what people did with it, and how much of it came good within sixty days beside what was held
-- out. Below twenty that were graded in one of the two, too few, there is no percentage. Only who sees every client sees it.
create or replace function crm.nudges_graded(days integer default 365)
returns table (label text, link text, tone text, difference float8, opened float8, shown float8, held_out float8,
  acted float8, dismissed float8, closed_by_itself float8, graded_shown float8, good_of_shown float8,
  graded_held_out float8, good_of_held_out float8)
language sql stable security definer set search_path = pg_catalog as $$
select kit.in_words(t.rule::text) || case when t.is_enough then '' else ' (too few)' end, 'type=eq.' || t.rule,
       case when t.is_enough and t.shown_rate > t.held_rate then 'good' when t.is_enough and t.shown_rate < t.held_rate then 'bad' end,
       case when t.is_enough then t.shown_rate - t.held_rate end,
       t.opened, t.shown, t.opened - t.shown, t.acted, t.dismissed, t.closed, t.graded_shown,
       case when t.graded_shown >= 20 then t.shown_rate end, t.graded_held,
       case when t.graded_held >= 20 then t.held_rate end
  from (select w.rule, s.*, s.graded_shown >= 20 and s.graded_held >= 20 as is_enough,
               100 * s.good_shown / nullif(s.graded_shown, 0) as shown_rate,
               100 * s.good_held / nullif(s.graded_held, 0) as held_rate
          from unnest(enum_range(null::crm.nudge_type)) w (rule)
          cross join lateral (
            select count(*)::float8 as opened, count(*) filter (where not g.is_held_out)::float8 as shown,
                   count(*) filter (where not g.is_held_out and g.became = 'acted')::float8 as acted,
                   count(*) filter (where not g.is_held_out and g.became = 'dismissed')::float8 as dismissed,
                   count(*) filter (where not g.is_held_out and g.became = 'closed')::float8 as closed,
                   count(g.graded_at) filter (where not g.is_held_out)::float8 as graded_shown,
                   count(g.good_date) filter (where not g.is_held_out)::float8 as good_shown,
                   count(g.graded_at) filter (where g.is_held_out)::float8 as graded_held,
                   count(g.good_date) filter (where g.is_held_out)::float8 as good_held
              from crm.nudge_grades g
             where g.org_id = kit.org_id() and g.type = w.rule and g.opened_at >= now() - make_interval(days => days)) s
       ) t
 where current_setting('role') in ('tl_admin', 'tl_manager') and t.opened > 0
 order by t.opened desc, t.rule
$$;
comment on function crm.nudges_graded(integer) is
  'What nudges are worth. Of nudges that were shown, how many more came good than of those that were held out?
   @report(nudges) @by(Rule) @measures difference=percent opened=count shown=count held_out=count acted=count dismissed=count closed_by_itself=count graded_shown=count good_of_shown=percent graded_held_out=count good_of_held_out=percent';
