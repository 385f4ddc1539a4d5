//! The industry of a company, by what its site means: the nearest of those the organisation uses, and of usual ones.

use platform::models::Embed;
use platform::verb::Site;
use records::Result;
use std::sync::Arc;

/// Usual ones.
const USUAL: &[&str] = &[
    "Agriculture",
    "Architecture",
    "Automotive",
    "Banking",
    "Charity",
    "Civil engineering",
    "Commercial building",
    "Construction",
    "Consulting",
    "Defence",
    "Education",
    "Energy",
    "Engineering",
    "Events",
    "Facility management",
    "Fashion",
    "Financial services",
    "Food and beverages",
    "Government",
    "Healthcare",
    "Hospitality",
    "Insurance",
    "Legal services",
    "Logistics",
    "Manufacturing",
    "Marketing",
    "Media",
    "Mining",
    "Pharmaceuticals",
    "Rail",
    "Real estate",
    "Recruitment",
    "Retail",
    "Scaffolding",
    "Security",
    "Software",
    "Sports",
    "Telecommunications",
    "Tourism",
    "Transport",
    "Utilities",
];
/// Industries of the organisation that are looked at.
const OWN: i64 = 60;
/// How near a text has to be.
const NEAR: f32 = 0.30;

/// Industries and their meanings.
pub(super) struct Industries {
    model: Option<Arc<dyn Embed>>,
    names: Vec<String>,
    vectors: Vec<Vec<f32>>,
}

impl Industries {
    /// Those of the organisation and the usual ones; none where there is no model.
    pub(super) async fn load(site: &Site<'_>) -> Result<Industries> {
        let none = Industries { model: None, names: Vec::new(), vectors: Vec::new() };
        let Some(model) = site.tools.embed.clone() else { return Ok(none) };
        let sql = "select industry from crm.clients where industry <> '' group by industry order by count(*) desc, industry limit $1";
        let own = site.read(async |call| call.query(sql, &[&OWN]).await).await?;
        let mut names: Vec<String> = own.iter().map(|row| row.get(0)).collect();
        for usual in USUAL {
            if !names.iter().any(|name| name.eq_ignore_ascii_case(usual)) {
                names.push((*usual).to_string());
            }
        }
        match model.embed(names.clone()).await {
            Ok(vectors) => Ok(Industries { model: Some(model), names, vectors }),
            // Without its meaning a company has no industry yet, and everything else all the same.
            Err(_) => Ok(none),
        }
    }

    /// The nearest to a text, when one is near.
    pub(super) async fn of(&self, text: &str) -> Option<String> {
        let model = self.model.as_ref().filter(|_| !text.trim().is_empty())?;
        let vector = model.embed(vec![text.to_string()]).await.ok()?.into_iter().next()?;
        let near = |other: &Vec<f32>| vector.iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
        let best = self.vectors.iter().enumerate().max_by(|(_, a), (_, b)| near(a).total_cmp(&near(b)))?;
        (near(best.1) >= NEAR).then(|| self.names[best.0].clone())
    }
}
