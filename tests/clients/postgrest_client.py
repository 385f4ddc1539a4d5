"""The unmodified postgrest client from PyPI against a running server: postgrest_client.py ADDRESS KEY"""

import sys

from postgrest import SyncPostgrestClient
from postgrest.exceptions import APIError

address, key = sys.argv[1:3]
client = SyncPostgrestClient(f"{address}/rest/v1", headers={"Authorization": f"Bearer {key}"})

rich = client.from_("clients").select("name, contacts(name, email), opportunities(name, stage)", count="exact").order("name").limit(5).execute()
assert rich.count == 160 and len(rich.data) == 5, rich
assert all(isinstance(c["contacts"], list) for c in rich.data)

made = client.from_("competitors").insert([{"name": "Via Python"}, {"name": "Via Python 2"}]).execute()
assert len(made.data) == 2
merged = client.from_("competitors").upsert({"name": "Via Python", "notes": "again"}, on_conflict="name").execute()
assert merged.data[0]["notes"] == "again"
changed = client.from_("competitors").update({"notes": "changed"}).like("name", "Via Python%").execute()
assert {c["notes"] for c in changed.data} == {"changed"}
one = client.from_("competitors").select("name").eq("name", "Via Python").single().execute()
assert one.data == {"name": "Via Python"}
gone = client.from_("competitors").delete().in_("name", ["Via Python", "Via Python 2"]).execute()
assert len(gone.data) == 2
assert client.from_("competitors").select("*").eq("name", "Via Python").maybe_single().execute() is None

try:
    client.from_("clients").select("*").eq("id", "nonsense").execute()
    raise AssertionError("a nonsense id was accepted")
except APIError as error:
    assert error.code == "22P02", error
print("postgrest-py: all good")
