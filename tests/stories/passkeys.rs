//! Passkeys of a server that is reached on its own machine, and who lost theirs.

use serde_json::{Value, json};
use tests::device::Device;
use tests::program::{Running, folder, run, succeed};

const PASSWORD: &str = "correct horse";

#[test]
fn on_its_own_machine_passkeys_belong_to_localhost_and_the_command_line_takes_them_away() {
    let place = folder();
    let data = place.path().join("data");
    succeed(&data, &["org", "add", "Acme Consulting", "--slug", "acme"], "");
    let new = ["user", "add", "--org", "acme", "--role", "admin", "--name", "Ann", "ann@acme.example"];
    succeed(&data, &new, &format!("{PASSWORD}\n"));
    let server = Running::start(&data);
    let ann = server.sign_in("ann@acme.example", PASSWORD);
    let port = server.address.rsplit(':').next().unwrap();
    let mut device = Device::at(&format!("http://localhost:{port}"));
    let wish = ann.post("/auth/v1/passkeys/register/begin", json!({ "current_password": PASSWORD })).json();
    assert_eq!(wish["rp"]["id"], "localhost");
    let made = json!({ "name": "Laptop", "credential": device.make(&wish) });
    let added = ann.post("/auth/v1/passkeys/register/finish", made);
    assert_eq!(added.status, 201, "{}", added.text);
    let mut enter = || {
        let wish: Value = server.visitor().post("/auth/v1/passkeys/sign-in/begin", json!({})).json();
        let signed = json!({ "credential": device.sign(&wish) });
        server.visitor().post("/auth/v1/passkeys/sign-in/finish", signed).status
    };
    assert_eq!(enter(), 200);
    let unknown = run(&data, &["user", "reset-factors", "--org", "acme", "bob@acme.example"], "");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there is no user bob@acme.example"));
    let said = succeed(&data, &["user", "reset-factors", "--org", "acme", "ann@acme.example"], "");
    assert!(said.contains("passkeys 1"), "{said}");
    assert_eq!(enter(), 400);
    tests::eventually(|| (ann.get("/auth/v1/user").status == 401).then_some(()));
    server.sign_in("ann@acme.example", PASSWORD);
    server.stop();
}
