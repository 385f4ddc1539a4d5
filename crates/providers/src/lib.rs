//! Models that answer, of many providers: one implementation of [`platform::models::Chat`] over `genai`, which speaks their
//! protocols. What goes out is guarded as everything is: addresses are looked up once, checked, and the connection goes there.

mod client;
mod stream;

use futures_util::{StreamExt as _, TryStreamExt as _};
use genai::adapter::AdapterKind;
use genai::chat::{
    ChatMessage, ChatOptions, ChatRequest, ChatResponseFormat, ContentPart, JsonSpec, MessageContent, Tool, ToolCall,
    ToolResponse,
};
use genai::resolver::{AuthData, Endpoint};
use genai::{ModelIden, ModelSpec, ServiceTarget};
use ipnet::IpNet;
use platform::models::{Asked, Chat, Events, Fault, ModelAt, Turn};
use std::time::Duration;

/// The protocols there are, by the names organisations choose them by, and where each provider is asked.
pub const KINDS: &[(&str, AdapterKind, &str)] = &[
    ("openai", AdapterKind::OpenAI, "https://api.openai.com/v1/"),
    ("anthropic", AdapterKind::Anthropic, "https://api.anthropic.com/v1/"),
    ("gemini", AdapterKind::Gemini, "https://generativelanguage.googleapis.com/v1beta/"),
    ("mistral", AdapterKind::Mistral, "https://api.mistral.ai/v1/"),
    ("groq", AdapterKind::Groq, "https://api.groq.com/openai/v1/"),
    ("deepseek", AdapterKind::DeepSeek, "https://api.deepseek.com/v1/"),
    ("xai", AdapterKind::Xai, "https://api.x.ai/v1/"),
    ("ollama", AdapterKind::OpenAI, "http://localhost:11434/v1/"),
];
/// How long an answer may take, from the first byte sent to the last one read.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long a model may be silent.
const SILENCE: Duration = Duration::from_secs(60);

/// Asks models of all providers.
#[derive(Debug, Default)]
pub struct Providers {
    reachable: Vec<IpNet>,
}

impl Providers {
    /// Who also asks models in these networks, private as they are.
    pub fn reaching(networks: Vec<IpNet>) -> Providers {
        Providers { reachable: networks }
    }
}

impl Chat for Providers {
    fn ask(&self, at: ModelAt, asked: Asked) -> Events {
        let reachable = self.reachable.clone();
        let opened = async move {
            let target = target(&at)?;
            let client = client::guarded(&target.endpoint, at.inside_only, reachable).await?;
            let options = options(&asked);
            let begun = client.exec_chat_stream(ModelSpec::Target(target), request(asked), Some(&options));
            let answer = tokio::time::timeout(SILENCE, begun).await.map_err(|_| Fault::Late)?;
            Ok(stream::events(answer.map_err(|e| stream::fault(&e))?.stream, PATIENCE, SILENCE))
        };
        futures_util::stream::once(opened).try_flatten().boxed()
    }
}

/// Where the model is asked.
fn target(at: &ModelAt) -> Result<ServiceTarget, Fault> {
    let known = KINDS.iter().find(|(name, ..)| *name == at.kind);
    let (_, kind, home) = known.ok_or_else(|| Fault::Refused(format!("There is no protocol {}.", at.kind)))?;
    let mut address =
        at.address.as_deref().map(str::trim).filter(|address| !address.is_empty()).unwrap_or(home).to_string();
    if !address.ends_with('/') {
        address.push('/');
    }
    Ok(ServiceTarget {
        endpoint: Endpoint::from_owned(address),
        auth: AuthData::from_single(at.key.clone().unwrap_or_default()),
        model: ModelIden::new(*kind, at.model.clone()),
    })
}

fn options(asked: &Asked) -> ChatOptions {
    let options = ChatOptions::default()
        .with_max_tokens(asked.most_tokens)
        .with_capture_usage(true)
        .with_capture_tool_calls(true)
        .with_stream_header_timeout(SILENCE)
        .with_stream_read_timeout(SILENCE);
    match &asked.shape {
        Some(shape) => {
            options.with_response_format(ChatResponseFormat::JsonSpec(JsonSpec::new("answer", shape.clone())))
        }
        None => options,
    }
}

fn request(asked: Asked) -> ChatRequest {
    let messages = asked.turns.into_iter().map(message).collect();
    let request = ChatRequest::new(messages).with_system(asked.system);
    if asked.tools.is_empty() {
        return request;
    }
    request.with_tools(
        asked.tools.into_iter().map(|t| Tool::new(t.name).with_description(t.description).with_schema(t.input)),
    )
}

fn message(turn: Turn) -> ChatMessage {
    match turn {
        Turn::User { text } => ChatMessage::user(text),
        Turn::Assistant { text, calls } => {
            let mut parts = Vec::new();
            if !text.is_empty() {
                parts.push(ContentPart::Text(text));
            }
            parts.extend(calls.into_iter().map(|call| {
                ContentPart::ToolCall(ToolCall {
                    call_id: call.id,
                    fn_name: call.name,
                    fn_arguments: call.input,
                    thought_signatures: None,
                })
            }));
            ChatMessage::assistant(MessageContent::from_parts(parts))
        }
        Turn::Tool { id, name, text } => ToolResponse::new(id, text).with_fn_name(name).into(),
    }
}
