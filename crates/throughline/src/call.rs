//! `throughline call`

use crate::common::Common;
use crate::place::{Empty, Place};
use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use platform::database::Options;
use serde_json::{Value, json};
use surfaces::Settings;

/// Uses a verb, as one user, and prints its answer as JSON.
///
/// The verbs and what they take are described at /docs of the running server.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  throughline call log_time --org yourco --as staff@yourco.example '{\"text\": \"2h acme design\"}'\n  throughline call log_email --org yourco --as sales@yourco.example --message < offer.eml\n  throughline call score_leads --org yourco --as admin@yourco.example"
)]
pub(crate) struct CallArgs {
    /// The verb, such as log_time
    verb: String,
    /// Its input as JSON
    #[arg(default_value = "{}", value_name = "JSON")]
    input: String,
    /// Short name of the organisation
    #[arg(long)]
    org: String,
    /// Sign-in address of the user who asks; their rights count
    #[arg(long = "as", value_name = "EMAIL")]
    actor: String,
    /// Read the input's "message" from standard input, such as a saved e-mail
    #[arg(long)]
    message: bool,
}

impl CallArgs {
    pub(crate) async fn run(self, common: &Common) -> anyhow::Result<()> {
        Place::beside(common, Empty::Refuse, async |place| self.act(place).await).await
    }

    async fn act(self, place: &Place) -> anyhow::Result<()> {
        let mut input: Value = serde_json::from_str(&self.input).context("the input is not valid JSON")?;
        if self.message {
            use std::io::Read as _;
            let mut message = Vec::new();
            std::io::stdin().lock().take(text::eml::LARGEST as u64 + 1).read_to_end(&mut message)?;
            let Value::Object(fields) = &mut input else { bail!("the input should be a JSON object") };
            fields.insert("message".into(), json!(String::from_utf8_lossy(&message)));
        }
        let actor = place.actor(place.org(&self.org).await?, &self.actor).await?;
        let settings = Settings { embed: platform::models::embedded(), ..Settings::default() };
        let server = place.server(settings, Options { wide: 2, interactive: 2, ..Options::default() }).await?;
        let told = |e: records::Error| anyhow!("{}{}", e.message, e.hint.map(|h| format!(" {h}")).unwrap_or_default());
        let answer = server.call(&actor, &self.verb, input).await.map_err(told)?;
        println!("{}", serde_json::to_string_pretty(&answer)?);
        Ok(())
    }
}
