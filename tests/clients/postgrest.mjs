// The unmodified @supabase/postgrest-js against a running server: node postgrest.mjs ADDRESS KEY
import assert from "node:assert/strict";
import { PostgrestClient } from "@supabase/postgrest-js";

const [address, key] = process.argv.slice(2);
const client = new PostgrestClient(`${address}/rest/v1`, {
  headers: { Authorization: `Bearer ${key}` },
  schema: "public",
});
const ok = ({ data, error, ...rest }) => {
  assert.equal(error, null, JSON.stringify(error));
  return { data, ...rest };
};

// Read with contacts and open deals in one request.
const { data: rich } = ok(
  await client
    .from("clients")
    .select("name, contacts(name, email), opportunities(name, stage, value)")
    .not("opportunities.stage", "in", "(closed_won,closed_lost)")
    .order("name")
    .limit(5),
);
assert.equal(rich.length, 5);
assert.ok(rich.every((c) => Array.isArray(c.contacts) && Array.isArray(c.opportunities)));

// Count, range, filters.
const { count, data: page } = ok(await client.from("clients").select("id,name", { count: "exact" }).range(10, 19));
assert.equal(count, 160);
assert.equal(page.length, 10);
const { data: some } = ok(
  await client
    .from("clients")
    .select("name,status")
    .in("status", ["active", "churned"])
    .ilike("name", "%a%")
    .or("tier.eq.A,tier.eq.B")
    .limit(3),
);
assert.ok(some.every((c) => ["active", "churned"].includes(c.status)));
const { data: tagged } = ok(
  await client.from("contacts").select("role_tags").contains("role_tags", ["champion"]).limit(2),
);
assert.ok(tagged.every((c) => c.role_tags.includes("champion")));
const { data: words } = ok(
  await client.from("document_chunks").select("content").textSearch("words", "guide").limit(1),
);
assert.equal(words.length, 1);

// Insert, upsert, update, delete, single, maybeSingle, csv, head.
const { data: made } = ok(await client.from("competitors").insert({ name: "Via JS" }).select().single());
assert.equal(made.name, "Via JS");
const { data: merged } = ok(
  await client
    .from("competitors")
    .upsert({ name: "Via JS", notes: "again" }, { onConflict: "name" })
    .select("id,notes")
    .single(),
);
assert.deepEqual(merged, { id: made.id, notes: "again" });
ok(await client.from("competitors").update({ notes: "changed" }).eq("id", made.id));
const { data: maybe } = ok(await client.from("competitors").select("notes").eq("id", made.id).maybeSingle());
assert.equal(maybe.notes, "changed");
const { data: csv } = ok(await client.from("competitors").select("name").eq("id", made.id).csv());
assert.equal(csv, "name\nVia JS\n");
ok(await client.from("competitors").delete().eq("id", made.id));
const { data: none } = ok(await client.from("competitors").select().eq("id", made.id).maybeSingle());
assert.equal(none, null);
const { count: headed } = ok(await client.from("leads").select("*", { count: "exact", head: true }));
assert.equal(headed, 420);

// Errors arrive in the form the client expects.
const { error } = await client.from("clientz").select();
assert.equal(error.code, "PGRST205");
assert.match(error.hint, /clients/);
const { error: single } = await client.from("clients").select().single();
assert.equal(single.code, "PGRST116");
console.log("postgrest-js: all good");
