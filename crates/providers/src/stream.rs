//! What a provider streams, as our events; bounded in time and length.

use futures_util::{Stream, StreamExt as _};
use genai::Error;
use genai::chat::{ChatStream, ChatStreamEvent, StreamEnd};
use platform::models::{Event, Fault, Spent, ToolCall};
use std::time::Duration;
use tokio::time::Instant;

/// Bytes an answer may have.
const LONGEST: usize = 1 << 20;
/// Tools one answer may ask for.
const CALLS: usize = 64;
/// Letters of what a provider says of an error.
const WORDS: usize = 300;

struct Reading {
    stream: ChatStream,
    until: Instant,
    silence: Duration,
    read: usize,
    /// What is still to be told, in order; the stream is over then.
    last: Option<std::vec::IntoIter<Event>>,
}

pub(crate) fn events(
    stream: ChatStream,
    patience: Duration,
    silence: Duration,
) -> impl Stream<Item = Result<Event, Fault>> + Send {
    let reading = Reading { stream, until: Instant::now() + patience, silence, read: 0, last: None };
    futures_util::stream::unfold(Some(reading), |reading| async {
        let mut reading = reading?;
        match reading.next().await {
            Ok(Some(event)) => Some((Ok(event), Some(reading))),
            Ok(None) => None,
            Err(fault) => Some((Err(fault), None)),
        }
    })
}

impl Reading {
    async fn next(&mut self) -> Result<Option<Event>, Fault> {
        loop {
            if let Some(last) = &mut self.last {
                return Ok(last.next());
            }
            let until = self.until.min(Instant::now() + self.silence);
            let next = tokio::time::timeout_at(until, self.stream.next()).await.map_err(|_| Fault::Late)?;
            match next {
                Some(Ok(ChatStreamEvent::Chunk(chunk))) if !chunk.content.is_empty() => {
                    self.read += chunk.content.len();
                    if self.read > LONGEST {
                        return Err(Fault::Broken("The answer is too long.".into()));
                    }
                    return Ok(Some(Event::Text(chunk.content)));
                }
                Some(Ok(ChatStreamEvent::End(end))) => self.last = Some(ended(end)?.into_iter()),
                Some(Ok(_)) => {}
                Some(Err(e)) => return Err(fault(&e)),
                None => return Err(Fault::Broken("It ended in the middle.".into())),
            }
        }
    }
}

/// The tools it asks for, and the end.
fn ended(end: StreamEnd) -> Result<Vec<Event>, Fault> {
    let usage = end.captured_usage.clone().unwrap_or_default();
    let count = |tokens: Option<i32>| tokens.and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
    let spent = Spent { read: count(usage.prompt_tokens), written: count(usage.completion_tokens) };
    let calls = end.captured_into_tool_calls().unwrap_or_default();
    if calls.len() > CALLS {
        return Err(Fault::Broken(format!("It asks for {} tools at once.", calls.len())));
    }
    let calls = calls
        .into_iter()
        .map(|call| Event::Call(ToolCall { id: call.call_id, name: call.fn_name, input: call.fn_arguments }));
    Ok(calls.chain([Event::End(spent)]).collect())
}

/// Told apart by the status, where there is one.
pub(crate) fn fault(e: &Error) -> Fault {
    // A stream hands on what happened when it was opened.
    if let Error::WebStream { error, .. } = e {
        if let Some(inner) = error.downcast_ref::<Error>() {
            return fault(inner);
        }
        return match error.downcast_ref::<reqwest::Error>() {
            Some(e) if e.is_connect() => Fault::Away(String::new()),
            Some(e) if e.is_timeout() => Fault::Late,
            _ => Fault::Broken(String::new()),
        };
    }
    let (status, body, headers) = match e {
        Error::HttpError { status, body, headers, .. } => (Some(status.as_u16()), body.clone(), Some(headers)),
        Error::WebModelCall { webc_error, .. } | Error::WebAdapterCall { webc_error, .. } => {
            let status = webc_error.status().map(|status| status.as_u16());
            let body = match webc_error {
                genai::webc::Error::ResponseFailedStatus { body, .. } => body.clone(),
                // Whoever can't connect has asked nothing.
                genai::webc::Error::Reqwest(e) if e.is_connect() => return Fault::Away(String::new()),
                genai::webc::Error::Reqwest(e) if e.is_timeout() => return Fault::Late,
                _ => String::new(),
            };
            let headers = match webc_error {
                genai::webc::Error::ResponseFailedStatus { headers, .. } => Some(headers),
                _ => None,
            };
            (status, body, headers)
        }
        Error::ChatResponse { body, .. } => (None, body.to_string(), None),
        _ => (None, String::new(), None),
    };
    let retry = headers.and_then(|headers| headers.get("retry-after"));
    let retry = retry.and_then(|value| value.to_str().ok()?.parse().ok()).map(Duration::from_secs);
    let words = words(&body);
    match status {
        Some(401..=403) => Fault::Shut(words),
        Some(429) if words.contains("quota") || words.contains("credit") => Fault::Shut(words),
        Some(429 | 503 | 529) => Fault::Busy(retry),
        Some(400..=499) => Fault::Refused(words),
        Some(status) => Fault::Broken(format!("It answered {status}. {words}").trim().to_string()),
        None => Fault::Broken(words),
    }
}

/// What a provider says of an error, without the rest of its answer.
fn words(body: &str) -> String {
    let said: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let message = said.as_ref().and_then(|said| {
        ["/error/message", "/message", "/error", "/detail"]
            .iter()
            .find_map(|at| said.pointer(at)?.as_str().map(str::to_string))
    });
    message.unwrap_or_default().chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS).collect()
}
