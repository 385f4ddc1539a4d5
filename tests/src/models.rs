//! Providers of models, scripted: a server on loopback that speaks their wire protocols, streams piece by piece, asks for tools,
//! refuses, breaks off and is silent, and remembers what it was asked.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use providers::Providers;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use surfaces::Settings;

/// What the model does when it is asked next.
#[derive(Debug, Clone)]
pub enum Does {
    /// It says this, a word at a time.
    Says(String),
    /// It asks for tools: name and input each.
    Calls(Vec<(String, Value)>),
    /// It asks for a tool with an input that is no JSON.
    Mumbles(String),
    /// It answers with this status and message.
    Refuses(u16, String),
    /// It begins to speak, and the connection breaks in the middle of a piece.
    Breaks,
    /// It redirects to this address.
    Redirects(String),
}

/// What was asked: the path, the headers, the body.
pub type Question = (String, HeaderMap, Value);

#[derive(Debug, Default)]
struct Scene {
    script: Mutex<VecDeque<Does>>,
    asked: Mutex<Vec<Question>>,
}

/// A server that speaks as the providers do.
#[derive(Debug)]
pub struct ModelServer {
    scene: Arc<Scene>,
    /// Where it is asked, by the protocol of OpenAI and that of Anthropic.
    pub address: String,
}

impl ModelServer {
    /// Starts one; what the script does not say it answers with "ready".
    pub fn start() -> ModelServer {
        let scene = Arc::new(Scene::default());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&scene));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}/v1/", listener.local_addr().unwrap());
        crate::RUNTIME.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
        ModelServer { scene, address }
    }

    /// Settings of a server that may ask it.
    pub fn settings(&self, settings: Settings) -> Settings {
        let loopback = vec!["127.0.0.0/8".parse().unwrap()];
        Settings { chat: Arc::new(Providers::reaching(loopback)), ..settings }
    }

    /// What it does next, after what was said before.
    pub fn next(&self, does: Does) {
        self.scene.script.lock().unwrap().push_back(does);
    }

    /// It says this next.
    pub fn says(&self, words: &str) {
        self.next(Does::Says(words.into()));
    }

    /// What it was asked.
    pub fn asked(&self) -> Vec<Question> {
        self.scene.asked.lock().unwrap().clone()
    }
}

async fn answer(State(scene): State<Arc<Scene>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    scene.asked.lock().unwrap().push((uri.path().to_string(), headers, body));
    let does = scene.script.lock().unwrap().pop_front().unwrap_or(Does::Says("ready".into()));
    let is_anthropic = uri.path().ends_with("/messages");
    let pieces = match &does {
        Does::Refuses(status, message) => {
            let status = StatusCode::from_u16(*status).unwrap();
            let body = json!({ "error": { "type": "error", "message": message } }).to_string();
            return (status, [("content-type", "application/json"), ("retry-after", "7")], body).into_response();
        }
        Does::Redirects(to) => return (StatusCode::FOUND, [("location", to.as_str())], "").into_response(),
        does if is_anthropic => anthropic(does),
        does => openai(does),
    };
    let breaks = matches!(does, Does::Breaks);
    let parts = pieces.into_iter().map(|piece| Ok(Bytes::from(piece)));
    let broken = breaks.then(|| Err(io::Error::other("broken")));
    let body = Body::from_stream(futures_util::stream::iter(parts.chain(broken)).then(|piece| async {
        tokio::task::yield_now().await;
        piece
    }));
    ([("content-type", "text/event-stream")], body).into_response()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
}

/// The chat completions stream of OpenAI.
fn openai(does: &Does) -> Vec<String> {
    let piece = |delta: Value, finish: Value| {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
        format!(
            "data: {}\n\n",
            json!({ "id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": [choice] })
        )
    };
    let mut all = vec![piece(json!({ "role": "assistant", "content": "" }), Value::Null)];
    let mut end = "stop";
    match does {
        Does::Says(text) => all.extend(words(text).map(|word| piece(json!({ "content": word }), Value::Null))),
        Does::Breaks => {
            all.push(piece(json!({ "content": "I was " }), Value::Null));
            all.push("data: {\"id\":\"c1\",\"choices\":[{\"del".into());
            return all;
        }
        Does::Calls(calls) => {
            end = "tool_calls";
            for (n, (name, input)) in calls.iter().enumerate() {
                let begin = json!({ "index": n, "id": format!("call_{n}"), "type": "function", "function": { "name": name, "arguments": "" } });
                all.push(piece(json!({ "tool_calls": [begin] }), Value::Null));
                let text = input.to_string();
                let (a, b) = text.split_at(text.len() / 2);
                for part in [a, b] {
                    all.push(piece(
                        json!({ "tool_calls": [{ "index": n, "function": { "arguments": part } }] }),
                        Value::Null,
                    ));
                }
            }
        }
        Does::Mumbles(text) => {
            end = "tool_calls";
            let call = json!({ "index": 0, "id": "call_0", "type": "function", "function": { "name": "search", "arguments": text } });
            all.push(piece(json!({ "tool_calls": [call] }), Value::Null));
        }
        Does::Refuses(..) | Does::Redirects(_) => {}
    }
    all.push(piece(json!({}), json!(end)));
    let usage = json!({ "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120 });
    all.push(format!(
        "data: {}\n\n",
        json!({ "id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": [], "usage": usage })
    ));
    all.push("data: [DONE]\n\n".into());
    all
}

/// The messages stream of Anthropic.
fn anthropic(does: &Does) -> Vec<String> {
    let piece = |value: Value| format!("event: {}\ndata: {value}\n\n", value["type"].as_str().unwrap_or_default());
    let begin = json!({ "type": "message_start", "message": { "id": "m1", "type": "message", "role": "assistant", "model": "m",
        "content": [], "usage": { "input_tokens": 100, "output_tokens": 1 } } });
    let mut all = vec![piece(begin)];
    let mut end = "end_turn";
    match does {
        Does::Says(text) => {
            all.push(piece(
                json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
            ));
            all.extend(words(text).map(|word| {
                piece(json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": word } }))
            }));
            all.push(piece(json!({ "type": "content_block_stop", "index": 0 })));
        }
        Does::Calls(calls) => {
            end = "tool_use";
            for (n, (name, input)) in calls.iter().enumerate() {
                let block = json!({ "type": "tool_use", "id": format!("toolu_{n}"), "name": name, "input": {} });
                all.push(piece(json!({ "type": "content_block_start", "index": n, "content_block": block })));
                let delta = json!({ "type": "input_json_delta", "partial_json": input.to_string() });
                all.push(piece(json!({ "type": "content_block_delta", "index": n, "delta": delta })));
                all.push(piece(json!({ "type": "content_block_stop", "index": n })));
            }
        }
        _ => {}
    }
    all.push(piece(
        json!({ "type": "message_delta", "delta": { "stop_reason": end }, "usage": { "output_tokens": 20 } }),
    ));
    all.push(piece(json!({ "type": "message_stop" })));
    all
}
