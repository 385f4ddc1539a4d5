//! The thread of a chat, as both sides see it.

use crate::icons::icon;
use maud::{Markup, html};
use uuid::Uuid;

/// What was said.
pub(super) struct Said {
    pub(super) id: Uuid,
    /// candidate, bot or recruiter.
    pub(super) by: String,
    /// Who that is, for who looks.
    pub(super) who: String,
    pub(super) words: String,
    /// When, for who looks.
    pub(super) at: Markup,
    pub(super) is_read: bool,
    /// Who looks said it, or theirs.
    pub(super) is_ours: bool,
}

impl Said {
    /// One message.
    pub(super) fn markup(&self) -> Markup {
        html! {
            li class={ "said" @if self.is_ours { " ours" } } data-said=(self.id) {
                div class="by small quiet" {
                    @if self.by == "bot" { (icon("bot")) }
                    span dir="auto" { (self.who) }
                    " · "
                    (self.at)
                }
                div class="words" dir="auto" { (self.words) }
            }
        }
    }
}

/// All that was said, with how far the other side has read it.
pub(super) fn thread(all: &[Said], empty: &str) -> Markup {
    let read = all.iter().rev().find(|said| said.is_ours && said.is_read).map(|said| said.id);
    html! {
        ol class="thread" aria-label="Messages" aria-live="polite" data-thread data-read=[read] {
            @if all.is_empty() {
                li class="quiet small nothing" { (empty) }
            }
            @for said in all {
                (said.markup())
                @if Some(said.id) == read {
                    li class="read small quiet" data-read-mark { (icon("check")) "Read" }
                }
            }
        }
    }
}

/// Where one writes; who is at it on the other side stands above.
pub(super) fn writing(act: &str, hx: bool, words: &str, wrong: Option<&str>) -> Markup {
    html! {
        p class="writes small quiet" data-writes aria-live="polite" {}
        form
            class="writing"
            method="post"
            action=(act)
            hx-post=[hx.then_some(act)]
            hx-swap=[hx.then_some("none")]
            data-composer
            data-writing=(act)
        {
            input type="hidden" name="act" value="say";
            label class="visually-hidden" for="words" { "Message" }
            textarea
                class="in"
                id="words"
                name="words"
                rows="2"
                required
                maxlength="4000"
                placeholder="Write a message"
                dir="auto"
                aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| "words-wrong")]
            { (words) }
            button class="b primary" type="submit" { (icon("send")) "Send" }
            @if let Some(wrong) = wrong {
                span class="wrong" id="words-wrong" role="alert" { (wrong) }
            }
        }
    }
}
