//! Numbers with their course.

use crate::chart;
use crate::format;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};

/// The numbers of this role, each with its course over twelve weeks.
pub(super) async fn figures(visit: &Visit) -> Result<Vec<Markup>, Refused> {
    if visit.actor.is_outsider() {
        return Ok(Vec::new());
    }
    let currency = visit.person.currency.clone();
    // Name, what it counts, its course, whether it is money, where its rows are, the noun it needs.
    let weeks = |noun: &str, at: &str, what: &str, condition: &str| {
        format!(
            "select coalesce((select array_agg(coalesce(n, 0)::float8 order by w) from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()), interval '1 week') w left join (select date_trunc('week', {at}) as w, {what} as n from {noun} where {at} > now() - interval '12 weeks' and {condition} group by 1) x using (w)), '{{}}')"
        )
    };
    let open = "stage not in ('closed_won', 'closed_lost')";
    let all: Vec<(&str, String, String, bool, &str, &str)> = vec![
        (
            "Open pipeline",
            format!("select coalesce(sum(value), 0)::float8 from crm.opportunities where {open}"),
            weeks("crm.opportunities", "created_at", "sum(value)", "true"),
            true,
            "/opportunities?view=board",
            "opportunities",
        ),
        (
            "Weighted",
            format!("select coalesce(sum(value * probability / 100), 0)::float8 from crm.opportunities where {open}"),
            weeks("crm.opportunities", "stage_entered_at", "sum(value * probability / 100)", "true"),
            true,
            "/reports/forecast",
            "opportunities",
        ),
        (
            "Won this quarter",
            "select coalesce(sum(value), 0)::float8 from crm.opportunities where stage = 'closed_won' and actual_close_date >= date_trunc('quarter', now())".into(),
            weeks("crm.opportunities", "actual_close_date", "sum(value)", "stage = 'closed_won'"),
            true,
            "/opportunities?stage=in.(closed_won)",
            "opportunities",
        ),
        (
            "Activities, 7 days",
            "select count(*)::float8 from crm.activities where occurred_at > now() - interval '7 days' and occurred_at <= now()".into(),
            weeks("crm.activities", "occurred_at", "count(*)", "occurred_at <= now()"),
            false,
            "/reports/activity_by_person",
            "activities",
        ),
        (
            "Hours, 7 days",
            "select coalesce(sum(hours), 0)::float8 from delivery.time_entries where date > current_date - 7".into(),
            weeks("delivery.time_entries", "date", "sum(hours)", "true"),
            false,
            "/reports/hours_by_person",
            "time_entries",
        ),
        (
            "Unpaid invoices",
            "select coalesce(sum(balance), 0)::float8 from delivery.invoices where kind = 'invoice' and status in ('issued', 'sent', 'overdue')".into(),
            weeks("delivery.invoices", "issue_date", "sum(amount)", "kind = 'invoice'"),
            true,
            "/reports/invoice_ageing",
            "invoices",
        ),
        (
            "Active applications",
            "select count(*)::float8 from recruiting.applications where is_active".into(),
            weeks("recruiting.applications", "applied_at", "count(*)", "true"),
            false,
            "/applications?view=board",
            "applications",
        ),
        (
            "People placed",
            "select count(*)::float8 from recruiting.placements where status = 'active'".into(),
            weeks("recruiting.placements", "start_date", "count(*)", "true"),
            false,
            "/placements?status=in.(active)",
            "placements",
        ),
    ];
    let first = match visit.actor.role {
        "recruiter" => ["Active applications", "People placed", "Activities, 7 days", "Hours, 7 days"],
        "sales" => ["Open pipeline", "Weighted", "Won this quarter", "Activities, 7 days"],
        "consultant" | "staff" => ["Hours, 7 days", "Activities, 7 days", "Open pipeline", "Unpaid invoices"],
        _ => ["Open pipeline", "Won this quarter", "Unpaid invoices", "People placed"],
    };
    let chosen: Vec<_> = first
        .iter()
        .filter_map(|name| all.iter().find(|a| a.0 == *name))
        .filter(|a| visit.shows(a.5) && visit.may(a.5, "SELECT"))
        .collect();
    let tx = visit.begin(&visit.actor).await?;
    let mut out = Vec::new();
    for (name, value, course, is_money, to, _) in chosen {
        let row = tx.query_one(&format!("select ({value}), ({course})"), &[]).await.map_err(|e| visit.told_sql(e))?;
        let (value, course): (f64, Vec<f64>) = (row.get(0), row.get(1));
        out.push(html! { a href=(to) { span class="v" { (if *is_money { format::short_money(value, &currency) } else { format::short(value) }) } (chart::spark(&course, 96.0, 24.0)) span class="quiet small" { (name) } } });
    }
    visit.commit(tx).await?;
    Ok(out)
}
