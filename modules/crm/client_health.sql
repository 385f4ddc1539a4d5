-- Health of every client, 0 to 100, in one pass. Weights: MEDDPICC 30, champion 20, economic buyer 15, engagement 20, recency 15 (source: yourco, "Health Score Calculation").
create or replace view crm.client_health with (security_invoker = true) as
  select c.org_id, c.id as client_id, s.score,
    case when s.score >= kit.number_setting('health.healthy_from', 70) then 'healthy'
         when s.score >= kit.number_setting('health.at_risk_from', 40) then 'at_risk'
           else 'critical' end::crm.health_band as band,
    jsonb_build_array(
      jsonb_build_object('name', 'MEDDPICC completeness', 'value', round(p.meddpicc::numeric, 1), 'weight', 30,
        'reason', f.filled || ' of 6 fields filled'),
      jsonb_build_object('name', 'Champion identified', 'value', p.champion, 'weight', 20, 'reason',
        case when f.champions > 0 then f.champions || ' tagged' else 'nobody is tagged champion' end),
      jsonb_build_object('name', 'Economic buyer engaged', 'value', p.buyer, 'weight', 15, 'reason',
        case when f.buyers = 0 then 'nobody is tagged economic buyer' when p.buyer > 0 then 'in contact within 30 days'
          else 'no contact for 30 days' end),
      jsonb_build_object('name', 'Stakeholder engagement', 'value', round(p.engagement::numeric, 1), 'weight', 20,
        'reason', case when f.contacts = 0 then 'no contacts' else 'mean over ' || f.contacts || ' contacts' end),
      jsonb_build_object('name', 'Activity recency', 'value', round(p.recency::numeric, 1), 'weight', 15, 'reason',
        coalesce(kit.counted(f.silent_days, 'day') || ' since the last activity', 'no activity yet'))) as factors
  from crm.clients c
  left join (
    select k.org_id, k.client_id, count(*) as contacts,
           count(*) filter (where 'champion' = any (k.role_tags)) as champions,
           count(*) filter (where 'economic_buyer' = any (k.role_tags)) as buyers,
           max(k.last_contact_date) filter (where 'economic_buyer' = any (k.role_tags)) as buyer_contact_date,
           sum(case k.engagement_level when 'high' then 3 when 'medium' then 2 when 'low' then 1 else 0 end) as thirds
      from crm.contacts k group by k.org_id, k.client_id) k on k.org_id = c.org_id and k.client_id = c.id
  left join (
    select a.org_id, a.client_id, max(a.occurred_at) as last_at from crm.activities a where a.occurred_at <= now()
      group by a.org_id, a.client_id) a on a.org_id = c.org_id and a.client_id = c.id
  cross join lateral (
    select num_nonnulls(nullif(c.meddpicc_metrics, ''), nullif(c.meddpicc_decision_criteria, ''),
      nullif(c.meddpicc_decision_process, ''),
                        nullif(c.meddpicc_paper_process, ''), nullif(c.meddpicc_identified_pain, ''),
                          nullif(c.meddpicc_competition, '')) as filled,
           coalesce(k.contacts, 0) as contacts, coalesce(k.champions, 0) as champions, coalesce(k.buyers, 0) as buyers,
             current_date - a.last_at::date as silent_days) f
  cross join lateral (
    select 5 * f.filled as meddpicc,
           case when f.champions > 0 then 20 else 0 end as champion,
           case when k.buyer_contact_date >= current_date - 30 then 15 else 0 end as buyer,
           coalesce(20 * k.thirds / (3 * k.contacts)::float8, 0) as engagement,
           coalesce(greatest(0, 15 - f.silent_days / 6::float8), 0) as recency) p
  cross join lateral (select floor(p.meddpicc + p.champion + p.buyer + p.engagement + p.recency + 0.5)::int as score) s;
comment on view crm.client_health is 'Health of every client: score, band and factors.';
comment on column crm.client_health.org_id is 'Organisation.';
comment on column crm.client_health.client_id is 'The client.';
comment on column crm.client_health.score is 'Health, 0 to 100. @list';
comment on column crm.client_health.band is 'Healthy from 70, at risk from 40, else critical; the settings health.healthy_from and health.at_risk_from move the limits. @list';
comment on column crm.client_health.factors is 'Each part with value, weight and reason.';
grant select on crm.client_health to tl_admin, tl_manager, tl_consultant, tl_staff, tl_sales, tl_recruiter, tl_viewer,
  tl_system;
