//! `throughline demo`: five organisations, one per system Throughline unites.

use crate::common::Common;
use crate::place::{Empty, Hold, Place};
use crate::serve::{self, LimitArgs, say_where};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use surfaces::Settings;
use throughline::demo_data::{ORGANISATIONS, PASSWORD, load};

/// Loads the demo organisations and starts the server on this machine only.
///
/// The data lives in a folder of its own (data/demo, or what --data-dir says), and nothing real is touched: a database
/// with other organisations is refused. Running it again uses the same data.
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
        let data_dir = common.data_dir.clone().unwrap_or_else(|| PathBuf::from("data/demo"));
        let common = Common { data_dir: Some(data_dir), ..common.clone() };
        if self.reset {
            reset(&common).await?;
        }
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let listener = if self.load_only { None } else { Some(serve::bind(address).await?) };
        let place = Place::open(&common, Hold::Alone, Empty::Begin).await?;
        let done = self.load_and_serve(&place, listener).await;
        place.close().await;
        done
    }

    async fn load_and_serve(&self, place: &Place, listener: Option<tokio::net::TcpListener>) -> anyhow::Result<()> {
        only_demo(place).await?;
        let Some(listener) = listener else {
            load_all(place).await?;
            println!("The demo data is loaded.");
            say_where(place);
            return Ok(());
        };
        let address = listener.local_addr()?;
        let settings = self.limits.settings();
        // Only this machine reaches it, so its address is known.
        let public_url = match settings.public_url.as_str() {
            "" => format!("http://{address}"),
            said => said.to_string(),
        };
        let settings = Settings { public_url, data_dir: place.folder().map(Into::into), ..settings };
        let server = place.server(settings, self.limits.options()).await?;
        serve::prove(&server).await?;
        // Requests are answered at once; each organisation can be signed in to as soon as it is loaded.
        let loading = async {
            load_all(place).await?;
            welcome(address);
            say_where(place);
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
    for organisation in ORGANISATIONS {
        println!("  {:<22} admin@{}.example", organisation.name, organisation.slug);
    }
    println!(
        "\n  Other roles: manager@, consultant@, recruiter@, sales@, staff@, viewer@, client@, candidate@ of each.\n"
    );
    println!(
        "  curl -s 'http://{address}/auth/v1/token?grant_type=password' -H 'Content-Type: application/json' \\\n    -d '{{\"email\": \"admin@yourco.example\", \"password\": \"{PASSWORD}\"}}'\n\nCtrl-C stops it."
    );
}

/// Demo data never mixes with anything else.
async fn only_demo(place: &Place) -> anyhow::Result<()> {
    let rows = place.admin.connect().await?.query("select slug::text from identity.organizations", &[]).await?;
    let is_demo = |slug: &&str| ORGANISATIONS.iter().any(|demo| demo.slug == *slug);
    let others: Vec<&str> = rows.iter().map(|r| r.get(0)).filter(|slug| !is_demo(slug)).collect();
    let names = others.join(", ");
    anyhow::ensure!(others.is_empty(), "this database holds other organisations ({names}); the demo takes its own");
    Ok(())
}

/// Throws the cluster away, after it was seen to hold nothing but the demo.
async fn reset(common: &Common) -> anyhow::Result<()> {
    anyhow::ensure!(common.database_url.is_none(), "--reset is for the PostgreSQL inside; make a new database instead");
    let data = common.folder();
    if !platform::embedded::exists(&data) {
        return Ok(());
    }
    let place = Place::open(common, Hold::Alone, Empty::Refuse).await?;
    let seen = only_demo(&place).await;
    place.close().await;
    seen?;
    std::fs::remove_dir_all(data.join("cluster"))?;
    Ok(())
}
