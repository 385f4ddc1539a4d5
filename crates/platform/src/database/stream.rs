//! A byte stream to PostgreSQL: unix socket, TCP, or TCP with TLS.

use super::target::{Place, Target};
use anyhow::{Context as _, bail};
use std::pin::Pin;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::SslMode;
use tokio_rustls::rustls;

/// Any of the three.
pub(crate) type Stream = Pin<Box<dyn Io>>;

/// What a stream can do.
pub(crate) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

pub(crate) async fn open(target: &Target) -> anyhow::Result<Stream> {
    match &target.place {
        Place::Socket(folder) => {
            let path = folder.join(format!(".s.PGSQL.{}", target.port));
            Ok(Box::pin(UnixStream::connect(&path).await.with_context(|| format!("connecting to {}", path.display()))?))
        }
        Place::Tcp(host) => {
            let mut tcp = TcpStream::connect((host.as_str(), target.port))
                .await
                .with_context(|| format!("connecting to {host}:{}", target.port))?;
            tcp.set_nodelay(true)?;
            if target.tls == SslMode::Disable {
                return Ok(Box::pin(tcp));
            }
            // SSLRequest: length 8, code 80877103; the server answers one byte.
            tcp.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).await?;
            match tcp.read_u8().await? {
                b'S' => {
                    let name = rustls::pki_types::ServerName::try_from(host.clone())
                        .context("the host is no valid server name")?;
                    Ok(Box::pin(
                        tokio_rustls::TlsConnector::from(tls()?)
                            .connect(name, tcp)
                            .await
                            .context("TLS to the database")?,
                    ))
                }
                _ if target.tls == SslMode::Require => {
                    bail!("the database offers no TLS, but sslmode=require asks for it")
                }
                _ => Ok(Box::pin(tcp)),
            }
        }
    }
}

fn tls() -> anyhow::Result<Arc<rustls::ClientConfig>> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        roots.add(certificate).ok();
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(Arc::new(
        rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth(),
    ))
}
