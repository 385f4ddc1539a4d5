//! A small HTTP client for tests.

use serde_json::Value;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    address: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
}

/// What came back.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
    headers: ureq::http::HeaderMap,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// The rows of the body.
    pub fn rows(&self) -> Vec<Value> {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.text);
        self.json().as_array().cloned().unwrap_or_else(|| panic!("no list: {}", self.text))
    }

    /// A header, or "".
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// The cookies it sets, as a browser sends them back.
    pub fn cookies(&self) -> String {
        let set = self.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok());
        set.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    }

    /// The error's code.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_string()
    }

    /// Status and error code, such as `404 PGRST205`.
    pub fn refusal(&self) -> String {
        format!("{} {}", self.status, self.code())
    }
}

impl Client {
    /// Somebody at this address.
    pub fn new(address: &str, token: Option<&str>) -> Client {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .build()
            .into();
        Client { agent, address: address.into(), token: token.map(str::to_string), headers: Vec::new() }
    }

    /// Sends files as a browser does, each as `file`.
    pub fn upload(&self, to: &str, files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, content) in files {
            let head = format!(
                "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        self.with("content-type", "multipart/form-data; boundary=x").send("POST", to, Some(body))
    }

    /// The same person with another token.
    pub fn with_token(&self, token: &str) -> Client {
        Client { token: Some(token.into()), ..self.clone() }
    }

    /// The same person at another server.
    pub fn at(&self, address: &str) -> Client {
        Client { address: address.into(), ..self.clone() }
    }

    /// The same person, sending a header.
    pub fn with(&self, name: &str, value: &str) -> Client {
        let mut other = self.clone();
        other.headers.push((name.into(), value.into()));
        other
    }

    /// GET
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// POST
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body.to_string().into_bytes()))
    }

    /// Sends a form, as a browser does.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let quoted = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        let typed = self.with("content-type", "application/x-www-form-urlencoded");
        typed.send("POST", path, Some(body.join("&").into_bytes()))
    }

    /// Uses a verb.
    pub fn verb(&self, name: &str, input: Value) -> Answer {
        self.post(&format!("/rest/v1/rpc/{name}"), input)
    }

    /// Uses a verb that must succeed, and answers what it answered.
    pub fn done(&self, name: &str, input: Value) -> Value {
        let answer = self.verb(name, input);
        assert_eq!(answer.status, 200, "{name}: {}", answer.text);
        answer.json()
    }

    /// Creates a row and answers its id.
    pub fn made(&self, table: &str, row: Value) -> String {
        self.with("prefer", "return=representation").post(&format!("/rest/v1/{table}?select=id"), row).rows()[0]["id"]
            .as_str()
            .expect("an id")
            .to_string()
    }

    /// The one row of a query.
    pub fn one(&self, query: &str) -> Value {
        let rows = self.get(&format!("/rest/v1/{query}")).rows();
        assert_eq!(rows.len(), 1, "{query}: {rows:?}");
        rows.into_iter().next().unwrap_or_default()
    }

    /// PATCH
    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(body.to_string().into_bytes()))
    }

    /// PUT
    pub fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, Some(body.to_string().into_bytes()))
    }

    /// DELETE
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    /// Sends a request and does not read the answer.
    pub fn begin(&self, method: &str, path: &str, body: &str) -> TcpStream {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let token = self.token.iter().map(|t| format!("authorization: Bearer {t}\r\n"));
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let headers: String = token.chain(headers).collect();
        let path = path.replace(' ', "%20");
        let length = body.len();
        let typed = "content-type: application/json\r\n";
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n{headers}{typed}content-length: {length}\r\n\r\n");
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        stream
    }

    /// Any request.
    pub fn send(&self, method: &str, path: &str, body: Option<Vec<u8>>) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!(
            "{}{}",
            self.address,
            path.replace(' ', "%20").replace('>', "%3E").replace('"', "%22").replace('{', "%7B").replace('}', "%7D")
        ));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let typed = self.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("content-type"));
        if body.is_some() && !typed {
            request = request.header("content-type", "application/json");
        }
        let sent = match body {
            Some(body) => self.agent.run(request.body(body).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut answer = sent.unwrap_or_else(|e| panic!("{method} {path}: {e}"));
        let text = answer.body_mut().with_config().limit(64 << 20).read_to_string().unwrap_or_default();
        Answer { status: answer.status().as_u16(), text, headers: answer.headers().clone() }
    }
}
