//! When each message leaves, and by which mailbox: what waits, the limits and the hours in, the times out. Pure: it asks no
//! clock and no database. What it proposes is decided once more by `outreach.claim_draft`, in the moment of sending.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Seconds since 1970.
pub type Time = i64;
const HOUR: Time = 3600;
const DAY: Time = 86_400;

/// A mailbox that sends.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Messages in any hour.
    pub per_hour: usize,
    /// Messages in any 24 hours, at last.
    pub per_day: usize,
    /// The same on its first day.
    pub ramp_from: usize,
    /// So many more each day.
    pub ramp_by: usize,
    /// Its first day, in days since 1970.
    pub first_day: i64,
    /// When it sent within the last 24 hours, in order.
    pub sent: Vec<Time>,
    /// The pools it sends for.
    pub pools: Vec<usize>,
}

/// A message that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The mailboxes it may leave by.
    pub pool: usize,
    /// The recipient's domain.
    pub domain: usize,
    /// The recipient's zone, one of [`Scene::open`].
    pub zone: usize,
    /// Not earlier.
    pub not_before: Time,
}

/// All that is known.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The mailboxes.
    pub senders: Vec<Sender>,
    /// The messages, those first that were approved first.
    pub waiting: Vec<Waiting>,
    /// When people are at work, zone by zone, in order.
    pub open: Vec<Vec<(Time, Time)>>,
    /// When each domain was written to within the last 24 hours, in order.
    pub written: Vec<Vec<Time>>,
    /// Messages to a domain in any hour.
    pub domain_per_hour: usize,
    /// Messages to a domain in any 24 hours.
    pub domain_per_day: usize,
    /// Seconds between two messages of a mailbox, more or less by half.
    pub pause: Time,
}

/// A message's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Which of [`Scene::waiting`].
    pub message: usize,
    /// Which of [`Scene::senders`].
    pub sender: usize,
    /// When it leaves.
    pub at: Time,
}

/// Messages of one pool.
#[derive(Default)]
struct Pool {
    /// What may go when its zone is open, by zone.
    ready: HashMap<usize, BinaryHeap<Reverse<usize>>>,
    /// What has to wait for its day.
    later: BinaryHeap<Reverse<(Time, usize)>>,
    /// What waits for its domain, and when that and its zone are free again.
    held: HashMap<(usize, usize), BinaryHeap<Reverse<usize>>>,
    free: BinaryHeap<Reverse<(Time, usize, usize)>>,
}

/// The times of all messages that find one, in order.
pub fn plan(scene: &Scene, now: Time) -> Vec<Slot> {
    let mut pools: HashMap<usize, Pool> = HashMap::new();
    for (message, one) in scene.waiting.iter().enumerate() {
        pools.entry(one.pool).or_default().later.push(Reverse((one.not_before, message)));
    }
    let mut written = scene.written.clone();
    let mut sent: Vec<Vec<Time>> = scene.senders.iter().map(|s| s.sent.clone()).collect();
    let mut turns: BinaryHeap<Reverse<(Time, usize)>> =
        (0..scene.senders.len()).map(|n| Reverse((scene.senders[n].free(&sent[n], now), n))).collect();
    let mut slots = Vec::with_capacity(scene.waiting.len());
    while let Some(Reverse((at, sender))) = turns.pop() {
        let who = &scene.senders[sender];
        let picked = who.pools.iter().find_map(|pool| pools.get_mut(pool)?.pick(scene, &written, at));
        let next = match picked {
            Some(message) => {
                slots.push(Slot { message, sender, at });
                sent[sender].push(at);
                written[scene.waiting[message].domain].push(at);
                at + scene.pause_after(message)
            }
            None => {
                let next = who.pools.iter().filter_map(|pool| pools.get(pool)?.next(scene, at)).min();
                let Some(next) = next else { continue };
                next.max(at + 1)
            }
        };
        turns.push(Reverse((who.free(&sent[sender], next), sender)));
    }
    slots
}

impl Scene {
    /// Half to one and a half pauses, by chance that is the same each time.
    fn pause_after(&self, message: usize) -> Time {
        let mixed = (message as u64).wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let part = (mixed ^ (mixed >> 31)) % 1000;
        self.pause / 2 + self.pause * part as Time / 1000
    }

    /// When a zone is open next.
    fn opens(&self, zone: usize, at: Time) -> Option<Time> {
        let hours = &self.open[zone];
        let next = hours.partition_point(|(_, ends)| *ends <= at);
        hours.get(next).map(|(starts, _)| at.max(*starts))
    }

    /// When a domain may be written to next.
    fn domain_free(&self, written: &[Time], at: Time) -> Time {
        freed(written, at, HOUR, self.domain_per_hour).max(freed(written, at, DAY, self.domain_per_day))
    }

    /// When a message may go, by its domain and zone; none where its zone is never open again.
    fn may_go(&self, message: usize, written: &[Vec<Time>], mut at: Time) -> Option<Time> {
        let one = &self.waiting[message];
        loop {
            let next = self.opens(one.zone, self.domain_free(&written[one.domain], at))?;
            if next == at {
                return Some(at);
            }
            at = next;
        }
    }
}

/// The first moment from `at` on at which fewer than `limit` of these are younger than the span.
fn freed(times: &[Time], at: Time, span: Time, limit: usize) -> Time {
    match times.len().checked_sub(limit.max(1)) {
        Some(oldest) => at.max(times[oldest] + span),
        None => at,
    }
}

impl Sender {
    fn day_limit(&self, at: Time) -> usize {
        let days = usize::try_from(at.div_euclid(DAY) - self.first_day).unwrap_or_default();
        self.per_day.min(self.ramp_from.saturating_add(self.ramp_by.saturating_mul(days)))
    }

    /// When it may send next.
    fn free(&self, sent: &[Time], mut at: Time) -> Time {
        loop {
            let hour = freed(sent, at, HOUR, self.per_hour);
            let limit = self.day_limit(hour);
            let mut day = freed(sent, hour, DAY, limit);
            // The next day may bring a higher limit before the oldest message is a day old.
            let midnight = (hour.div_euclid(DAY) + 1) * DAY;
            if day > midnight && self.day_limit(midnight) > limit {
                day = midnight;
            }
            if day == at {
                return at;
            }
            at = day;
        }
    }
}

impl Pool {
    /// A message that may leave at this moment.
    fn pick(&mut self, scene: &Scene, written: &[Vec<Time>], at: Time) -> Option<usize> {
        while let Some(Reverse((from, message))) = self.later.peek().copied() {
            if from > at {
                break;
            }
            self.later.pop();
            self.ready.entry(scene.waiting[message].zone).or_default().push(Reverse(message));
        }
        while let Some(Reverse((from, domain, zone))) = self.free.peek().copied() {
            if from > at {
                break;
            }
            self.free.pop();
            let Some(held) = self.held.get_mut(&(domain, zone)) else { continue };
            let Some(Reverse(message)) = held.peek().copied() else { continue };
            let when = scene.may_go(message, written, at);
            if when == Some(at) {
                held.pop();
            }
            if !held.is_empty()
                && let Some(when) = when
            {
                self.free.push(Reverse((when.max(at + 1), domain, zone)));
            }
            if when == Some(at) {
                return Some(message);
            }
        }
        loop {
            let open = |zone: usize| scene.opens(zone, at) == Some(at);
            let first = self
                .ready
                .iter()
                .filter(|(zone, _)| open(**zone))
                .filter_map(|(zone, all)| Some((all.peek()?.0, *zone)));
            let (message, zone) = first.min()?;
            self.ready.get_mut(&zone)?.pop();
            let domain = scene.waiting[message].domain;
            match scene.may_go(message, written, at) {
                Some(when) if when == at => return Some(message),
                Some(when) => {
                    let held = self.held.entry((domain, zone)).or_default();
                    if held.is_empty() {
                        self.free.push(Reverse((when, domain, zone)));
                    }
                    held.push(Reverse(message));
                }
                None => {}
            }
        }
    }

    /// When something may be there next.
    fn next(&self, scene: &Scene, at: Time) -> Option<Time> {
        let zones = self.ready.iter().filter(|(_, all)| !all.is_empty()).filter_map(|(zone, _)| scene.opens(*zone, at));
        let later = self.later.peek().map(|Reverse((from, _))| *from);
        let free = self.free.peek().map(|Reverse((from, ..))| *from);
        zones.chain(later).chain(free).min()
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, Scene, Sender, Slot, Time, Waiting, plan};
    use std::collections::HashSet;

    /// Numbers by chance, the same each time.
    struct Chance(u64);

    impl Chance {
        fn up_to(&mut self, most: u64) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 33) % (most + 1)) as usize
        }
    }

    const NOW: Time = 20_000 * DAY + 7 * HOUR;

    fn scene(chance: &mut Chance, senders: usize, messages: usize) -> Scene {
        let domains = 1 + chance.up_to(30);
        let open = (0..4).map(|zone| {
            let starts = |day: i64| 20_000 * DAY + day * DAY + (5 + 5 * zone) * HOUR;
            // Weeks of five days; a day in the spring has an hour less.
            (0..400)
                .filter(|day| day % 7 < 5)
                .map(|day| (starts(day), starts(day) + if day == 2 { 5 } else { 6 } * HOUR))
                .collect()
        });
        let mut times = |most: usize| {
            let mut all: Vec<Time> =
                (0..chance.up_to(most as u64)).map(|_| NOW - chance.up_to(DAY as u64) as Time).collect();
            all.sort_unstable();
            all
        };
        let written = (0..domains).map(|_| times(4)).collect();
        let sent: Vec<Vec<Time>> = (0..senders).map(|_| times(10)).collect();
        let senders = sent.into_iter().enumerate().map(|(n, sent)| Sender {
            per_hour: 1 + chance.up_to(9),
            per_day: 5 + chance.up_to(60),
            ramp_from: 1 + chance.up_to(10),
            ramp_by: chance.up_to(6),
            first_day: 20_000 - chance.up_to(5) as i64,
            sent,
            pools: if n % 3 == 0 { vec![n + 1] } else { vec![n + 1, 0] },
        });
        let senders: Vec<Sender> = senders.collect();
        let waiting = (0..messages).map(|_| Waiting {
            pool: chance.up_to(senders.len() as u64),
            domain: chance.up_to(domains as u64 - 1),
            zone: chance.up_to(3),
            not_before: NOW - HOUR + chance.up_to(3 * DAY as u64) as Time,
        });
        let waiting = waiting.collect();
        Scene {
            senders,
            waiting,
            open: open.collect(),
            written,
            domain_per_hour: 1 + chance.up_to(4),
            domain_per_day: 3 + chance.up_to(20),
            pause: chance.up_to(120) as Time,
        }
    }

    /// Everything a plan must keep, looked at in the plainest way.
    fn kept(scene: &Scene, slots: &[Slot]) {
        let mut seen = HashSet::new();
        let mut sent: Vec<Vec<Time>> = scene.senders.iter().map(|s| s.sent.clone()).collect();
        let mut written = scene.written.clone();
        let within =
            |times: &[Time], at: Time, span: Time| times.iter().filter(|t| **t > at - span && **t <= at).count();
        let mut last = NOW;
        for slot in slots {
            let (one, who) = (&scene.waiting[slot.message], &scene.senders[slot.sender]);
            assert!(seen.insert(slot.message), "no message twice");
            assert!(slot.at >= last.max(one.not_before), "in order, and not before its time");
            last = slot.at;
            assert!(who.pools.contains(&one.pool), "by a mailbox of its own");
            assert!(
                scene.open[one.zone].iter().any(|(starts, ends)| (*starts..*ends).contains(&slot.at)),
                "while people work"
            );
            sent[slot.sender].push(slot.at);
            written[one.domain].push(slot.at);
            assert!(within(&sent[slot.sender], slot.at, HOUR) <= who.per_hour);
            assert!(within(&sent[slot.sender], slot.at, DAY) <= who.day_limit(slot.at));
            assert!(
                within(&written[one.domain], slot.at, HOUR)
                    <= scene.domain_per_hour.max(scene_had(scene, one.domain, slot.at, HOUR))
            );
            assert!(
                within(&written[one.domain], slot.at, DAY)
                    <= scene.domain_per_day.max(scene_had(scene, one.domain, slot.at, DAY))
            );
        }
    }

    /// What was there before is not the plan's to keep; nothing is added to it.
    fn scene_had(scene: &Scene, domain: usize, at: Time, span: Time) -> usize {
        scene.written[domain].iter().filter(|t| **t > at - span).count()
    }

    #[test]
    fn no_limit_is_ever_passed_and_no_message_leaves_twice() {
        for seed in 0..300 {
            let mut chance = Chance(seed);
            let (senders, messages) = (1 + chance.up_to(5), chance.up_to(200));
            let scene = scene(&mut chance, senders, messages);
            let slots = plan(&scene, NOW);
            kept(&scene, &slots);
            let served = |pool: usize| scene.senders.iter().any(|s| s.pools.contains(&pool));
            let wanted = scene.waiting.iter().filter(|one| served(one.pool)).count();
            assert_eq!(slots.len(), wanted, "seed {seed}: whoever has a mailbox finds a time within a year");
        }
    }

    /// The clock goes on, sending takes its time or breaks off, and every plan is made anew from what is known then.
    #[test]
    fn plans_made_anew_after_every_step_keep_the_limits_together() {
        for seed in 1000..1040 {
            let mut chance = Chance(seed);
            let whole = scene(&mut chance, 3, 60);
            let (mut now, mut done, mut open) = (NOW, Vec::new(), (0..whole.waiting.len()).collect::<Vec<_>>());
            let mut known = whole.clone();
            while let Some(slot) = {
                known.waiting = open.iter().map(|n| whole.waiting[*n].clone()).collect();
                plan(&known, now).first().copied()
            } {
                // The server was away for a while, or the clock was set.
                now = slot.at + if chance.up_to(9) == 0 { 0 } else { chance.up_to(1800) as Time };
                let message = open[slot.message];
                let is_open = known.open[whole.waiting[message].zone].iter().any(|(s, e)| (*s..*e).contains(&now));
                let free = known.senders[slot.sender].free(&known.senders[slot.sender].sent, now) == now;
                if !is_open || !free {
                    continue;
                }
                open.remove(slot.message);
                known.senders[slot.sender].sent.push(now);
                known.written[whole.waiting[message].domain].push(now);
                done.push(Slot { message, sender: slot.sender, at: now });
            }
            kept(&whole, &done);
        }
    }

    #[test]
    fn a_hundred_thousand_are_planned_in_a_moment() {
        let mut chance = Chance(7);
        let mut scene = scene(&mut chance, 20, 100_000);
        scene.written = vec![Vec::new(); 20_000];
        for one in &mut scene.waiting {
            (one.pool, one.domain) = (0, chance.up_to(19_999));
        }
        for who in &mut scene.senders {
            (who.per_hour, who.per_day, who.ramp_from, who.pools) = (60, 400, 100, vec![0]);
        }
        let since = std::time::Instant::now();
        let slots = plan(&scene, NOW);
        let took = since.elapsed();
        assert!(slots.len() > 90_000, "{}", slots.len());
        eprintln!("{} messages planned in {took:?}", slots.len());
        assert!(took.as_secs() < 20, "{took:?}");
    }
}
