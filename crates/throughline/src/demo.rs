//! `throughline demo`: five organisations, one per system Throughline unites.

use crate::Common;
use crate::place::{Hold, Place};
use crate::serve::{self, LimitArgs};
use clap::Args;
use std::net::SocketAddr;
use throughline::demo_data::{ORGANISATIONS, PASSWORD, load};

/// Loads the demo organisations and starts the server on this machine only.
///
/// The data lives in its own folder inside the data folder, so nothing real is touched. Running it again uses the same data.
#[derive(Args)]
pub(crate) struct Demo {
    /// Port to listen on, on 127.0.0.1
    #[arg(long, env = "THROUGHLINE_DEMO_PORT", default_value_t = 8080)]
    port: u16,
    /// Throw the demo data away and load it anew
    #[arg(long)]
    reset: bool,
    /// Load the data and stop
    #[arg(long)]
    load_only: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

impl Demo {
    pub(crate) async fn run(&self, common: &Common) -> anyhow::Result<()> {
        let common = Common { data_dir: common.data_dir.join("demo"), ..common.clone() };
        if self.reset && common.database_url.is_none() {
            reset(&common)?;
        }
        let listener = if self.load_only { None } else { Some(serve::bind(SocketAddr::from(([127, 0, 0, 1], self.port))).await?) };
        let place = Place::open(&common, Hold::Alone).await?;
        let done = self.load_and_serve(&place, listener).await;
        place.close().await;
        done
    }

    async fn load_and_serve(&self, place: &Place, listener: Option<tokio::net::TcpListener>) -> anyhow::Result<()> {
        let rows = place.admin.connect().await?.query("select slug::text from identity.organizations", &[]).await?;
        let others: Vec<&str> = rows.iter().map(|r| r.get(0)).filter(|slug| !ORGANISATIONS.iter().any(|(demo, ..)| demo == slug)).collect();
        anyhow::ensure!(others.is_empty(), "this database holds other organisations ({}); demo data is only loaded into a database of its own", others.join(", "));
        let Some(listener) = listener else {
            load_all(place).await?;
            println!("The demo data is loaded.");
            return Ok(());
        };
        let server = place.server(self.limits.settings(), self.limits.options()).await?;
        let address = listener.local_addr()?;
        // Requests are answered at once; each organisation can be signed in to as soon as it is loaded.
        let loading = async {
            load_all(place).await?;
            welcome(address);
            anyhow::Ok(())
        };
        tokio::try_join!(serve::run(server, listener), loading)?;
        Ok(())
    }
}

/// Loads the organisations, and gathers the planner's figures.
async fn load_all(place: &Place) -> anyhow::Result<()> {
    if load(&place.admin, &place.master, &ORGANISATIONS).await? {
        place.admin.connect().await?.batch_execute("analyze").await?;
    }
    Ok(())
}

/// Says where the demo is and how to sign in.
fn welcome(address: SocketAddr) {
    println!("\nThroughline demo: http://{address} (API at /rest/v1, described at /docs)\n");
    println!("  Organisation   Sign in as (password: {PASSWORD})");
    for (slug, name, _) in ORGANISATIONS {
        println!("  {name:<22} admin@{slug}.example");
    }
    println!("\n  Other roles: manager@, consultant@, recruiter@, sales@, staff@, viewer@, client@, candidate@ of each.\n");
    println!(
        "  curl -s 'http://{address}/auth/v1/token?grant_type=password' -H 'Content-Type: application/json' \\\n    -d '{{\"email\": \"admin@yourco.example\", \"password\": \"{PASSWORD}\"}}'\n\nCtrl-C stops it."
    );
}

fn reset(common: &Common) -> anyhow::Result<()> {
    if !common.data_dir.exists() {
        return Ok(());
    }
    // Only a folder nobody uses is thrown away.
    let folder = platform::embedded::DataFolder::take(&common.data_dir)?;
    let cluster = folder.path().join("cluster");
    if cluster.exists() {
        anyhow::ensure!(!cluster.join("postmaster.pid").exists() || std::fs::remove_file(cluster.join("postmaster.pid")).is_ok(), "the demo database still runs");
        std::fs::remove_dir_all(&cluster)?;
    }
    Ok(())
}
