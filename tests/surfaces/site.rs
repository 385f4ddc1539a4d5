//! A site of a client, and those who place people there; what tests of placed people stand on.

use serde_json::{Value, json};
use tests::{Client, World};

/// A site, and those who work for it.
pub struct Site {
    pub world: World,
    pub admin: Client,
    pub me: Client,
    pub client: String,
    pub project: String,
}

impl Site {
    /// The site Meridian Bypass South of the client Meridian Roads, where no ticket is asked for; with `client` and
    /// `project` said of them besides.
    pub fn of(client: Value, project: Value) -> Site {
        let world = World::new();
        let (admin, me) = (world.sign_in("admin@copilot"), world.sign_in("recruiter@copilot"));
        world.behind("delete from recruiting.ticket_kinds; update identity.organizations set visibility = 'open'");
        let client = admin.made("clients", with(json!({ "name": "Meridian Roads" }), client));
        let project =
            admin.made("projects", with(json!({ "name": "Meridian Bypass South", "client_id": client }), project));
        Site { world, admin, me, client, project }
    }

    /// A glazier.
    pub fn person(&self, name: &str, more: Value) -> String {
        let row = json!({ "first_name": name, "trade": "Glazier", "charge_out_rate": 80, "pay_rate": 45 });
        self.admin.made("candidates", with(row, more))
    }

    /// Person, first day, last day and status of a placement.
    pub fn stands(&self, placement: &str) -> String {
        let row =
            self.admin.one(&format!("placements?id=eq.{placement}&select=start_date,end_date,status,candidates(name)"));
        let text = |value: &Value| value.as_str().unwrap_or("?").to_string();
        let person = text(&row["candidates"]["name"]);
        format!("{person} {} {} {}", text(&row["start_date"]), text(&row["end_date"]), text(&row["status"]))
    }
}

/// A row with more in it.
pub fn with(mut row: Value, more: Value) -> Value {
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}
