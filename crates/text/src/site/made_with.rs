//! What a site is made with, by what its source shows.

/// Name, and a piece of source that gives it away; in lower case.
const FINGERPRINTS: &[(&str, &str)] = &[
    ("WordPress", "/wp-content/"),
    ("WooCommerce", "/plugins/woocommerce/"),
    ("Elementor", "/plugins/elementor/"),
    ("Shopify", "cdn.shopify.com"),
    ("Wix", "static.wixstatic.com"),
    ("Squarespace", "static1.squarespace.com"),
    ("Webflow", "data-wf-site"),
    ("Drupal", "/sites/default/files/"),
    ("Joomla", "/media/jui/"),
    ("TYPO3", "/typo3temp/"),
    ("Contao", "/files/contao"),
    ("Magento", "/static/version"),
    ("PrestaShop", "/modules/ps_"),
    ("Shopware", "/bundles/storefront/"),
    ("BigCommerce", "cdn11.bigcommerce.com"),
    ("Ghost", "ghost-sdk"),
    ("HubSpot", "js.hs-scripts.com"),
    ("Salesforce Pardot", "pi.pardot.com"),
    ("Marketo", "munchkin.marketo.net"),
    ("Mailchimp", "list-manage.com"),
    ("Klaviyo", "static.klaviyo.com"),
    ("ActiveCampaign", "trackcmp.net"),
    ("Google Tag Manager", "googletagmanager.com/gtm.js"),
    ("Google Analytics", "google-analytics.com/"),
    ("Google Analytics", "googletagmanager.com/gtag/"),
    ("Matomo", "matomo.js"),
    ("Plausible", "plausible.io/js"),
    ("Hotjar", "static.hotjar.com"),
    ("Segment", "cdn.segment.com"),
    ("Meta Pixel", "connect.facebook.net"),
    ("LinkedIn Insight", "snap.licdn.com"),
    ("Intercom", "widget.intercom.io"),
    ("Zendesk", "static.zdassets.com"),
    ("Drift", "js.driftt.com"),
    ("Tawk.to", "embed.tawk.to"),
    ("Calendly", "calendly.com/"),
    ("Stripe", "js.stripe.com"),
    ("PayPal", "paypal.com/sdk"),
    ("Cloudflare", "static.cloudflareinsights.com"),
    ("Next.js", "/_next/static"),
    ("Nuxt", "/_nuxt/"),
    ("Gatsby", "___gatsby"),
    ("Angular", "ng-version="),
    ("React", "data-reactroot"),
    ("Personio", "jobs.personio"),
    ("Greenhouse", "greenhouse.io"),
    ("Lever", "jobs.lever.co"),
    ("Workday", "myworkdayjobs.com"),
    ("SmartRecruiters", "smartrecruiters.com"),
    ("Bullhorn", "bullhornstaffing"),
    ("Typeform", "embed.typeform.com"),
    ("OneTrust", "cdn.cookielaw.org"),
    ("Cookiebot", "consent.cookiebot.com"),
    ("Usercentrics", "usercentrics.eu"),
];
/// What the name of a generator gives away.
const GENERATORS: &[&str] = &["WordPress", "Joomla", "Drupal", "TYPO3", "Ghost", "Hugo", "Wix", "Contao", "Webflow"];

/// What a page is made with, by its source and what it calls its generator.
pub(super) fn found(source: &str, generator: Option<&str>) -> Vec<String> {
    let source = source.to_ascii_lowercase();
    let mut all: Vec<String> = Vec::new();
    let said = generator.unwrap_or_default().to_lowercase();
    let named = GENERATORS.iter().filter(|name| said.contains(&name.to_lowercase())).copied();
    let shown = FINGERPRINTS.iter().filter(|(_, piece)| source.contains(piece)).map(|(name, _)| *name);
    for name in named.chain(shown) {
        if !all.iter().any(|known| known == name) {
            all.push(name.to_string());
        }
    }
    all
}
