//! A device with a passkey (a WebAuthn authenticator and the browser before it), written from the specification alone.
//! What it says can be made false, field by field.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Gives everybody a passkey that no device has; only devices make them, so the demo has none.
pub const EVERYBODYS: &str = "insert into identity.passkeys
    (org_id, user_id, name, credential_id, public_key, algorithm, backup_eligible, backed_up)
    select org_id, id, 'Laptop', id::text::bytea, '', -7, false, false from identity.users";

/// One passkey on its device.
pub struct Device {
    /// Where the browser is.
    pub origin: String,
    /// The domain the passkey is bound to.
    pub domain: String,
    /// The person it is for, as the server named them.
    pub handle: Vec<u8>,
    /// Its owner showed a finger, a face or a PIN.
    pub verified: bool,
    /// It may be copied to other devices, and is.
    pub synced: bool,
    /// What it counts; every signature counts one more, from 0 none does.
    pub count: u32,
    /// Its name.
    pub id: Vec<u8>,
    key: EcdsaKeyPair,
}

impl Device {
    /// A device in a browser at this origin, such as `https://throughline.example`.
    pub fn at(origin: &str) -> Device {
        let domain = origin.split("://").nth(1).unwrap().split(':').next().unwrap().to_string();
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let id = sha256(key.public_key().as_ref());
        Device { origin: origin.into(), domain, handle: Vec::new(), verified: true, synced: false, count: 1, id, key }
    }

    /// Makes the passkey (`PublicKeyCredentialCreationOptionsJSON` → `RegistrationResponseJSON`).
    pub fn make(&mut self, wish: &Value) -> Value {
        self.handle = bytes(&wish["user"]["id"]);
        let point = self.key.public_key().as_ref();
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}: an elliptic key for ES256 on P-256.
        let key = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], &point[1..33], &[0x22, 0x58, 32], &point[33..]];
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [self.head(0x40), vec![0; 16], length.to_vec(), self.id.clone(), key.concat()].concat();
        let size = u8::try_from(data.len()).unwrap();
        let (fmt, statement, auth): (&[u8], &[u8], &[u8]) =
            (b"\xa3\x63fmt\x64none", b"\x67attStmt\xa0", b"\x68authData\x58");
        let object = [fmt, statement, auth, &[size], &data].concat();
        self.answer(json!({
            "clientDataJSON": text(&self.said("webauthn.create", wish)),
            "attestationObject": text(&object),
            "transports": ["internal", "hybrid"],
        }))
    }

    /// Signs in (`PublicKeyCredentialRequestOptionsJSON` → `AuthenticationResponseJSON`).
    pub fn sign(&mut self, wish: &Value) -> Value {
        self.count += u32::from(self.count > 0);
        let (said, data) = (self.said("webauthn.get", wish), self.head(0));
        let signature = self.key.sign(&SystemRandom::new(), &[data.as_slice(), &sha256(&said)].concat()).unwrap();
        self.answer(json!({
            "clientDataJSON": text(&said),
            "authenticatorData": text(&data),
            "signature": text(signature.as_ref()),
            "userHandle": text(&self.handle),
        }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = text(&self.id);
        let properties = json!({ "credProps": { "rk": true } });
        json!({ "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
                "response": response, "clientExtensionResults": properties })
    }

    /// What the browser saw.
    fn said(&self, kind: &str, wish: &Value) -> Vec<u8> {
        let said = json!({ "type": kind, "challenge": wish["challenge"], "origin": self.origin, "crossOrigin": false });
        said.to_string().into_bytes()
    }

    /// The domain, what is so (present, verified, may be copied, is copied), and the count.
    fn head(&self, flags: u8) -> Vec<u8> {
        let flags = flags | 0x01 | if self.verified { 0x04 } else { 0 } | if self.synced { 0x18 } else { 0 };
        [sha256(self.domain.as_bytes()), vec![flags], self.count.to_be_bytes().to_vec()].concat()
    }
}

/// What a field of such JSON holds.
pub fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

/// How bytes are written in such JSON.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}
