//! What stands on an invoice.

/// Seller or buyer.
#[derive(Debug, Clone, Default)]
pub struct Party {
    /// Name as registered.
    pub name: String,
    /// Address, one line each.
    pub address: Vec<String>,
    /// ISO 3166-1 alpha-2, when known.
    pub country: Option<String>,
    /// VAT identification number.
    pub vat: Option<String>,
    /// Registration or tax number.
    pub registration: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Home page.
    pub website: Option<String>,
    /// Bank account (IBAN).
    pub iban: Option<String>,
    /// Bank (BIC).
    pub bic: Option<String>,
    /// Name of the bank.
    pub bank: Option<String>,
}

/// One line.
#[derive(Debug, Clone)]
pub struct InvoiceLine {
    /// Text.
    pub description: String,
    /// How many, as a decimal.
    pub quantity: String,
    /// What is counted: hour, day, piece.
    pub unit: String,
    /// Price of one, as a decimal.
    pub unit_price: String,
    /// Quantity × price, as a decimal.
    pub amount: String,
    /// standard, zero, exempt or reverse_charge.
    pub tax_category: String,
    /// Tax in percent, as a decimal.
    pub tax_rate: String,
}

/// Tax of all lines with one category and rate.
#[derive(Debug, Clone)]
pub struct Tax {
    /// standard, zero, exempt or reverse_charge.
    pub category: String,
    /// In percent, as a decimal.
    pub rate: String,
    /// Sum of the lines, as a decimal.
    pub base: String,
    /// Tax on it, as a decimal.
    pub amount: String,
}

/// All that stands on it. Amounts of a credit note are negative, as in the books.
#[derive(Debug, Clone, Default)]
pub struct Invoice {
    /// Its number; "Draft" for one without.
    pub number: String,
    /// It takes back the invoice with this number.
    pub credits: Option<String>,
    /// It is no credit note and not issued.
    pub is_draft: bool,
    /// ISO 8601.
    pub issue_date: String,
    /// ISO 8601.
    pub due_date: String,
    /// ISO 4217.
    pub currency: String,
    /// Who is paid.
    pub seller: Party,
    /// Who pays.
    pub buyer: Party,
    /// Whom to address there.
    pub attention: Option<String>,
    /// Names of the projects.
    pub projects: Vec<String>,
    /// In order.
    pub lines: Vec<InvoiceLine>,
    /// By category and rate.
    pub taxes: Vec<Tax>,
    /// Sum of the lines, as a decimal.
    pub subtotal: String,
    /// Sum of the taxes, as a decimal.
    pub tax_total: String,
    /// Sum of both, as a decimal.
    pub total: String,
    /// What came in, as a decimal.
    pub paid: String,
    /// What is to be paid, as a decimal.
    pub balance: String,
    /// Text below the totals.
    pub notes: Option<String>,
}
