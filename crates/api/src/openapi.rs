//! OpenAPI 3.1, made from the catalog: every table, column, enum and relation with its words.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use catalog::{Cardinality, Catalog, Column, Kind, Table};
use platform::verb::{Parameter, Verb};
use serde_json::{Map, Value, json};
use server::Server;
use std::sync::Arc;

/// `GET /openapi.json`
pub(crate) async fn serve(State(server): State<Arc<Server>>) -> Response {
    server::http::typed(
        StatusCode::OK,
        "application/openapi+json; charset=utf-8",
        document(&server.catalog, &server.verbs).to_string(),
    )
}

/// The whole description.
pub fn document(catalog: &Catalog, verbs: &[Verb]) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    let mut parameters = parameters();
    for table in catalog.tables.values() {
        paths.insert(format!("/rest/v1/{}", table.name), path(catalog, table));
        parameters.extend(filtered(table).map(|c| (format!("{}.{}", table.name, c.name), filter(c))));
        schemas.insert(table.name.clone(), schema(table, false));
        if !table.is_view {
            schemas.insert(format!("{}.write", table.name), schema(table, true));
        }
    }
    schemas.insert(
        "error".into(),
        json!({
            "type": "object", "description": "What went wrong, and what to do.", "required": ["code", "message"],
            "properties": { "code": { "type": "string", "examples": ["23505"] }, "message": { "type": "string" }, "details": { "type": ["string", "null"] }, "hint": { "type": ["string", "null"] } }
        }),
    );
    paths.extend(verbs.iter().map(|v| (format!("/rest/v1/rpc/{}", v.name), verb_path(v))));
    paths.extend(auth_paths());
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Throughline", "version": env!("CARGO_PKG_VERSION"), "summary": "Every record, in the PostgREST dialect.",
            "description": "Filter with column=op.value, embed related rows with select=*,contacts(*), page with limit and the Link header. Clients for PostgREST and Supabase work unmodified.", "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": "/" }],
        "security": [{ "bearer": [] }],
        "tags": tags(catalog),
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "description": "An access token from /auth/v1/token, or an API key (tl_…)." } },
            "parameters": parameters,
            "responses": { "error": { "description": "Refused; the body says why and what to do.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/error" } } } } },
            "schemas": schemas
        }
    })
}

fn tags(catalog: &Catalog) -> Value {
    catalog.scope.schemas.iter().map(|s| json!({ "name": s })).collect()
}

fn path(catalog: &Catalog, table: &Table) -> Value {
    let rows = json!({ "application/json": { "schema": { "type": "array", "items": { "$ref": format!("#/components/schemas/{}", table.name) } } }, "text/csv": { "schema": { "type": "string" } } });
    let body = json!({ "required": true, "content": { "application/json": { "schema": { "oneOf": [{ "$ref": format!("#/components/schemas/{}.write", table.name) }, { "type": "array", "items": { "$ref": format!("#/components/schemas/{}.write", table.name) } }] } } } });
    let name = table.name.replace('_', " ");
    let operation = |summary: String, id: &str, parameters: &[&str], success: Value| {
        let references: Vec<Value> =
            parameters.iter().map(|p| json!({ "$ref": format!("#/components/parameters/{p}") })).collect();
        let mut responses = success;
        for status in ["400", "401", "403", "404", "406", "409", "412", "413", "415", "416", "422", "503", "504"] {
            responses[status] = json!({ "$ref": "#/components/responses/error" });
        }
        json!({ "tags": [table.schema], "summary": summary, "operationId": format!("{id}_{}", table.name), "parameters": references, "responses": responses })
    };
    let filters: Vec<Value> = filtered(table)
        .map(|c| json!({ "$ref": format!("#/components/parameters/{}.{}", table.name, c.name) }))
        .collect();
    let embeds: Vec<String> = catalog
        .relations(&table.name)
        .iter()
        .map(|r| {
            format!(
                "{}{}",
                r.target,
                if matches!(r.cardinality, Cardinality::ManyToOne | Cardinality::OneToOne) { " (one)" } else { "" }
            )
        })
        .collect();
    let mut read = operation(
        format!("Read {name}"),
        "read",
        &["select", "order", "limit", "offset", "after", "and", "or", "prefer", "range"],
        json!({ "200": { "description": "The rows.", "content": rows }, "206": { "description": "A part of the rows.", "content": rows }, "304": { "description": "Unchanged since the ETag in If-None-Match." } }),
    );
    read["description"] = json!(format!(
        "{} Embeds: {}.",
        table.comment.as_deref().unwrap_or_default(),
        if embeds.is_empty() { "none".into() } else { embeds.join(", ") }
    ));
    if let Some(list) = read["parameters"].as_array_mut() {
        list.extend(filters.clone());
    }
    let mut path = json!({ "get": read });
    if table.is_view {
        return path;
    }
    let mut create = operation(
        format!("Create {name}, or merge them"),
        "create",
        &["select", "columns", "on_conflict", "prefer", "idempotency_key"],
        json!({ "201": { "description": "Created.", "content": rows } }),
    );
    create["requestBody"] = body;
    let mut change = operation(
        format!("Change the {name} the filters find"),
        "change",
        &["select", "and", "or", "prefer", "if_match"],
        json!({ "200": { "description": "The changed rows.", "content": rows }, "204": { "description": "Changed." } }),
    );
    change["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{}.write", table.name) } } } });
    let mut delete = operation(
        format!("Delete the {name} the filters find"),
        "delete",
        &["select", "and", "or", "prefer", "if_match"],
        json!({ "200": { "description": "The deleted rows.", "content": rows }, "204": { "description": "Deleted." } }),
    );
    if table.computed.contains_key("twins") {
        let words = format!(
            "Ids of {name} that look like what was written, as far as one sees them; absent when there are none."
        );
        let header = json!({ "possible-twins": { "description": words, "schema": { "type": "string" } } });
        create["responses"]["201"]["headers"] = header.clone();
        change["responses"]["200"]["headers"] = header.clone();
        change["responses"]["204"]["headers"] = header;
    }
    for op in [&mut change, &mut delete] {
        if let Some(list) = op["parameters"].as_array_mut() {
            list.extend(filters.clone());
        }
    }
    path["post"] = create;
    path["patch"] = change;
    path["delete"] = delete;
    path
}

fn verb_path(verb: &Verb) -> Value {
    let answer = json!({ "description": "Done.", "content": { "application/json": { "schema": verb.answer.json() } } });
    let mut responses = json!({ "200": answer });
    for status in ["400", "401", "403", "404", "409", "422", "503"] {
        responses[status] = json!({ "$ref": "#/components/responses/error" });
    }
    let mut operation = json!({ "tags": [format!("{} verbs", verb.module)], "summary": verb.summary, "operationId": verb.name,
        "description": format!("For {}.", verb.roles.join(", ")), "responses": responses,
        "x-subject": verb.subject.map(|(noun, _)| noun),
        "x-refusals": verb.refusals.iter().map(|(code, when)| json!({ "code": code, "when": when })).collect::<Vec<_>>() });
    if verb.reads_only {
        let parameter = |p: Parameter<'_>| {
            json!({ "name": p.name, "in": "query", "required": p.required, "description": p.schema["description"],
                "schema": p.schema })
        };
        let parameters: Vec<Value> = verb.input.parameters().map(parameter).collect();
        operation["parameters"] = json!(parameters);
        return json!({ "get": operation });
    }
    operation["parameters"] = json!([{ "$ref": "#/components/parameters/idempotency_key" }]);
    let body = json!({ "schema": verb.input.json(), "example": verb.input.example() });
    operation["requestBody"] = json!({ "required": true, "content": { "application/json": body } });
    json!({ "post": operation })
}

fn schema(table: &Table, write: bool) -> Value {
    let columns = table
        .columns
        .values()
        .filter(|c| !write || (!c.generated && !matches!(c.name.as_str(), "created_at" | "updated_at")));
    let mut properties: Map<String, Value> = columns.clone().map(|c| (c.name.clone(), property(c, write))).collect();
    if !write {
        for computed in table.computed.values() {
            let kind = match computed.base.as_str() {
                "int2" | "int4" | "int8" => json!("integer"),
                "numeric" | "float8" => json!("number"),
                "json" | "jsonb" => json!(["object", "array", "null"]),
                _ => json!("string"),
            };
            properties.insert(
                computed.name.clone(),
                json!({ "type": kind, "readOnly": true, "description": format!("{} Answered only when asked for in select.", computed.comment.as_deref().unwrap_or_default()) }),
            );
        }
    }
    let required: Vec<&String> = columns.filter(|c| write && c.required && !c.has_default).map(|c| &c.name).collect();
    let mut schema =
        json!({ "type": "object", "title": table.name, "description": table.comment, "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(column: &Column, write: bool) -> Value {
    let (mut kind, mut extra) = type_of(column);
    if !column.required {
        kind = match kind {
            Value::String(one) => json!([one, "null"]),
            Value::Array(mut several) => {
                several.push(json!("null"));
                Value::Array(several)
            }
            other => other,
        };
        if let Some(values) = extra.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    let mut words = column.comment.clone().unwrap_or_default();
    if !column.labels.is_empty() {
        words += &format!(
            " Values: {}.",
            column.labels.iter().map(|(v, l)| format!("{v} ({l})")).collect::<Vec<_>>().join(", ")
        );
    }
    let mut property = json!({ "type": kind, "title": column.label(), "description": words });
    if column.generated && !write {
        property["readOnly"] = json!(true);
    }
    if let (Some(map), Value::Object(extra)) = (property.as_object_mut(), extra) {
        map.extend(extra);
    }
    property
}

/// JSON type, and what else is known: format, enum, example.
fn type_of(column: &Column) -> (Value, Value) {
    let values = || column.values.clone().unwrap_or_default();
    match column.kind {
        Kind::Choice => (json!("string"), json!({ "enum": values(), "examples": [values().first()] })),
        Kind::Choices => (
            json!("array"),
            json!({ "items": { "type": "string", "enum": values() }, "examples": [values().iter().take(1).collect::<Vec<_>>()] }),
        ),
        Kind::List => (json!("array"), json!({ "items": { "type": "string" } })),
        Kind::Integer => (json!("integer"), json!({})),
        Kind::Percent => (json!("integer"), json!({ "minimum": 0, "maximum": 100, "examples": [60] })),
        Kind::Number => (json!("number"), json!({})),
        Kind::Money => (json!("number"), json!({ "examples": [1250.5] })),
        Kind::Boolean => (json!("boolean"), json!({})),
        Kind::Date => (json!("string"), json!({ "format": "date", "examples": ["2026-11-21"] })),
        Kind::Timestamp => {
            (json!("string"), json!({ "format": "date-time", "examples": ["2026-11-21T09:30:00+00:00"] }))
        }
        Kind::Id => (json!("string"), json!({ "format": "uuid" })),
        Kind::Email | Kind::PiiEmail => {
            (json!("string"), json!({ "format": "email", "examples": ["ada@example.com"] }))
        }
        Kind::Phone | Kind::PiiPhone => (json!("string"), json!({ "examples": ["+49 30 123456"] })),
        Kind::Url => (json!("string"), json!({ "format": "uri", "examples": ["https://example.com"] })),
        Kind::Json => (json!(["object", "array", "string", "number", "boolean"]), json!({})),
        _ => (json!("string"), json!({})),
    }
}

/// The columns that can be filtered by.
fn filtered(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.values().filter(|c| c.kind != Kind::Vector)
}

fn filter(column: &Column) -> Value {
    json!({ "name": column.name, "in": "query", "required": false, "description": format!("Filter: op.value, such as eq.… {}", column.comment.as_deref().unwrap_or_default()), "schema": { "type": "string" } })
}

fn parameters() -> Map<String, Value> {
    let query = |name: &str, words: &str, example: &str| json!({ "name": name, "in": "query", "required": false, "description": words, "schema": { "type": "string" }, "example": example });
    let number = |name: &str, words: &str| json!({ "name": name, "in": "query", "required": false, "description": words, "schema": { "type": "integer", "minimum": 0 } });
    let header = |name: &str, words: &str| json!({ "name": name, "in": "header", "required": false, "description": words, "schema": { "type": "string" } });
    let all = json!({
        "select": query("select", "What to answer: columns, alias:column, column::type, column->key, related(*), related!hint!inner(*), ...related(column), column.sum().", "*"),
        "order": query("order", "column.asc|desc.nullsfirst|nullslast, several by comma.", "created_at.desc"),
        "limit": number("limit", "Rows a page, at most 1000."),
        "offset": number("offset", "Rows to skip. The Link header pages faster."),
        "after": query("after", "The cursor of the Link header.", ""),
        "and": query("and", "(a.eq.1,b.gt.2)", ""),
        "or": query("or", "(a.eq.1,b.gt.2)", ""),
        "columns": query("columns", "The keys of the body that count.", ""),
        "on_conflict": query("on_conflict", "The columns of a unique constraint, for merging.", "id"),
        "prefer": header("Prefer", "return=representation|minimal|headers-only, count=exact|planned|estimated, resolution=merge-duplicates|ignore-duplicates, missing=default, tx=rollback, handling=strict, max-affected=n. An estimated or planned count is exact up to 100,000 rows."),
        "range": header("Range", "0-24"),
        "if_match": header("If-Match", "The ETag of the row; refused with 412 when it was changed since."),
        "idempotency_key": header("Idempotency-Key", "Sent twice, done once.")
    });
    all.as_object().cloned().unwrap_or_default()
}

fn auth_paths() -> Map<String, Value> {
    let body = |properties: Value| json!({ "required": true, "content": { "application/json": { "schema": { "type": "object", "properties": properties } } } });
    let answer = json!({ "200": { "description": "Access token, refresh token, user." }, "400": { "description": "Refused." }, "429": { "description": "Too many failed sign-ins; see Retry-After." }, "503": { "description": "Try again in a moment." } });
    let text = json!({ "type": "string" });
    let paths = json!({
        "/auth/v1/token": { "post": { "tags": ["sign-in"], "operationId": "token", "summary": "Sign in, or refresh", "security": [],
            "parameters": [{ "name": "grant_type", "in": "query", "required": true, "schema": { "type": "string", "enum": ["password", "refresh_token"] } }],
            "requestBody": body(json!({ "email": text, "password": text, "refresh_token": text, "organisation": text })), "responses": answer } },
        "/auth/v1/user": { "get": { "tags": ["sign-in"], "operationId": "user", "summary": "Who am I", "responses": { "200": { "description": "The user." }, "401": { "description": "Not signed in." } } } },
        "/auth/v1/logout": { "post": { "tags": ["sign-in"], "operationId": "logout", "summary": "Sign out: everywhere, here, or everywhere else", "parameters": [{ "name": "scope", "in": "query", "required": false, "schema": { "type": "string", "enum": ["global", "local", "others"] } }], "responses": { "204": { "description": "Signed out." }, "400": { "description": "Unknown scope." }, "401": { "description": "Not signed in." } } } }
    });
    let mut paths = paths.as_object().cloned().unwrap_or_default();
    paths.extend(passkey_paths(&body, &answer));
    paths
}

/// Two steps each: what the device is asked, and what it answers (WebAuthn Level 3, `…JSON`).
fn passkey_paths(body: &dyn Fn(Value) -> Value, entered: &Value) -> Map<String, Value> {
    let text = json!({ "type": "string" });
    let of_the_specification =
        |name: &str| json!({ "type": "object", "description": format!("{name} of WebAuthn Level 3") });
    let credential = |name: &str| json!({ "credential": of_the_specification(name) });
    let asks = |name: &str| json!({ "200": { "description": "What the device is asked.", "content": { "application/json": { "schema": of_the_specification(name) } } }, "422": { "description": "Passkeys don't work at this server's address, or the person has ten." } });
    let post = |id: &str, summary: &str, rest: Value| {
        let mut operation = json!({ "tags": ["sign-in"], "operationId": id, "summary": summary });
        if let (Some(operation), Some(rest)) = (operation.as_object_mut(), rest.as_object()) {
            operation.extend(rest.clone());
        }
        json!({ "post": operation })
    };
    let paths = json!({
        "/auth/v1/passkeys/register/begin": post("begin_passkey", "Ask for a new passkey, with the present password", json!({
            "requestBody": body(json!({ "current_password": text })), "responses": asks("PublicKeyCredentialCreationOptionsJSON") })),
        "/auth/v1/passkeys/register/finish": post("add_passkey", "Add the passkey that the device made, within five minutes", json!({
            "requestBody": body(json!({ "name": text, "credential": of_the_specification("RegistrationResponseJSON") })),
            "responses": { "201": { "description": "Its id." }, "400": { "description": "It does not verify." }, "409": { "description": "It is in use already." } } })),
        "/auth/v1/passkeys/sign-in/begin": post("ask_for_passkey", "Ask for a passkey to sign in with; no address is needed", json!({
            "security": [], "responses": asks("PublicKeyCredentialRequestOptionsJSON") })),
        "/auth/v1/passkeys/sign-in/finish": post("enter_with_passkey", "Sign in with what the device signed; it stands for password and code", json!({
            "security": [], "requestBody": body(credential("AuthenticationResponseJSON")), "responses": entered })),
        "/auth/v1/passkeys/remove": post("remove_passkey", "Take a passkey of one's own away", json!({
            "requestBody": body(json!({ "id": { "type": "string", "format": "uuid" }, "current_password": text })),
            "responses": { "204": { "description": "It no longer signs in." }, "404": { "description": "There is no such passkey." } } })),
    });
    paths.as_object().cloned().unwrap_or_default()
}
