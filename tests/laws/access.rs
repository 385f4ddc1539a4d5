use std::fmt::Write as _;
use tests::{World, golden, wait};

#[test]
fn the_access_table_is_the_golden_one() {
    let world = World::new();
    let text = wait(async {
        let sql = world.admin.connect().await.unwrap();
        let mut out = String::from(
            "# Who may do what, as made from modules/access.sql: role, then the scope of reading, creating, updating, deleting.\n",
        );
        for noun in sql.query("select noun from kit.nouns order by noun", &[]).await.unwrap() {
            let noun: String = noun.get(0);
            writeln!(out, "\n{noun}").unwrap();
            for r in sql
                .query("select role, reads, creates, updates, deletes from kit.access_of($1) order by role", &[&noun])
                .await
                .unwrap()
            {
                writeln!(
                    out,
                    "  {:<11} {:<10} {:<10} {:<10} {:<10}",
                    r.get::<_, &str>(0),
                    r.get::<_, &str>(1),
                    r.get::<_, &str>(2),
                    r.get::<_, &str>(3),
                    r.get::<_, &str>(4)
                )
                .unwrap();
            }
            let kept = "select coalesce(string_agg(attname, ' ' order by attnum) filter (where col_description(attrelid, attnum) ~ $2), '')
                          from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped";
            for (tag, words) in
                [("@derived", "the database derives"), ("@stamped", "the server stamps"), ("@personal", "personal")]
            {
                let columns: String = sql.query_one(kept, &[&noun, &tag]).await.unwrap().get(0);
                if !columns.is_empty() {
                    writeln!(out, "  {words}: {columns}").unwrap();
                }
            }
            for role in ["anonymous", "candidate", "client"] {
                let row = sql
                    .query_one("select reads, creates, updates from kit.columns_of($1, $2)", &[&noun, &role])
                    .await
                    .unwrap();
                let granted = sql
                    .query_one("select reads, creates, updates from kit.access_of($1) where role = $2", &[&noun, &role])
                    .await
                    .unwrap();
                for (i, what) in ["reads", "creates with", "updates"].into_iter().enumerate() {
                    let columns = row.get::<_, Option<Vec<String>>>(i).unwrap_or_default();
                    if granted.get::<_, &str>(i) != "none" {
                        writeln!(out, "  {role} {what}: {}", columns.join(" ")).unwrap();
                    }
                }
            }
            for r in sql
                .query(
                    "select distinct s, kit.condition($1, s, 'row') from kit.access_of($1) a, unnest(array[a.reads, a.creates, a.updates, a.deletes]) s where s not in ('all', 'none') order by s",
                    &[&noun],
                )
                .await
                .unwrap()
            {
                writeln!(out, "  {} means {}", r.get::<_, &str>(0), r.get::<_, &str>(1)).unwrap();
            }
        }
        writeln!(out, "\nverbs").unwrap();
        for verb in &world.server.verbs {
            writeln!(out, "  {}: {}", verb.name, verb.roles.join(" ")).unwrap();
        }
        out.lines().map(|l| l.trim_end().to_string() + "\n").collect::<String>()
    });
    golden("access.txt", &text);
}

#[test]
fn no_context_sees_nothing() {
    let world = World::new();
    wait(async {
        let sql = world.admin.connect().await.unwrap();
        for role in modules::ROLES {
            for noun in sql.query("select noun from kit.nouns", &[]).await.unwrap() {
                let noun: String = noun.get(0);
                sql.batch_execute(&format!("begin; set local role tl_{role}")).await.unwrap();
                if let Ok(row) = sql.query_one(&format!("select count(*) from {noun}"), &[]).await {
                    assert_eq!(row.get::<_, i64>(0), 0, "{role} sees {noun} without an organisation");
                }
                sql.batch_execute("rollback").await.unwrap();
            }
        }
    });
}

/// Setting the context and querying in one statement is banned; the way that is used must hold under every plan.
#[test]
fn the_context_holds_under_every_plan() {
    let world = World::new();
    wait(async {
        let sql = world.admin.connect().await.unwrap();
        let orgs: Vec<String> = sql
            .query("select org_id::text from identity.organizations order by slug", &[])
            .await
            .unwrap()
            .iter()
            .map(|r| r.get(0))
            .collect();
        for off in ["enable_seqscan", "enable_indexscan", "enable_bitmapscan", "enable_nestloop", "enable_hashjoin"] {
            for org in &orgs {
                sql.batch_execute(&format!("begin; set local {off} = off; select set_config('throughline.org', '{org}', true), set_config('role', 'tl_admin', true)")).await.unwrap();
                let strangers: i64 = sql
                    .query_one(
                        "select count(*) from crm.clients c left join crm.contacts k on k.client_id = c.id where c.org_id::text <> current_setting('throughline.org') or k.org_id <> c.org_id",
                        &[],
                    )
                    .await
                    .unwrap()
                    .get(0);
                assert_eq!(strangers, 0, "{off}");
                sql.batch_execute("rollback").await.unwrap();
            }
        }
    });
}
