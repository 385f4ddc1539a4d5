//! The reports' questions. Row security answers them as the person who looks.

use super::report::{Form, Report, Unit};

/// Whether a report looks back over a span.
pub(super) fn has_span(name: &str) -> bool {
    !matches!(name, "pipeline" | "owners" | "forecast" | "ageing" | "stages")
}

/// A report by its address, over the last days.
pub(super) fn report(name: &str, days: i32) -> Option<Report> {
    use Unit::{Count, Days, Hours, Money, Percent};
    let words = |column: &str| {
        format!("initcap(left(replace({column}::text, '_', ' '), 1)) || substr(replace({column}::text, '_', ' '), 2)")
    };
    let since = format!("current_date - {days}");
    let open = "stage not in ('closed_won', 'closed_lost')";
    let closed = format!("stage in ('closed_won', 'closed_lost') and actual_close_date >= {since}");
    let plain =
        |sql: String, label, columns, noun| Report { sql, label, columns, form: Form::Bars, noun, second: false };
    Some(match name {
        "pipeline" => plain(
            format!("select {}, 'stage=in.(' || stage || ')', sum(value)::float8, sum(value * probability / 100)::float8, count(*)::float8 from crm.opportunities group by stage order by stage", words("stage")),
            "Stage",
            vec![("Value", Money), ("Weighted", Money), ("Deals", Count)],
            "opportunities",
        ),
        "owners" => plain(
            format!("select coalesce(u.full_name, 'Nobody'), case when u.id is null then 'owner_id=is.null&' else 'owner_id=eq.' || u.id || '&' end || 'stage=not.in.(closed_won,closed_lost)', sum(o.value)::float8, sum(o.value * o.probability / 100)::float8, count(*)::float8
                       from crm.opportunities o left join identity.users u on u.org_id = o.org_id and u.id = o.owner_id where o.{open} group by u.id, u.full_name order by 3 desc limit 40"),
            "Owner",
            vec![("Value", Money), ("Weighted", Money), ("Deals", Count)],
            "opportunities",
        ),
        "forecast" => Report {
            sql: format!("select to_char(m, 'Mon YY'), 'stage=not.in.(closed_won,closed_lost)&expected_close_date=gte.' || m::date || '&expected_close_date=lt.' || (m + interval '1 month')::date,
                            coalesce(sum(o.value * o.probability / 100), 0)::float8, coalesce(sum(o.value), 0)::float8, count(o.id)::float8
                       from generate_series(date_trunc('month', current_date), date_trunc('month', current_date) + interval '8 months', interval '1 month') m
                       left join crm.opportunities o on o.{open} and o.expected_close_date >= m and o.expected_close_date < m + interval '1 month' group by m order by m"),
            label: "Month",
            columns: vec![("Weighted", Money), ("Value", Money), ("Deals", Count)],
            form: Form::Columns,
            noun: "opportunities",
            second: true,
        },
        "forecast-changes" => plain(
            format!("select c.name || ': ' || c.change, '/opportunities/' || c.opportunity_id, c.weighted_change::float8, c.before_value::float8, c.value::float8 from crm.forecast_changes(({since})::date) c limit 60"),
            "Deal",
            vec![("Weighted change", Money), ("Value then", Money), ("Value now", Money)],
            "opportunities",
        ),
        "at-risk" => plain(
            format!("select c.name, '/clients/' || c.id, h.score::float8, (h.score - b.score)::float8, (select max(v.amount) from (select sum(i.balance) as amount from delivery.invoices i where i.client_id = c.id and i.status = 'overdue') v)::float8
                       from crm.clients c
                       join lateral (select s.score, s.date from crm.client_health_snapshots s where s.org_id = c.org_id and s.client_id = c.id order by s.date desc limit 1) h on true
                       left join lateral (select s.score from crm.client_health_snapshots s where s.org_id = c.org_id and s.client_id = c.id and s.date <= {since} order by s.date desc limit 1) b on true
                      where c.status = 'active' and h.score < kit.number_setting('health.healthy_from', 70) order by h.score, c.name limit 60"),
            "Client",
            vec![("Health", Count), ("Change", Count), ("Overdue", Money)],
            "clients",
        ),
        "margin" => plain(
            format!("select c.name, '/clients/' || c.id, (m.x ->> 'margin')::float8, (m.x ->> 'revenue')::float8, (m.x ->> 'percent')::float8
                       from (select p.client_id, array_agg(p.id) as projects from delivery.projects p where exists (select from delivery.time_entries t where t.project_id = p.id and t.status = 'approved' and t.date >= {since}) group by p.client_id) p
                       join crm.clients c on c.id = p.client_id cross join lateral (select delivery.margin_of(p.projects) as x) m order by 3 desc nulls last limit 60"),
            "Client",
            vec![("Margin", Money), ("Revenue", Money), ("Margin", Percent)],
            "projects",
        ),
        "win-rate" => Report {
            sql: format!("select to_char(m, 'Mon YY'), 'stage=in.(closed_won,closed_lost)&actual_close_date=gte.' || m::date || '&actual_close_date=lt.' || (m + interval '1 month')::date,
                            (100.0 * count(o.id) filter (where o.stage = 'closed_won') / nullif(count(o.id), 0))::float8, count(o.id) filter (where o.stage = 'closed_won')::float8, count(o.id)::float8
                       from generate_series(date_trunc('month', {since}), date_trunc('month', current_date), interval '1 month') m
                       left join crm.opportunities o on o.stage in ('closed_won', 'closed_lost') and o.actual_close_date >= m and o.actual_close_date < m + interval '1 month' group by m order by m"),
            label: "Month",
            columns: vec![("Win rate", Percent), ("Won", Count), ("Decided", Count)],
            form: Form::Columns,
            noun: "opportunities",
            second: false,
        },
        "loss-reasons" => plain(
            format!("select loss_reason, 'stage=in.(closed_lost)&loss_reason=eq.' || replace(replace(replace(loss_reason, '%', '%25'), '&', '%26'), '+', '%2B'), count(*)::float8, sum(value)::float8 from crm.opportunities where {closed} and stage = 'closed_lost' group by loss_reason order by 3 desc limit 30"),
            "Reason",
            vec![("Deals", Count), ("Value", Money)],
            "opportunities",
        ),
        "competitors" => plain(
            format!("select c.name, '/competitors/' || c.id || '?tab=competitor_mentions.competitor_id', (100.0 * count(*) filter (where o.stage = 'closed_won') / nullif(count(*), 0))::float8, count(*) filter (where o.stage = 'closed_won')::float8, count(*)::float8
                       from crm.competitor_mentions m join crm.competitors c on c.org_id = m.org_id and c.id = m.competitor_id join crm.opportunities o on o.org_id = m.org_id and o.id = m.opportunity_id
                      where o.{closed} group by c.id, c.name order by 5 desc limit 30"),
            "Competitor",
            vec![("Win rate", Percent), ("Won", Count), ("Decided", Count)],
            "opportunities",
        ),
        "stages" => plain(
            format!("select {}, 'stage=in.(' || stage || ')', avg(extract(epoch from now() - stage_entered_at) / 86400)::float8, max(extract(epoch from now() - stage_entered_at) / 86400)::float8, count(*)::float8 from crm.opportunities where {open} group by stage order by stage", words("stage")),
            "Stage",
            vec![("Mean", Days), ("Longest", Days), ("Deals", Count)],
            "opportunities",
        ),
        "activity" => plain(
            format!("select coalesce(u.full_name, 'Nobody'), case when u.id is null then 'created_by=is.null&' else 'created_by=eq.' || u.id || '&' end || 'occurred_at=gte.' || ({since}), count(*)::float8, count(*) filter (where a.type in ('call', 'meeting'))::float8, count(distinct a.client_id)::float8
                       from crm.activities a left join identity.users u on u.org_id = a.org_id and u.id = a.created_by where a.occurred_at >= {since} and a.occurred_at <= now() group by u.id, u.full_name order by 3 desc limit 40"),
            "Person",
            vec![("Activities", Count), ("Calls and meetings", Count), ("Clients", Count)],
            "activities",
        ),
        "hours" => plain(
            format!("select u.full_name, 'user_id=eq.' || u.id || '&date=gte.' || ({since}), sum(t.hours)::float8, sum(t.hours) filter (where t.billable)::float8,
                            (100.0 * coalesce(sum(t.hours) filter (where t.billable), 0) / greatest(8.0 * (select count(*) from generate_series({since}, current_date, interval '1 day') d where extract(isodow from d) < 6), 1))::float8
                       from delivery.time_entries t join identity.users u on u.org_id = t.org_id and u.id = t.user_id where t.date >= {since} group by u.id, u.full_name order by 3 desc limit 60"),
            "Person",
            vec![("Hours", Hours), ("Billable", Hours), ("Utilisation, of 8 h a day", Percent)],
            "time_entries",
        ),
        "ageing" => plain(
            "select b.label, 'status=in.(issued,sent,overdue)&' || b.link, coalesce(sum(i.balance), 0)::float8, count(i.id)::float8
               from (values (1, 'Not due yet', 'due_date=gte.' || current_date, current_date, 'infinity'::date), (2, '1 to 30 days', 'due_date=gte.' || (current_date - 30) || '&due_date=lt.' || current_date, current_date - 30, current_date),
                            (3, '31 to 60 days', 'due_date=gte.' || (current_date - 60) || '&due_date=lt.' || (current_date - 30), current_date - 60, current_date - 30),
                            (4, '61 to 90 days', 'due_date=gte.' || (current_date - 90) || '&due_date=lt.' || (current_date - 60), current_date - 90, current_date - 60),
                            (5, 'Over 90 days', 'due_date=lt.' || (current_date - 90), '-infinity', current_date - 90)) b (n, label, link, since, until)
               left join delivery.invoices i on i.kind = 'invoice' and i.status in ('issued', 'sent', 'overdue') and i.due_date >= b.since and i.due_date < b.until group by b.n, b.label, b.link order by b.n"
                .into(),
            "Overdue by",
            vec![("Amount", Money), ("Invoices", Count)],
            "invoices",
        ),
        "time-to-hire" => plain(
            format!("select j.title, 'job_id=eq.' || j.id, avg(extract(epoch from t.created_at - a.applied_at) / 86400)::float8, count(*)::float8
                       from recruiting.application_timeline t join recruiting.applications a on a.org_id = t.org_id and a.id = t.application_id join recruiting.jobs j on j.org_id = a.org_id and j.id = a.job_id
                      where t.new_status = 'offer' and t.created_at >= {since} and t.created_at >= a.applied_at group by j.id, j.title order by 3 limit 40"),
            "Job",
            vec![("Days to offer", Days), ("Offers", Count)],
            "applications",
        ),
        "funnel" => plain(
            format!("select {}, 'status=in.(' || status || ')&applied_at=gte.' || ({since}), count(*)::float8, (100.0 * count(*) / sum(count(*)) over ())::float8, avg(match_score)::float8 from recruiting.applications where applied_at >= {since} group by status order by status", words("status")),
            "Status",
            vec![("Applications", Count), ("Share", Percent), ("Mean match", Percent)],
            "applications",
        ),
        "outreach" => plain(
            format!("select {}, 'status=in.(' || status || ')&created_at=gte.' || ({since}), count(*)::float8, count(distinct lead_id)::float8 from outreach.outbound_message_log where created_at >= {since} group by status order by status", words("status")),
            "Result",
            vec![("Messages", Count), ("Leads", Count)],
            "outbound_message_log",
        ),
        _ => return None,
    })
}
