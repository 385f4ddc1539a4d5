//! What one request may ask for at most, so that no answer grows out of hand inside PostgreSQL.
//!
//! Embedded rows are part of the row around them, so PostgreSQL holds them in memory all at once. Each to-many embed
//! therefore watches the size of its list while it is made, with everything nested in it, and stops the statement when it
//! passes [`Limits::max_list`](super::Limits). With [`Limits::max_embeds`](super::Limits) that bounds a row.

use super::Planner;
use crate::error::{Error, Result, TOO_MUCH};
use crate::parse::SelectItem;
use crate::request::Query;

/// How often one value may be asked for at one level.
const REPEATED: usize = 3;
/// Values one request may ask for.
const VALUES: usize = 500;

impl Planner<'_> {
    /// Refuses requests for more resources or values than one may ask for.
    pub(super) fn check_size(&self, query: &Query) -> Result<()> {
        let (mut embeds, mut values) = (0, 0);
        self.measure(&query.select, &mut embeds, &mut values)?;
        if embeds > self.limits.max_embeds {
            let message = format!("{embeds} resources are embedded; at most {} are allowed", self.limits.max_embeds);
            return Err(Error::new(400, "TL103", message).hint("Ask for some of them in a second request."));
        }
        if values > VALUES {
            let message = format!("{values} values are asked for; at most {VALUES} are allowed");
            return Err(Error::new(400, "TL103", message).hint("Ask for some of them in a second request."));
        }
        Ok(())
    }

    fn measure(&self, items: &[SelectItem], embeds: &mut usize, values: &mut usize) -> Result<()> {
        *values += items.len();
        for (i, item) in items.iter().enumerate() {
            match item {
                SelectItem::Embed(embed) => {
                    *embeds += 1;
                    self.measure(&embed.select, embeds, values)?;
                }
                SelectItem::Field(field) => {
                    let same = |other: &&SelectItem| match other {
                        SelectItem::Field(other) => other.field == field.field && other.aggregate == field.aggregate,
                        _ => false,
                    };
                    if let Some(read) = &field.field
                        && items[..i].iter().filter(same).count() >= REPEATED
                    {
                        let message = format!("{} is asked for more than {REPEATED} times", read.name);
                        return Err(Error::new(400, "TL103", message).hint("Ask for each value once."));
                    }
                }
                SelectItem::Star => {}
            }
        }
        Ok(())
    }

    /// The rows of a to-many embed as a list that stops the statement when it grows too large.
    pub(super) fn list(&self, rows: &str) -> String {
        let most = self.limits.max_list;
        format!(
            "array(select case when x.s > {most} then row(('{TOO_MUCH}: ' || x.s)::int) else x.r end from \
             (select y.r, sum(pg_column_size(y.r)) over (rows unbounded preceding) as s from ({rows}) y (r)) x)"
        )
    }
}
