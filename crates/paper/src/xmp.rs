//! Saying in a PDF's metadata that it carries Factur-X, which the standard asks for and the PDF library can't write.

use anyhow::{Context as _, ensure};
use std::fmt::Write as _;
use std::io::Read as _;

/// The description of the four properties (PDF/A extension schema) and their values; Factur-X 1.0, section 6.2.
const SCHEMA: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>DocumentFileName</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>Name of the embedded XML file</pdfaProperty:description></rdf:li><rdf:li rdf:parseType="Resource"><pdfaProperty:name>DocumentType</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>INVOICE</pdfaProperty:description></rdf:li><rdf:li rdf:parseType="Resource"><pdfaProperty:name>Version</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>Version of the XML data</pdfaProperty:description></rdf:li><rdf:li rdf:parseType="Resource"><pdfaProperty:name>ConformanceLevel</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>Conformance level of the XML data</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description><rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"><fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName><fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>"#;

/// The same PDF with its metadata completed, as an incremental update (ISO 32000-1, 7.5.6): the metadata object is written anew at
/// the end and a second table of positions points at it.
///
/// # Errors
/// When the PDF is not laid out as the library lays it out.
pub(crate) fn declare_factur_x(pdf: &[u8]) -> anyhow::Result<Vec<u8>> {
    let catalog = find(pdf, b"/Metadata ").context("the PDF has no metadata")?;
    let number: usize = digits(&pdf[catalog..]).context("the metadata has no number")?;
    let head = format!("\n{number} 0 obj");
    let object = find(pdf, head.as_bytes()).context("the metadata object")?;
    let start = object + find(&pdf[object..], b"stream\n").context("the metadata's stream")?;
    let length = find(&pdf[start..], b"endstream").context("the metadata's end")?;
    let bytes = &pdf[start..start + length];
    let xmp = if pdf[object..start].windows(11).any(|w| w == b"FlateDecode") {
        let mut text = String::new();
        flate2::read::ZlibDecoder::new(bytes).read_to_string(&mut text)?;
        text
    } else {
        String::from_utf8_lossy(bytes).trim_end().to_string()
    };
    let end = xmp.rfind("</rdf:RDF>").context("the metadata's RDF")?;
    let xmp = format!("{}{SCHEMA}{}", &xmp[..end], &xmp[end..]);
    let trailer_at = rfind(pdf, b"trailer").context("the PDF has no trailer")?;
    let trailer = std::str::from_utf8(&pdf[trailer_at + 7..])?;
    let (dict, rest) = trailer.split_once("startxref").context("the PDF does not say where its table is")?;
    let before: usize = rest.split_whitespace().next().and_then(|n| n.parse().ok()).context("the PDF's table")?;
    let dict = dict.trim();
    ensure!(
        dict.starts_with("<<") && dict.ends_with(">>") && !dict.contains("/Prev"),
        "the PDF's trailer is not as expected"
    );
    let mut out = pdf.to_vec();
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
    let at = out.len();
    out.extend_from_slice(
        format!(
            "{number} 0 obj\n<< /Type /Metadata /Subtype /XML /Length {} >>\nstream\n{xmp}\nendstream\nendobj\n",
            xmp.len()
        )
        .as_bytes(),
    );
    let table = out.len();
    let mut tail = String::new();
    write!(
        tail,
        "xref\n0 1\n0000000000 65535 f \n{number} 1\n{at:010} 00000 n \ntrailer\n{} /Prev {before} >>\nstartxref\n{table}\n%%EOF\n",
        dict.trim_end_matches(">>").trim_end()
    )?;
    out.extend_from_slice(tail.as_bytes());
    Ok(out)
}

/// The place right behind the first occurrence.
fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|w| w == needle).map(|p| p + needle.len())
}

fn rfind(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).rposition(|w| w == needle)
}

fn digits(bytes: &[u8]) -> Option<usize> {
    let text: String = bytes.iter().take_while(|b| b.is_ascii_digit()).map(|b| *b as char).collect();
    text.parse().ok()
}
