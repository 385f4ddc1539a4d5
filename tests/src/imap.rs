//! A mailbox on loopback that says what it is told to say: for what a real server won't do.

use crate::RUNTIME;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A message in a folder.
#[derive(Debug, Clone)]
struct Message {
    folder: String,
    uid: u32,
    bytes: Vec<u8>,
    /// How large the server says that it is.
    size: usize,
    /// The connection breaks so often when it is fetched.
    breaks: u32,
}

#[derive(Debug)]
struct Box {
    messages: Vec<Message>,
    validity: u32,
    password: String,
    asked: Vec<String>,
}

/// The server; it ends with the test program.
#[derive(Debug, Clone)]
pub struct Imap {
    port: u16,
    state: Arc<Mutex<Box>>,
}

impl Imap {
    /// Starts one without messages; its password is "secret".
    pub fn start() -> Imap {
        let state = Arc::new(Mutex::new(Box {
            messages: Vec::new(),
            validity: 1,
            password: "secret".into(),
            asked: Vec::new(),
        }));
        let listener = crate::wait(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::clone(&state);
        RUNTIME.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move { serve(stream, state).await.ok() });
            }
        });
        Imap { port, state }
    }

    /// The columns of a mailbox that is read here.
    pub fn mailbox(&self, name: &str, address: &str) -> Value {
        json!({ "name": name, "address": address, "host": "127.0.0.1", "port": 9, "security": "none", "is_read": true,
            "read_host": "127.0.0.1", "read_port": self.port, "read_security": "none" })
    }

    /// A message arrives in the inbox.
    pub fn arrives(&self, message: &str) {
        self.lies_in("INBOX", message);
    }

    /// A message lies in a folder.
    pub fn lies_in(&self, folder: &str, message: &str) {
        self.put(folder, message.as_bytes(), message.len(), 0);
    }

    /// A message arrives of which the server says another size.
    pub fn lies(&self, message: &str, size: usize) {
        self.put("INBOX", message.as_bytes(), size, 0);
    }

    /// A message arrives that breaks the connection so often.
    pub fn breaks(&self, message: &str, times: u32) {
        self.put("INBOX", message.as_bytes(), message.len(), times);
    }

    fn put(&self, folder: &str, bytes: &[u8], size: usize, breaks: u32) {
        let mut state = self.state.lock().unwrap();
        let uid = state.messages.iter().map(|m| m.uid).max().unwrap_or(0) + 1;
        state.messages.push(Message { folder: folder.into(), uid, bytes: bytes.to_vec(), size, breaks });
    }

    /// The password is another one.
    pub fn changes_password(&self) {
        self.state.lock().unwrap().password = "other".into();
    }

    /// The messages get other numbers.
    pub fn numbers_anew(&self) {
        let mut state = self.state.lock().unwrap();
        state.validity += 1;
        state.messages.iter_mut().for_each(|m| m.uid += 1000);
    }

    /// What was asked so far, without names and passwords.
    pub fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }
}

async fn serve(stream: TcpStream, state: Arc<Mutex<Box>>) -> std::io::Result<()> {
    let (from, mut to) = stream.into_split();
    let mut lines = BufReader::new(from).lines();
    let mut folder = String::new();
    to.write_all(b"* OK ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let Some((tag, command)) = line.split_once(' ') else { return Ok(()) };
        let upper = command.to_uppercase();
        let mut answer: Vec<u8> = Vec::new();
        let mut ends = format!("{tag} OK done\r\n");
        let mut is_gone = false;
        {
            let mut state = state.lock().unwrap();
            if upper.starts_with("LOGIN") {
                if !command.contains(&format!("\"{}\"", state.password)) {
                    ends = format!("{tag} NO [AUTHENTICATIONFAILED] wrong password\r\n");
                }
            } else {
                state.asked.push(command.to_string());
            }
            if upper.starts_with("LIST") {
                answer.extend(b"* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\n* LIST (\\HasNoChildren \\Sent) \"/\" \"Gesendet\"\r\n");
            } else if let Some(name) = command.strip_prefix("EXAMINE ") {
                folder = name.trim_matches('"').to_string();
                if !["INBOX", "Gesendet"].contains(&folder.as_str()) {
                    ends = format!("{tag} NO there is no such folder\r\n");
                }
                let many = state.messages.iter().filter(|m| m.folder == folder).count();
                let words = format!(
                    "* FLAGS (\\Seen)\r\n* {many} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {}] fine\r\n",
                    state.validity
                );
                answer.extend(words.as_bytes());
            } else if upper.starts_with("UID SEARCH") {
                let from: u32 = upper.split("UID ").nth(2).and_then(|n| n.split(':').next()?.parse().ok()).unwrap_or(0);
                let found = state.messages.iter().filter(|m| m.folder == folder);
                // As the standard has it, the last one is named in any case.
                let last = found.clone().map(|m| m.uid).max();
                let numbers: Vec<String> =
                    found.filter(|m| m.uid >= from || Some(m.uid) == last).map(|m| m.uid.to_string()).collect();
                answer.extend(format!("* SEARCH {}\r\n", numbers.join(" ")).as_bytes());
            } else if upper.starts_with("UID FETCH") {
                let wanted: Vec<u32> =
                    command.split(' ').nth(2).unwrap_or_default().split(',').filter_map(|n| n.parse().ok()).collect();
                let mut place = 0;
                for message in state.messages.iter_mut().filter(|m| m.folder == folder) {
                    place += 1;
                    if !wanted.contains(&message.uid) {
                        continue;
                    }
                    if upper.contains("RFC822.SIZE") {
                        answer.extend(
                            format!("* {place} FETCH (UID {} RFC822.SIZE {})\r\n", message.uid, message.size)
                                .as_bytes(),
                        );
                        continue;
                    }
                    let (what, bytes) = if upper.contains("[HEADER]") {
                        let end = message
                            .bytes
                            .windows(4)
                            .position(|w| w == b"\r\n\r\n")
                            .map_or(message.bytes.len(), |n| n + 4);
                        ("HEADER", &message.bytes[..end])
                    } else {
                        ("", &message.bytes[..])
                    };
                    answer.extend(
                        format!("* {place} FETCH (UID {} BODY[{what}] {{{}}}\r\n", message.uid, bytes.len()).as_bytes(),
                    );
                    if message.breaks > 0 {
                        message.breaks -= 1;
                        answer.extend(&bytes[..bytes.len() / 2]);
                        is_gone = true;
                    } else {
                        answer.extend(bytes);
                        answer.extend(b")\r\n");
                    }
                }
            }
        }
        to.write_all(&answer).await?;
        if is_gone || upper.starts_with("LOGOUT") {
            return Ok(());
        }
        to.write_all(ends.as_bytes()).await?;
    }
    Ok(())
}
