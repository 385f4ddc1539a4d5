//! An invoice as data: UN/CEFACT Cross Industry Invoice in the EN 16931 profile of Factur-X 1.0.

use crate::model::{Invoice, InvoiceLine, Party, Tax};
use std::fmt::Write as _;

/// The document, or what is missing for one. Business rules are named as EN 16931 names them.
pub(crate) fn xml(invoice: &Invoice) -> Result<String, String> {
    check(invoice)?;
    let credit = invoice.credits.is_some();
    let mut x = Writer { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), credit };
    x.raw("<rsm:CrossIndustryInvoice xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\" xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\" xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\" xmlns:qdt=\"urn:un:unece:uncefact:data:standard:QualifiedDataType:100\">");
    x.raw("<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>");
    x.text("ram:ID", "urn:cen.eu:en16931:2017");
    x.raw("</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext><rsm:ExchangedDocument>");
    x.text("ram:ID", &invoice.number);
    // UNTDID 1001: 380 commercial invoice, 381 credit note.
    x.text("ram:TypeCode", if credit { "381" } else { "380" });
    x.date("ram:IssueDateTime", &invoice.issue_date);
    if let Some(notes) = invoice.notes.as_deref().filter(|n| !n.trim().is_empty()) {
        x.raw("<ram:IncludedNote>");
        x.text("ram:Content", notes);
        x.raw("</ram:IncludedNote>");
    }
    x.raw("</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>");
    for (n, line) in invoice.lines.iter().enumerate() {
        x.line(n + 1, line);
    }
    x.raw("<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty>");
    x.party(&invoice.seller, true);
    x.raw("</ram:SellerTradeParty><ram:BuyerTradeParty>");
    x.party(&invoice.buyer, false);
    x.raw("</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery><ram:ActualDeliverySupplyChainEvent>");
    x.date("ram:OccurrenceDateTime", &invoice.issue_date);
    x.raw("</ram:ActualDeliverySupplyChainEvent></ram:ApplicableHeaderTradeDelivery><ram:ApplicableHeaderTradeSettlement>");
    x.text("ram:PaymentReference", &invoice.number);
    x.text("ram:InvoiceCurrencyCode", &invoice.currency);
    if let Some(iban) = &invoice.seller.iban {
        // UNTDID 4461: 30 credit transfer.
        x.raw("<ram:SpecifiedTradeSettlementPaymentMeans>");
        x.text("ram:TypeCode", "30");
        x.raw("<ram:PayeePartyCreditorFinancialAccount>");
        x.text("ram:IBANID", &iban.replace(' ', ""));
        x.raw("</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>");
    }
    for tax in &invoice.taxes {
        x.tax(tax);
    }
    if !credit {
        x.raw("<ram:SpecifiedTradePaymentTerms>");
        x.date("ram:DueDateDateTime", &invoice.due_date);
        x.raw("</ram:SpecifiedTradePaymentTerms>");
    }
    x.raw("<ram:SpecifiedTradeSettlementHeaderMonetarySummation>");
    x.amount("ram:LineTotalAmount", &invoice.subtotal);
    x.amount("ram:TaxBasisTotalAmount", &invoice.subtotal);
    let tax_total = x.signed(&invoice.tax_total);
    let _ = write!(
        x.out,
        "<ram:TaxTotalAmount currencyID=\"{}\">{tax_total}</ram:TaxTotalAmount>",
        escape(&invoice.currency)
    );
    x.amount("ram:GrandTotalAmount", &invoice.total);
    x.amount("ram:TotalPrepaidAmount", &invoice.paid);
    x.amount("ram:DuePayableAmount", if credit { &invoice.total } else { &invoice.balance });
    x.raw("</ram:SpecifiedTradeSettlementHeaderMonetarySummation>");
    if let Some(number) = &invoice.credits {
        x.raw("<ram:InvoiceReferencedDocument>");
        x.text("ram:IssuerAssignedID", number);
        x.raw("</ram:InvoiceReferencedDocument>");
    }
    x.raw("</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>\n");
    Ok(x.out)
}

/// What EN 16931 asks for and people may not have filled in.
fn check(invoice: &Invoice) -> Result<(), String> {
    let mut missing = Vec::new();
    if invoice.seller.country.is_none() {
        missing.push("the seller's country (setting company.country; BT-40)");
    }
    if invoice.buyer.country.is_none() {
        missing.push("the buyer's country (BT-55)");
    }
    let taxed = invoice.taxes.iter().any(|t| t.category != "exempt" || t.rate != "0");
    if taxed && invoice.seller.vat.is_none() && invoice.seller.registration.is_none() {
        missing.push("the seller's VAT number (setting company.vat; BR-S-02)");
    }
    if invoice.taxes.iter().any(|t| t.category == "reverse_charge")
        && (invoice.buyer.vat.is_none() || invoice.seller.vat.is_none())
    {
        missing.push("the VAT numbers of both sides for reverse charge (BR-AE-02)");
    }
    if missing.is_empty() { Ok(()) } else { Err(format!("No e-invoice is inside: {} missing.", missing.join(", "))) }
}

struct Writer {
    out: String,
    credit: bool,
}

impl Writer {
    fn raw(&mut self, text: &str) {
        self.out += text;
    }

    fn text(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, "<{name}>{}</{name}>", escape(value));
    }

    /// A credit note's amounts are positive: its type says which way they go.
    fn signed(&self, amount: &str) -> String {
        match (self.credit, amount.strip_prefix('-')) {
            (true, Some(positive)) => positive.to_string(),
            (true, None) if amount.chars().any(|c| c.is_ascii_digit() && c != '0') => format!("-{amount}"),
            _ => amount.to_string(),
        }
    }

    fn amount(&mut self, name: &str, value: &str) {
        let value = self.signed(value);
        self.text(name, &value);
    }

    fn date(&mut self, name: &str, iso: &str) {
        let _ = write!(
            self.out,
            "<{name}><udt:DateTimeString format=\"102\">{}</udt:DateTimeString></{name}>",
            escape(&iso.replace('-', ""))
        );
    }

    fn line(&mut self, n: usize, line: &InvoiceLine) {
        self.raw("<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>");
        self.text("ram:LineID", &n.to_string());
        self.raw("</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct>");
        self.text("ram:Name", line.description.lines().next().unwrap_or_default());
        self.raw("</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>");
        self.text("ram:ChargeAmount", &line.unit_price);
        self.raw("</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery>");
        let quantity = self.signed(&line.quantity);
        // UN/ECE Recommendation 20.
        let unit = match line.unit.as_str() {
            "hour" => "HUR",
            "day" => "DAY",
            _ => "C62",
        };
        let _ = write!(self.out, "<ram:BilledQuantity unitCode=\"{unit}\">{quantity}</ram:BilledQuantity>");
        self.raw("</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax>");
        self.text("ram:TypeCode", "VAT");
        self.text("ram:CategoryCode", category(&line.tax_category));
        self.text("ram:RateApplicablePercent", &line.tax_rate);
        self.raw("</ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>");
        self.amount("ram:LineTotalAmount", &line.amount);
        self.raw("</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>");
    }

    fn tax(&mut self, tax: &Tax) {
        self.raw("<ram:ApplicableTradeTax>");
        self.amount("ram:CalculatedAmount", &tax.amount);
        self.text("ram:TypeCode", "VAT");
        match tax.category.as_str() {
            "exempt" => self.text("ram:ExemptionReason", "Exempt from tax"),
            "reverse_charge" => self.text("ram:ExemptionReason", "Reverse charge"),
            _ => {}
        }
        self.amount("ram:BasisAmount", &tax.base);
        self.text("ram:CategoryCode", category(&tax.category));
        self.text("ram:RateApplicablePercent", &tax.rate);
        self.raw("</ram:ApplicableTradeTax>");
    }

    fn party(&mut self, party: &Party, seller: bool) {
        self.text("ram:Name", &party.name);
        if seller && (party.phone.is_some() || party.email.is_some()) {
            self.raw("<ram:DefinedTradeContact>");
            self.text("ram:PersonName", &party.name);
            if let Some(phone) = &party.phone {
                self.raw("<ram:TelephoneUniversalCommunication>");
                self.text("ram:CompleteNumber", phone);
                self.raw("</ram:TelephoneUniversalCommunication>");
            }
            if let Some(email) = &party.email {
                self.raw("<ram:EmailURIUniversalCommunication>");
                self.text("ram:URIID", email);
                self.raw("</ram:EmailURIUniversalCommunication>");
            }
            self.raw("</ram:DefinedTradeContact>");
        }
        self.raw("<ram:PostalTradeAddress>");
        for (name, line) in ["ram:LineOne", "ram:LineTwo", "ram:LineThree"].into_iter().zip(&party.address) {
            self.text(name, line);
        }
        self.text("ram:CountryID", party.country.as_deref().unwrap_or_default());
        self.raw("</ram:PostalTradeAddress>");
        // VA: VAT number, FC: the tax office's number.
        for (scheme, id) in [("VA", &party.vat), ("FC", &party.registration)] {
            if let Some(id) = id.as_ref().filter(|_| seller || scheme == "VA") {
                let _ = write!(
                    self.out,
                    "<ram:SpecifiedTaxRegistration><ram:ID schemeID=\"{scheme}\">{}</ram:ID></ram:SpecifiedTaxRegistration>",
                    escape(id)
                );
            }
        }
    }
}

/// UNTDID 5305.
fn category(name: &str) -> &'static str {
    match name {
        "zero" => "Z",
        "exempt" => "E",
        "reverse_charge" => "AE",
        _ => "S",
    }
}

fn escape(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).fold(
        String::with_capacity(text.len()),
        |mut out, c| {
            match c {
                '&' => out += "&amp;",
                '<' => out += "&lt;",
                '>' => out += "&gt;",
                '"' => out += "&quot;",
                c => out.push(c),
            }
            out
        },
    )
}
