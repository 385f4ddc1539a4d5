-- What is missing before we understand how a client decides (MEDDPICC): each gap with the one question to ask next.
create or replace function crm.meddpicc_gaps(client crm.clients) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('field', g.field, 'gap', g.gap, 'question', g.question)
    order by g.position), '[]')
    from (select count(*) filter (where 'champion' = any (k.role_tags)) as champions,
      count(*) filter (where 'economic_buyer' = any (k.role_tags)) as buyers,
                 current_date - max(k.last_contact_date) filter (where 'economic_buyer' = any (k.role_tags)) as buyer_days, current_date - max(k.last_contact_date) filter (where 'champion' = any (k.role_tags)) as champion_days,
                 (select k2.name from crm.contacts k2 where k2.org_id = client.org_id and k2.client_id = client.id
                   and 'economic_buyer' = any (k2.role_tags) order by k2.last_contact_date desc nulls last,
                   k2.id limit 1) as buyer,
                 (select k2.name from crm.contacts k2 where k2.org_id = client.org_id and k2.client_id = client.id
                   and 'champion' = any (k2.role_tags) order by k2.last_contact_date desc nulls last,
                   k2.id limit 1) as champion
            from crm.contacts k where k.org_id = client.org_id and k.client_id = client.id) p
    cross join lateral (values
      (1, 'meddpicc_metrics', coalesce(client.meddpicc_metrics, '') = '', 'No measure of success is known',
        'Which number has to move, and by when, for this to be a success?'),
      (2, 'economic_buyer', p.buyers = 0, 'Nobody is tagged economic buyer',
        'Who can say yes when everybody else says no?'),
      (3, 'economic_buyer', p.buyers > 0 and coalesce(p.buyer_days, 9999) > 30,
        case when p.buyer_days is null then p.buyer || ', the economic buyer, was never contacted'
        else 'No economic buyer contacted for ' || kit.counted(p.buyer_days, 'day') end,
        'What would ' || p.buyer || ' need to see before signing?'),
      (4, 'meddpicc_decision_criteria', coalesce(client.meddpicc_decision_criteria, '') = '',
        'How they judge is not known', 'What will you compare the offers by, and what weighs most?'),
      (5, 'meddpicc_decision_process', coalesce(client.meddpicc_decision_process, '') = '',
        'The way to a decision is not known', 'Who has to agree, in which order, and until when?'),
      (6, 'meddpicc_paper_process', coalesce(client.meddpicc_paper_process, '') = '',
        'Procurement and legal steps are not known',
        'Once it is decided, which papers are needed, and how long do they take?'),
      (7, 'meddpicc_identified_pain', coalesce(client.meddpicc_identified_pain, '') = '', 'No pain is identified',
        'What happens if nothing changes this year?'),
      (8, 'champion', p.champions = 0, 'Nobody is tagged champion',
        'Who gains most when this works, and speaks for it when we are not there?'),
      (9, 'champion', p.champions > 0 and coalesce(p.champion_days, 9999) > 40,
        case when p.champion_days is null then p.champion || ', our champion, was never contacted'
        else 'No champion contacted for ' || kit.counted(p.champion_days, 'day') end,
        'What does ' || p.champion || ' hear inside about us?'),
      (10, 'meddpicc_competition', coalesce(client.meddpicc_competition, '') = '', 'The alternatives are not known',
        'What else are you looking at, doing nothing included?')) g (position, field, missing, gap, question)
   where g.missing
$$;
comment on function crm.meddpicc_gaps(crm.clients) is 'What is missing in MEDDPICC, each with the next best question.';
