//! Invoices and credit notes on A4: letterhead, lines over as many pages as they need, tax by rate, totals.

use crate::document::{self, About};
use crate::facturx;
use crate::model::Invoice;
use crate::sheet::{
    ACCENT, Align, FOOT, Fonts, LEADING, LEFT, Page, Pen, QUIET, RIGHT, RULE, SIZE, STRONG, Style, TEXT, last, rule,
};
use crate::words::{long_date, money, plain};
use crate::xmp;

/// What came out.
#[derive(Debug)]
pub struct Printed {
    /// PDF/A-3b.
    pub pdf: Vec<u8>,
    /// The e-invoice inside; why there is none when the data does not allow one.
    pub e_invoice: Result<String, String>,
    /// Pages.
    pub pages: usize,
}

/// Right edges of the columns after the description: quantity, unit price, tax, amount.
const COLUMNS: [f32; 4] = [RIGHT - 195.0, RIGHT - 125.0, RIGHT - 80.0, RIGHT];

/// Prints an invoice. Issued ones carry their data as Factur-X (EN 16931) when seller and buyer are known well enough.
///
/// # Errors
/// When the fonts can't be read or the PDF does not become PDF/A.
pub fn print(invoice: &Invoice, fonts: Fonts) -> anyhow::Result<Printed> {
    let pen = Pen::new(fonts)?;
    let pages = lay_out(&pen, invoice);
    let e_invoice =
        if invoice.is_draft { Err("A draft carries no e-invoice.".to_string()) } else { facturx::xml(invoice) };
    let title = format!("{} {}", kind(invoice), invoice.number);
    let about = About { title: &title, author: &invoice.seller.name, date: &invoice.issue_date, id: &invoice.number };
    let mut pdf = document::write(&pen, &pages, &about, e_invoice.as_deref().ok())?;
    if e_invoice.is_ok() {
        pdf = xmp::declare_factur_x(&pdf)?;
    }
    Ok(Printed { pdf, e_invoice, pages: pages.len() })
}

fn kind(invoice: &Invoice) -> &'static str {
    if invoice.credits.is_some() {
        "Credit note"
    } else if invoice.is_draft {
        "Draft invoice"
    } else {
        "Invoice"
    }
}

fn lay_out(pen: &Pen, invoice: &Invoice) -> Vec<Page> {
    let mut pages = vec![Page::new()];
    let mut y = head(pen, &mut pages[0], invoice);
    y = column_heads(pen, &mut pages[0], invoice, y);
    for (n, line) in invoice.lines.iter().enumerate() {
        let text = pen.wrap(&line.description, TEXT, COLUMNS[0] - 60.0 - (LEFT + 22.0));
        let height = text.len() as f32 * LEADING + 7.0;
        // A line stays together; one longer than a page is broken where the page ends.
        if y + height > FOOT - 20.0 {
            y = next_page(pen, &mut pages, invoice);
        }
        let page = last(&mut pages);
        pen.text(page, LEFT, y, Align::Left, QUIET, &(n + 1).to_string());
        pen.text(
            page,
            COLUMNS[0],
            y,
            Align::Right,
            TEXT,
            format!("{} {}", plain(&line.quantity), unit(&line.unit, &line.quantity)).trim_end(),
        );
        pen.text(page, COLUMNS[1], y, Align::Right, TEXT, &money(&line.unit_price));
        pen.text(page, COLUMNS[2], y, Align::Right, TEXT, &rate(&line.tax_category, &line.tax_rate));
        pen.text(page, COLUMNS[3], y, Align::Right, TEXT, &money(&line.amount));
        for words in &text {
            if y > FOOT - 20.0 {
                y = next_page(pen, &mut pages, invoice);
            }
            pen.text(last(&mut pages), LEFT + 22.0, y, Align::Left, TEXT, words);
            y += LEADING;
        }
        rule(last(&mut pages), LEFT, y - 5.0, RIGHT - LEFT, 0.4, RULE);
        y += 7.0;
    }
    totals(pen, &mut pages, invoice, y);
    let count = pages.len();
    for (n, page) in pages.iter_mut().enumerate() {
        foot(pen, page, invoice, n + 1, count);
    }
    pages
}

/// Letterhead, addresses, title and dates. Answers where the lines may begin.
fn head(pen: &Pen, page: &mut Page, invoice: &Invoice) -> f32 {
    let seller = &invoice.seller;
    rule(page, 0.0, 0.0, SIZE.0, 5.0, ACCENT);
    pen.text(page, LEFT, 62.0, Align::Left, Style { size: 15.0, bold: true, gray: 20 }, &seller.name);
    let contact: Vec<&String> = [&seller.phone, &seller.email, &seller.website].into_iter().flatten().collect();
    for (n, line) in seller.address.iter().chain(contact).enumerate() {
        pen.text(page, RIGHT, 56.0 + n as f32 * 10.5, Align::Right, QUIET, line);
    }
    let mut y = 150.0;
    // The sender's line above the address, for envelopes with a window.
    let sender = [vec![seller.name.clone()], seller.address.clone()].concat().join(" · ");
    if let Some(line) = pen.wrap(&sender, Style { size: 6.5, ..QUIET }, 250.0).first() {
        pen.text(page, LEFT, y - 16.0, Align::Left, Style { size: 6.5, ..QUIET }, line);
    }
    pen.text(page, LEFT, y, Align::Left, STRONG, &invoice.buyer.name);
    for line in invoice.attention.iter().map(|a| format!("Attn. {a}")).chain(invoice.buyer.address.iter().cloned()) {
        for words in pen.wrap(&line, TEXT, 240.0) {
            y += LEADING;
            pen.text(page, LEFT, y, Align::Left, TEXT, &words);
        }
    }
    if let Some(vat) = &invoice.buyer.vat {
        y += LEADING;
        pen.text(page, LEFT, y, Align::Left, QUIET, &format!("VAT {vat}"));
    }
    let mut facts = vec![("Date", long_date(&invoice.issue_date))];
    match &invoice.credits {
        Some(number) => facts.push(("Takes back", number.clone())),
        None => facts.push(("Due", long_date(&invoice.due_date))),
    }
    if !invoice.projects.is_empty() {
        facts.push((if invoice.projects.len() == 1 { "Project" } else { "Projects" }, invoice.projects.join(", ")));
    }
    let mut fy = 150.0;
    for (name, value) in facts {
        pen.text(page, 360.0, fy, Align::Left, QUIET, name);
        for words in pen.wrap(&value, TEXT, RIGHT - 420.0).iter().take(3) {
            pen.text(page, 420.0, fy, Align::Left, TEXT, words);
            fy += LEADING;
        }
        fy += 2.0;
    }
    let y = y.max(fy).max(215.0) + 34.0;
    pen.text(
        page,
        LEFT,
        y,
        Align::Left,
        Style { size: 16.0, bold: true, gray: 20 },
        &format!("{} {}", kind(invoice), if invoice.is_draft { "" } else { &invoice.number }),
    );
    y + 30.0
}

fn column_heads(pen: &Pen, page: &mut Page, invoice: &Invoice, y: f32) -> f32 {
    let style = Style { bold: true, gray: 90, ..QUIET };
    pen.text(page, LEFT, y, Align::Left, style, "#");
    pen.text(page, LEFT + 22.0, y, Align::Left, style, "Description");
    for (x, name) in COLUMNS.into_iter().zip(["Quantity", "Price", "Tax", &format!("Amount {}", invoice.currency)]) {
        pen.text(page, x, y, Align::Right, style, name);
    }
    rule(page, LEFT, y + 5.0, RIGHT - LEFT, 0.8, (60, 64, 72));
    y + 20.0
}

fn next_page(pen: &Pen, pages: &mut Vec<Page>, invoice: &Invoice) -> f32 {
    let mut page = Page::new();
    rule(&mut page, 0.0, 0.0, SIZE.0, 5.0, ACCENT);
    pen.text(
        &mut page,
        LEFT,
        48.0,
        Align::Left,
        STRONG,
        &format!("{} {}", kind(invoice), if invoice.is_draft { "" } else { &invoice.number }),
    );
    pen.text(&mut page, RIGHT, 48.0, Align::Right, QUIET, &invoice.buyer.name);
    let y = column_heads(pen, &mut page, invoice, 76.0);
    pages.push(page);
    y
}

fn totals(pen: &Pen, pages: &mut Vec<Page>, invoice: &Invoice, from: f32) {
    let mut rows = vec![("Subtotal".to_string(), money(&invoice.subtotal), false)];
    for tax in &invoice.taxes {
        let name = match tax.category.as_str() {
            "reverse_charge" => "Reverse charge: the buyer accounts for the tax".to_string(),
            "exempt" => "Exempt from tax".to_string(),
            _ => format!("Tax {} % on {}", plain(&tax.rate), money(&tax.base)),
        };
        rows.push((name, money(&tax.amount), false));
    }
    rows.push((format!("Total {}", invoice.currency), money(&invoice.total), true));
    if !is_zero(&invoice.paid) {
        rows.push(("Paid".into(), money(&invoice.paid), false));
        rows.push((format!("To be paid {}", invoice.currency), money(&invoice.balance), true));
    }
    let mut words = Vec::new();
    if invoice.credits.is_none() && !is_zero(&invoice.balance) {
        let seller = &invoice.seller;
        let account: Vec<String> = [
            seller.bank.clone(),
            seller.iban.as_ref().map(|i| format!("IBAN {}", fours(i))),
            seller.bic.as_ref().map(|b| format!("BIC {b}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        let to = if account.is_empty() { String::new() } else { format!(" to {}", account.join(", ")) };
        words.push(format!(
            "Please pay {} {} by {}{to}{}.",
            money(&invoice.balance),
            invoice.currency,
            long_date(&invoice.due_date),
            if invoice.is_draft { String::new() } else { format!(", naming {}", invoice.number) }
        ));
    }
    words.extend(invoice.notes.iter().filter(|n| !n.trim().is_empty()).cloned());
    let words: Vec<String> =
        words.iter().flat_map(|w| [pen.wrap(w, TEXT, RIGHT - LEFT), vec![String::new()]].concat()).collect();
    let mut y = from + 8.0;
    if y + rows.len() as f32 * 16.0 > FOOT - 10.0 {
        y = next_page(pen, pages, invoice);
    }
    for (name, value, strong) in rows {
        let style = if strong { Style { size: 10.5, ..STRONG } } else { TEXT };
        let page = last(pages);
        if strong {
            rule(page, 330.0, y - 11.0, RIGHT - 330.0, 0.8, (60, 64, 72));
            y += 2.0;
        }
        pen.text(page, 330.0, y, Align::Left, style, &name);
        pen.text(page, RIGHT, y, Align::Right, style, &value);
        y += 16.0;
    }
    y += 14.0;
    for line in words {
        if y > FOOT - 10.0 {
            y = next_page(pen, pages, invoice);
        }
        pen.text(last(pages), LEFT, y, Align::Left, TEXT, &line);
        y += LEADING;
    }
}

fn foot(pen: &Pen, page: &mut Page, invoice: &Invoice, n: usize, count: usize) {
    let seller = &invoice.seller;
    rule(page, LEFT, FOOT + 8.0, RIGHT - LEFT, 0.4, RULE);
    let facts = [
        Some(seller.name.clone()),
        seller.registration.as_ref().map(|r| format!("Registration {r}")),
        seller.vat.as_ref().map(|v| format!("VAT {v}")),
        seller.iban.as_ref().map(|i| format!("IBAN {}", fours(i))),
    ];
    let line = facts.into_iter().flatten().collect::<Vec<_>>().join("  ·  ");
    for (i, words) in pen.wrap(&line, QUIET, RIGHT - LEFT - 70.0).iter().take(2).enumerate() {
        pen.text(page, LEFT, FOOT + 22.0 + i as f32 * 10.0, Align::Left, QUIET, words);
    }
    pen.text(page, RIGHT, FOOT + 22.0, Align::Right, QUIET, &format!("Page {n} of {count}"));
}

/// An account number in groups of four, as it is read aloud.
fn fours(iban: &str) -> String {
    let signs: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    signs.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn is_zero(number: &str) -> bool {
    number.chars().all(|c| matches!(c, '0' | '.' | '-'))
}

fn rate(category: &str, rate: &str) -> String {
    match category {
        "reverse_charge" => "RC".into(),
        "exempt" => "–".into(),
        _ => format!("{} %", plain(rate)),
    }
}

fn unit(unit: &str, quantity: &str) -> &'static str {
    match (unit, plain(quantity).as_str()) {
        ("hour", _) => "h",
        ("day", "1") => "day",
        ("day", _) => "days",
        _ => "",
    }
}
