//! An invoice as the document people send.

use super::extra::Extra;
use crate::about::Record;
use crate::icons::icon;
use crate::visit::Visit;
use maud::{Markup, html};

pub(super) const PAGE: Extra = Extra { noun: "invoices", button: Some(document), ..Extra::NONE };

fn document(_: &Visit, record: &Record<'_>) -> Markup {
    html! {
        a class="b" href={ (record.address()) "/pdf" } { (icon("download")) "PDF" }
    }
}
