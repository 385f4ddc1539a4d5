//! Laid-out pages, as PDF/A-3b.

use crate::sheet::{Page, Pen, SIZE};
use crate::words::day;
use anyhow::{Context as _, anyhow};
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};

/// What a document says of itself.
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) author: &'a str,
    /// The day it is of.
    pub(crate) date: &'a str,
    pub(crate) id: &'a str,
}

/// The bytes, with an e-invoice inside where there is one.
///
/// # Errors
/// When the PDF does not become PDF/A.
pub(crate) fn write(pen: &Pen, pages: &[Page], about: &About<'_>, e_invoice: Option<&str>) -> anyhow::Result<Vec<u8>> {
    let configuration =
        ConfigurationBuilder::new().with_archival_validator(Archival::A3_B).finish().map_err(|e| anyhow!("{e:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    document.set_metadata(
        Metadata::new()
            .title(about.title.to_string())
            .authors(vec![about.author.to_string()])
            .creator("Throughline".into())
            .language("en".into())
            .creation_date(day(about.date))
            .document_id(about.id.to_string()),
    );
    if let Some(xml) = e_invoice {
        let file = EmbeddedFile {
            path: "factur-x.xml".into(),
            mime_type: MimeType::new("text/xml"),
            description: Some("The invoice as data (Factur-X, EN 16931)".into()),
            association_kind: AssociationKind::Alternative,
            data: xml.as_bytes().to_vec().into(),
            modification_date: Some(day(about.date)),
            compress: Some(true),
            location: None,
        };
        document.embed_file(file).context("the e-invoice can't be embedded")?;
    }
    for page in pages {
        let mut sheet = document.start_page_with(PageSettings::from_wh(SIZE.0, SIZE.1).context("A4")?);
        let mut surface = sheet.surface();
        pen.draw(&mut surface, page);
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|e| anyhow!("{e:?}"))
}
