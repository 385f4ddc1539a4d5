//! Setting up an app that shows codes, and taking it away.

use crate::admin::frame::{good, present_password};
use crate::data::Fields;
use crate::icons::icon;
use crate::sign_in::wrong;
use crate::visit::Visit;
use maud::{Markup, html};
use platform::totp::Secret;
use qrcodegen::{QrCode, QrCodeEcc};
use server::auth::{Refusal, passwords, second_factor};

/// What there is, and the button to change it.
pub(super) fn card(on: bool) -> Markup {
    let (what, word) = if on { ("factor_remove", "Remove") } else { ("factor_begin", "Set up") };
    html! {
        section class="card" {
            div class="head" {
                h2 { "Second factor" }
                @if on {
                    span class="pill good" { "On" }
                }
            }
            form class="inside form" method="post" action="/admin/sessions" {
                p class="quiet" { "A code from an app on your phone, asked for after the password." }
                input type="hidden" name="do" value=(what);
                (present_password("old-factor"))
                div {
                    button class="b primary" type="submit" { (word) }
                }
            }
        }
    }
}

/// One step of setting up or taking away; answers what is said above the page.
pub(super) async fn act(visit: &Visit, what: &str, form: &Fields) -> Result<Markup, Refusal> {
    let (server, actor) = (&visit.server, &visit.actor);
    let code = form.get("code").unwrap_or_default();
    if what == "factor_confirm" {
        if let Some(codes) = second_factor::confirm(server, actor, code).await? {
            return Ok(recovery(&codes));
        }
        let waiting = second_factor::waiting(server, actor).await?;
        let again = waiting.map(|secret| ask(visit, &secret)).unwrap_or_default();
        return Ok(html! {
            (wrong("That code is wrong. Is the clock of your phone right?"))
            (again)
        });
    }
    let account = passwords::confirm(server, actor, form.get("current").unwrap_or_default().to_string()).await?;
    if what == "factor_begin" {
        return Ok(ask(visit, &second_factor::begin(server, actor).await?));
    }
    second_factor::remove(server, actor, account.id).await?;
    Ok(good("The second factor was removed."))
}

/// The secret for the app, and the first code to prove that it got there.
fn ask(visit: &Visit, secret: &Secret) -> Markup {
    let address = secret.address(&visit.person.org_name, &visit.person.email);
    html! {
        section class="card" {
            div class="head" {
                h2 { "Set up your app" }
            }
            form class="inside form" method="post" action="/admin/sessions" {
                input type="hidden" name="do" value="factor_confirm";
                @if let Some(picture) = picture(&address) { (picture) }
                div class="field" {
                    label for="secret" { "Or type this into the app" }
                    input class="in mono" id="secret" readonly value=(secret.text()) data-select;
                }
                div class="field" {
                    label for="code" { "The code it shows" }
                    input
                        class="in"
                        id="code"
                        name="code"
                        inputmode="numeric"
                        autocomplete="one-time-code"
                        required
                        autofocus;
                }
                div {
                    button class="b primary" type="submit" { "Confirm" }
                }
            }
        }
    }
}

/// A QR code as a picture; apps want dark on light whatever the theme.
fn picture(text: &str) -> Option<Markup> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
    Some(html! {
        svg width="180"
            height="180"
            viewBox={ "-4 -4 " (size + 8) " " (size + 8) }
            role="img"
            aria-label="QR code for the app"
        {
            rect x="-4" y="-4" width=(size + 8) height=(size + 8) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}

fn recovery(codes: &[String]) -> Markup {
    html! {
        div class="note good" role="status" {
            (icon("circle-check"))
            div {
                p {
                    "Your second factor is on. Keep these recovery codes: each signs you in once without the app, and they are shown only now."
                }
                ul class="mono" {
                    @for code in codes {
                        li { (code) }
                    }
                }
            }
        }
    }
}
