//! A tender, put together from its releases.

use serde::{Deserialize, Serialize};

/// A tender as its releases have it; what none of them says is missing.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// Its place in the file.
    pub at: u64,
    /// Its Open Contracting ID.
    pub ocid: String,
    /// When its newest release was published, in seconds since 1970.
    pub published: Option<i64>,
    /// What is asked for.
    pub title: Option<String>,
    /// Who asks.
    pub client: Option<String>,
    /// What it is worth, as a decimal.
    pub value: Option<String>,
    /// The currency of that.
    pub currency: Option<String>,
    /// The last day for offers.
    pub closing_date: Option<String>,
    /// Where the work is.
    pub location: Option<String>,
    /// Where it is published.
    pub url: Option<String>,
    /// What it is about.
    pub summary: Option<String>,
}

impl Tender {
    /// Takes over what a newer release says.
    pub(super) fn take_over(&mut self, new: Tender) {
        *self = Tender {
            at: new.at,
            published: new.published.or(self.published),
            title: new.title.or_else(|| self.title.take()),
            client: new.client.or_else(|| self.client.take()),
            currency: if new.value.is_some() { new.currency } else { self.currency.take() },
            value: new.value.or_else(|| self.value.take()),
            closing_date: new.closing_date.or_else(|| self.closing_date.take()),
            location: new.location.or_else(|| self.location.take()),
            url: new.url.or_else(|| self.url.take()),
            summary: new.summary.or_else(|| self.summary.take()),
            ocid: new.ocid,
        };
    }
}
