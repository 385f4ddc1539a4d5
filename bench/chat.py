"""How soon a message of a chat reaches the other side's open page, and how soon the bot answers."""

import http.client
import json
import threading
import time
import urllib.parse

from meaning import PASSWORD, Browser

MESSAGES = 100
ASKED = ("what is the salary?", "where would I work?", "is there parking?", "can I work from home?", "how many interviews are there?")


class Stream:
    """An open stream of events; keeps when it heard something for the first time."""

    def __init__(self, port, path, cookie=""):
        self.heard, self.new = [], threading.Condition()
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        assert answer.status == 200, f"{path}: {answer.status}"
        threading.Thread(target=self.listen, args=(answer,), daemon=True).start()
        self.wait("event: ready", 0)

    def listen(self, answer):
        for line in answer:
            with self.new:
                self.heard.append((time.perf_counter(), line.decode()))
                self.new.notify_all()

    def wait(self, words, since):
        """When these words were heard, after so many lines."""
        with self.new:
            found = lambda: next((at for at, line in self.heard[since:] if words in line), None)
            assert self.new.wait_for(found, 20), f"nobody says {words}"
            return found()


def measure(row, address, port, sql, cli, socket):
    """Makes an organisation with a job and somebody who applied, and lets both sides talk."""
    cli("org", "add", "Chat", "--slug", "chat")
    for role in ("admin", "recruiter"):
        cli("user", "add", "--org", "chat", "--role", role, "--name", role, f"{role}@chat.example", stdin=PASSWORD)
    talk(row, address, port, "recruiter@chat.example", PASSWORD)


def talk(row, address, port, who, password):
    api = http.client.HTTPConnection("127.0.0.1", port)

    def send(path, body, kind="application/json", **headers):
        text = json.dumps(body) if kind == "application/json" else urllib.parse.urlencode(body)
        api.request("POST", path, text, {"Content-Type": kind, **headers})
        answer = api.getresponse()
        text = answer.read()
        assert answer.status < 400, f"{path}: {answer.status} {text}"
        return json.loads(text) if text else None

    token = send("/auth/v1/token?grant_type=password", {"email": who, "password": password})["access_token"]
    own = {"Authorization": f"Bearer {token}", "Prefer": "return=representation"}
    made = lambda noun, body: send(f"/rest/v1/{noun}", body, **own)[0]["id"]
    done = lambda verb, body: send(f"/rest/v1/rpc/{verb}", body, **own)
    client = made("clients", {"name": f"Client of chats {time.time()}"})
    text = "You rig steel by night. Parking is free at the gate. " + " ".join(f"We look after tools, boots and cranes of site {n}." for n in range(40))
    job = made("jobs", {"client_id": client, "title": "Night rigger", "status": "sourcing", "job_locations": ["Sydney"], "country": "AU", "job_summary": text,
                        "min_salary": 80000, "currency": "AUD", "salary_unit": "year", "hiring_process_rounds": ["Screening", "Site"]})
    candidate = made("candidates", {"first_name": "Ann", "last_name": "Able"})
    application = done("take_applicants", {"job": job, "people": [candidate]})["applications"][0]
    chat = urllib.parse.urlparse(done("start_chat", {"application": application, "by": "link"})["url"]).path
    theirs = Stream(port, f"{chat}/stream")
    say = lambda words: send(chat, {"act": "say", "words": words}, "application/x-www-form-urlencoded", **{"x-chat": "1"})
    times = []
    for n, asked in enumerate(("yes", *ASKED * 4)):
        since, started = len(theirs.heard), time.perf_counter()
        say(asked)
        times.append((theirs.wait("said" if n == 0 else "The description of the job says", since) - started) * 1000)
    shown(row, "the bot's answer, at the page of who asked", times[1:], "≤ 1 s")
    done("take_over_chat", {"application": application})
    browser = Browser(address, port, who) if password == PASSWORD else None
    ours = Stream(port, f"/events?on=chat_messages&record=applications/{application}", browser.cookie) if browser else None
    times = []
    for n in range(MESSAGES):
        since, started = len(theirs.heard), time.perf_counter()
        made("chat_messages", {"application_id": application, "message_text": f"Word {n} for you"})
        times.append((theirs.wait(f"Word {n} for you", since) - started) * 1000)
    shown(row, "a recruiter's message, at the page of who applied", times, "≤ 300 ms")
    if ours:
        times = []
        for n in range(MESSAGES):
            since, started = len(ours.heard), time.perf_counter()
            say(f"Word {n} from me")
            times.append((ours.wait('"noun":"chat_messages"', since) - started) * 1000)
            time.sleep(0.02)
        shown(row, "a message of who applied, at the recruiter's page", times, "≤ 300 ms")


def shown(row, name, times, bound):
    times = sorted(times)
    row(name, f"p50 {times[len(times) // 2]:.0f} ms, p95 {times[len(times) * 95 // 100]:.0f} ms", bound)
