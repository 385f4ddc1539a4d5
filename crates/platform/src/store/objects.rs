//! The object store beside the database: any that speaks S3, signed with AWS Signature Version 4.

use crate::outbound::{Body, Limits, Outbound, Reply, Request};
use anyhow::{Context as _, bail};
use http::Method;
use records::{Error, Result};
use rusty_s3::{Bucket, Credentials, S3Action as _, UrlStyle};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long one object may take, and its signature holds.
const PATIENCE: Duration = Duration::from_secs(900);

/// Where the object store is, and who we are there. The operator says it, so its address may be private.
#[derive(Clone)]
pub struct ObjectsAt {
    /// Its address with the bucket, such as `https://s3.eu-central-1.amazonaws.com/files`.
    pub url: String,
    /// Its region.
    pub region: String,
    /// The access key.
    pub key: String,
    /// The secret of the key.
    pub secret: String,
}

impl std::fmt::Debug for ObjectsAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Objects at {}", self.url)
    }
}

/// The object store.
pub struct Objects {
    bucket: Bucket,
    credentials: Credentials,
    outbound: Arc<dyn Outbound>,
}

impl Objects {
    /// The one at an address.
    ///
    /// # Errors
    /// When the address names no bucket.
    pub fn new(at: &ObjectsAt, outbound: Arc<dyn Outbound>) -> anyhow::Result<Objects> {
        let mut url = Url::parse(&at.url).context("the address of the object store can't be read")?;
        let path = url.path().trim_matches('/').to_string();
        let (base, bucket) = path.rsplit_once('/').unwrap_or(("", &path));
        if bucket.is_empty() {
            bail!("the address of the object store ends with the bucket, such as https://s3.example.com/files");
        }
        url.set_path(base);
        let bucket = Bucket::new(url, UrlStyle::Path, bucket.to_string(), at.region.clone())?;
        Ok(Objects { bucket, credentials: Credentials::new(&at.key, &at.secret), outbound })
    }

    /// Puts a file there.
    ///
    /// # Errors
    /// 58030 when the store does not take it.
    pub async fn put(&self, name: &str, file: &Path, size: u64) -> Result<()> {
        let url = self.bucket.put_object(Some(&self.credentials), name).sign(PATIENCE);
        let body = Body::File(file.to_path_buf(), size);
        taken(self.ask(Method::PUT, url, body, 64 << 10).await?).await.map(drop)
    }

    /// The bytes of an object, as they come.
    ///
    /// # Errors
    /// 58030 when the store does not have it.
    pub async fn get(&self, name: &str, size: u64) -> Result<Reply> {
        let url = self.bucket.get_object(Some(&self.credentials), name).sign(PATIENCE);
        taken(self.ask(Method::GET, url, Body::Empty, size).await?).await
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    /// 58030 when the store refuses.
    pub async fn remove(&self, name: &str) -> Result<()> {
        let url = self.bucket.delete_object(Some(&self.credentials), name).sign(PATIENCE);
        let reply = self.ask(Method::DELETE, url, Body::Empty, 64 << 10).await?;
        if reply.status == 404 { Ok(()) } else { taken(reply).await.map(drop) }
    }

    async fn ask(&self, method: Method, url: Url, body: Body, bytes: u64) -> Result<Reply> {
        let limits = Limits { time: PATIENCE, bytes, redirects: 0, ..Limits::default() };
        let request = Request { body, limits, private: true, ..Request::of(method, url) };
        self.outbound.send(request).await.map_err(|e| failed(format!("The object store: {e:#}")))
    }
}

/// An answer that says yes.
async fn taken(reply: Reply) -> Result<Reply> {
    if (200..300).contains(&reply.status) {
        return Ok(reply);
    }
    let status = reply.status;
    let words: String = reply.beginning().await.chars().take(300).collect();
    Err(failed(format!("The object store answered {status}: {words}")))
}

fn failed(words: String) -> Error {
    Error::new(503, "58030", words)
}
