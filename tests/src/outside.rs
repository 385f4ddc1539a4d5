//! The outside world, scripted: an object store that remembers what it was given, and fails when it is told to; pages that
//! are there.

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{HeaderMap, Method};
use platform::outbound::{Body, Outbound, Pending, Reply, Request};
use platform::store::ObjectsAt;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use surfaces::Settings;
use tokio::sync::Barrier;
use url::Url;

/// An object store inside the test.
#[derive(Debug, Default)]
pub struct Scripted {
    /// What it holds, by path.
    pub objects: Mutex<BTreeMap<String, Vec<u8>>>,
    /// It takes so many more objects and then answers 503.
    pub room: AtomicUsize,
    /// It answers nobody before two objects are on their way.
    pub meeting: Mutex<Option<Arc<Barrier>>>,
    /// It takes an object and never answers.
    pub silent: AtomicBool,
}

impl Scripted {
    /// One that takes everything.
    pub fn new() -> Arc<Scripted> {
        let scripted = Scripted::default();
        scripted.room.store(usize::MAX, Ordering::Relaxed);
        Arc::new(scripted)
    }

    /// Settings of a server that keeps large files there.
    pub fn settings(self: &Arc<Scripted>) -> Settings {
        let (url, region) = ("http://objects.example/files".to_string(), "us-east-1".to_string());
        let at = ObjectsAt { url, region, key: "AKIA".into(), secret: "secret".into() };
        Settings { objects: Some(at), outbound: Arc::clone(self) as Arc<dyn Outbound>, ..Settings::default() }
    }

    async fn answer(&self, request: Request) -> anyhow::Result<Reply> {
        let url = Url::parse(&request.url)?;
        assert!(url.query_pairs().any(|(name, _)| name == "X-Amz-Signature"), "unsigned: {url}");
        let path = url.path().to_string();
        let (status, bytes) = match request.method {
            Method::PUT if self.silent.load(Ordering::Relaxed) => std::future::pending().await,
            Method::PUT if self.room.load(Ordering::Relaxed) == 0 => (503, b"full".to_vec()),
            Method::PUT => {
                let Body::File(file, size) = request.body else { panic!("an object is sent from the disk") };
                let bytes = tokio::fs::read(file).await?;
                assert_eq!(bytes.len() as u64, size);
                let meeting = self.meeting.lock().unwrap().clone();
                if let Some(meeting) = meeting {
                    meeting.wait().await;
                }
                self.objects.lock().unwrap().insert(path, bytes);
                self.room.fetch_sub(1, Ordering::Relaxed);
                (200, Vec::new())
            }
            Method::DELETE => (self.objects.lock().unwrap().remove(&path).map_or(404, |_| 204), Vec::new()),
            _ => self.objects.lock().unwrap().get(&path).map_or((404, Vec::new()), |bytes| (200, bytes.clone())),
        };
        let body = futures_util::stream::iter([Ok(Bytes::from(bytes))]).boxed();
        Ok(Reply { status, headers: HeaderMap::new(), url: request.url, body })
    }
}

impl Outbound for Scripted {
    fn send(&self, request: Request) -> Pending<'_> {
        Box::pin(self.answer(request))
    }
}

/// Pages that answer: address, status, media type, body. Every other address answers 404.
#[derive(Debug)]
pub struct Pages(pub &'static [(&'static str, u16, &'static str, &'static str)]);

impl Pages {
    /// Settings of a server that has nothing but these outside.
    pub fn settings(self) -> Settings {
        Settings { outbound: Arc::new(self), ..Settings::default() }
    }
}

impl Outbound for Pages {
    fn send(&self, request: Request) -> Pending<'_> {
        let found = self.0.iter().find(|(url, ..)| *url == request.url);
        let (_, status, content_type, body) = found.copied().unwrap_or(("", 404, "text/plain", "nothing"));
        let headers =
            HeaderMap::from_iter([(http::header::CONTENT_TYPE, http::HeaderValue::from_static(content_type))]);
        let body = futures_util::stream::iter([Ok(Bytes::from_static(body.as_bytes()))]).boxed();
        Box::pin(std::future::ready(Ok(Reply { status, headers, url: request.url, body })))
    }
}
