//! The layers of a map: the nouns whose rows are somewhere, as the views of the modules say.

use super::wish::Wish;
use crate::format::grouped;
use crate::nouns::Noun;
use crate::visit::Visit;
use catalog::FeedKind;
use maud::{Markup, html};

/// A layer.
pub(super) struct Layer<'v> {
    pub(super) noun: &'v str,
    pub(super) singular: String,
    pub(super) plural: String,
    /// The views that say where its rows are.
    pub(super) views: Vec<String>,
    /// It is the noun whose map this is.
    pub(super) own: bool,
    /// It is shown.
    pub(super) on: bool,
}

/// All that this person may see and their organisation shows, the map's own first.
pub(super) fn of<'v>(visit: &'v Visit, noun: &Noun<'_>, wish: &Wish) -> Vec<Layer<'v>> {
    let mut layers: Vec<Layer<'v>> = Vec::new();
    for feed in visit.catalog().feeds(FeedKind::Places, visit.actor.role) {
        for name in &feed.about {
            let own = name == noun.name();
            let Some(table) = visit.catalog().table(name).filter(|t| own || visit.shows_beside(noun.name(), &t.name))
            else {
                continue;
            };
            if let Some(layer) = layers.iter_mut().find(|layer| layer.noun == name) {
                layer.views.push(feed.view.sql_name());
                continue;
            }
            // What is near something is looked for among everything.
            let on = wish.layers.as_ref().map_or(own || wish.near.is_some(), |names| names.contains(name));
            let words = (table.singular().to_lowercase(), table.plural().to_lowercase());
            let views = vec![feed.view.sql_name()];
            layers.push(Layer { noun: name, singular: words.0, plural: words.1, views, own, on });
        }
    }
    layers.sort_by_key(|layer| !layer.own);
    layers
}

/// How many there are of each layer, in words: "12 candidates and 3 projects".
pub(super) fn counted(layers: &[Layer<'_>], counts: &[u64]) -> String {
    let some = layers.iter().zip(counts).filter(|(_, count)| **count > 0);
    let mut words: Vec<String> = some
        .map(|(layer, count)| {
            format!("{} {}", grouped(&count.to_string()), if *count == 1 { &layer.singular } else { &layer.plural })
        })
        .collect();
    let last = words.pop().unwrap_or_else(|| "nothing".to_string());
    if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) }
}

/// The mark of the layer in this place among the layers, by itself: no two look alike, in whichever colours.
pub(super) fn mark(place: usize) -> Markup {
    html! {
        svg class="mark" viewBox="-9 -9 18 18" width="14" height="14" aria-hidden="true" { (shape(place, 7.0)) }
    }
}

/// The shape of a layer's marks, around the middle.
pub(super) fn shape(place: usize, size: f64) -> Markup {
    let class = format!("k{}", place.min(3));
    html! {
        @match place {
            0 => { circle class=(class) r=(size) {} }
            1 => { rect class=(class) x=(-size * 0.9) y=(-size * 0.9) width=(size * 1.8) height=(size * 1.8) rx="2" {} }
            2 => { path class=(class) d={ "M0 " (-size * 1.2) "L" (size * 1.2) " 0L0 " (size * 1.2) "L" (-size * 1.2) " 0z" } {} }
            _ => { path class=(class) d={ "M0 " (-size * 1.2) "L" (size * 1.1) " " (size * 0.8) "L" (-size * 1.1) " " (size * 0.8) "z" } {} }
        }
    }
}
