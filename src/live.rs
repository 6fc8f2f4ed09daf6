//! Who is listening, and telling them: one thread hands what was committed to
//! every stream that it is meant for. Nothing waits for a listener: each has a
//! short queue, and who does not keep up is told to read everything anew.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::mpsc;

use crate::error::{Error, Result};
use crate::model::UserId;
use crate::model::live::{Audience, Room};
use crate::store::live::{News, Signal, Whose};
use crate::store::{Actor, Credential, Db, Reach};

/// News that wait for a listener at most.
const QUEUE: usize = 64;

/// How many may listen, and how often a stream shows that it is alive.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub streams: usize,
    pub streams_per_company: usize,
    pub streams_per_user: usize,
    pub pulse: Duration,
}

/// Everybody who listens. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

struct Shared {
    limits: Limits,
    subscribers: Mutex<Subscribers>,
    next: AtomicU64,
    closed: AtomicBool,
}

#[derive(Default)]
struct Subscribers {
    by_room: HashMap<Room, HashMap<u64, Subscriber>>,
    by_user: HashMap<UserId, usize>,
    count: usize,
}

/// The hub's end of a stream.
struct Subscriber {
    user: UserId,
    credential: Credential,
    reads_all: bool,
    queue: mpsc::Sender<Arc<Frame>>,
    /// The last that found the queue full, and was not put into it; 0: none.
    missed: Arc<AtomicI64>,
}

/// News as they go over the wire.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    pub seq: i64,
    pub text: String,
}

/// The listener's end of a stream; it ends when this is dropped.
pub struct Stream {
    hub: Hub,
    id: u64,
    room: Room,
    user: UserId,
    queue: mpsc::Receiver<Arc<Frame>>,
    missed: Arc<AtomicI64>,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    News(Arc<Frame>),
    /// Some were lost, up to this one: read everything anew.
    Lost(i64),
    /// The stream is over: logged out, another role, shutting down.
    Over,
}

impl Hub {
    /// Listens to the database, in a thread that ends with it.
    pub fn start(db: &Db, limits: Limits) -> Result<Self> {
        let shared = Shared {
            limits,
            subscribers: Mutex::default(),
            next: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        };
        let hub = Self(Arc::new(shared));
        let (tell, told) = flume::unbounded::<Vec<Signal>>();
        // Weak: the hub is gone when the last App is, and the thread with the database.
        let weak = Arc::downgrade(&hub.0);
        let work = move || {
            while let Ok(signals) = told.recv() {
                let Some(shared) = weak.upgrade() else { return };
                Hub(shared).hand_on(signals);
            }
        };
        thread::Builder::new().name("live".into()).spawn(work).context("cannot start a thread")?;
        db.listen(move |signals| {
            // The thread is gone only when nobody can listen any more.
            let _ = tell.send(signals);
        });
        Ok(hub)
    }

    /// Begins to listen as `actor`, for the company they work for.
    pub fn listen(&self, actor: &Actor) -> Result<Stream> {
        let scope = actor.scope.ok_or(Error::Forbidden)?;
        self.enter(Room::Company(scope.company()), scope.reach() == Reach::Company, actor)
    }

    /// Begins to listen to what becomes of the instance's own work.
    pub fn listen_to_instance(&self, actor: &Actor) -> Result<Stream> {
        self.enter(Room::Instance, true, actor)
    }

    fn enter(&self, room: Room, reads_all: bool, actor: &Actor) -> Result<Stream> {
        let user = actor.user;
        let Limits { streams, streams_per_company, streams_per_user, .. } = self.0.limits;
        let mut subscribers = self.subscribers();
        if self.0.closed.load(Ordering::SeqCst) || subscribers.count >= streams {
            return Err(Error::Unavailable("streams_full"));
        }
        let own = subscribers.by_user.get(&user).copied().unwrap_or(0);
        let of_room = subscribers.by_room.get(&room).map_or(0, HashMap::len);
        if own >= streams_per_user || of_room >= streams_per_company {
            return Err(Error::TooSoon { code: "too_many_streams", retry_after: 15 });
        }
        subscribers.by_user.insert(user, own + 1);
        subscribers.count += 1;
        let (sender, queue) = mpsc::channel(QUEUE);
        let missed = Arc::new(AtomicI64::new(0));
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let subscriber = Subscriber {
            user,
            credential: actor.credential,
            reads_all,
            queue: sender,
            missed: missed.clone(),
        };
        subscribers.by_room.entry(room).or_default().insert(id, subscriber);
        drop(subscribers);
        Ok(Stream { hub: self.clone(), id, room, user, queue, missed })
    }

    /// Ends every stream, and lets none begin: the server is stopping.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        self.subscribers().by_room.clear();
    }

    /// How many listen.
    pub fn count(&self) -> usize {
        self.subscribers().count
    }

    /// How often a stream shows that it is alive, and asks whether it still may.
    pub fn pulse(&self) -> Duration {
        self.0.limits.pulse
    }

    fn hand_on(&self, signals: Vec<Signal>) {
        let mut subscribers = self.subscribers();
        for signal in signals {
            match signal {
                Signal::News(news) => subscribers.tell(&news),
                Signal::Ended(whose) => subscribers.end(whose),
            }
        }
    }

    fn subscribers(&self) -> MutexGuard<'_, Subscribers> {
        self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscribers {
    fn tell(&self, news: &News) {
        let room = match news.audience {
            Audience::Everybody => None,
            Audience::Company(of) | Audience::User(of, _) => Some(Room::Company(of)),
            Audience::Operators => Some(Room::Instance),
        };
        let frame = Arc::new(Frame::of(news));
        match room {
            Some(room) => {
                if let Some(subscribers) = self.by_room.get(&room) {
                    tell_some(room, subscribers, news.audience, &frame);
                }
            }
            None => {
                for (room, subscribers) in &self.by_room {
                    tell_some(*room, subscribers, news.audience, &frame);
                }
            }
        }
    }

    /// Drops the hub's end: what is queued is still heard, then the stream is over.
    fn end(&mut self, whose: Whose) {
        for (room, subscribers) in &mut self.by_room {
            subscribers.retain(|_, subscriber| match whose {
                Whose::Session(session) => subscriber.credential != Credential::Session(session),
                Whose::Token(token) => subscriber.credential != Credential::Token(token),
                Whose::User(user) => subscriber.user != user,
                Whose::Member(of, user) => Room::Company(of) != *room || subscriber.user != user,
                Whose::Company(of) => Room::Company(of) != *room,
            });
        }
    }
}

fn tell_some(
    room: Room,
    subscribers: &HashMap<u64, Subscriber>,
    audience: Audience,
    frame: &Arc<Frame>,
) {
    for subscriber in subscribers
        .values()
        .filter(|subscriber| audience.includes(room, subscriber.user, subscriber.reads_all))
    {
        // After a loss nothing more is queued until the listener has been told of it.
        if subscriber.missed.load(Ordering::SeqCst) != 0
            || subscriber.queue.try_send(frame.clone()).is_err()
        {
            subscriber.missed.store(frame.seq, Ordering::SeqCst);
        }
    }
}

impl Frame {
    /// `id`, `event` and `data` as the standard has them; the JSON is one line.
    pub fn of(news: &News) -> Self {
        let News { seq, kind, body, .. } = news;
        Self { seq: *seq, text: format!("id: {seq}\nevent: {kind}\ndata: {body}\n\n") }
    }
}

impl Stream {
    /// Waits for what comes next. Nothing is lost if the waiting is given up.
    pub async fn next(&mut self) -> Heard {
        if let Ok(frame) = self.queue.try_recv() {
            return Heard::News(frame);
        }
        match self.missed.swap(0, Ordering::SeqCst) {
            0 => {}
            // What came between is in the queue by now, and tells of later things.
            lost => return Heard::Lost(lost),
        }
        match self.queue.recv().await {
            Some(frame) => Heard::News(frame),
            None => Heard::Over,
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut subscribers = self.hub.subscribers();
        subscribers.count = subscribers.count.saturating_sub(1);
        if let Some(own) = subscribers.by_user.get_mut(&self.user) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                subscribers.by_user.remove(&self.user);
            }
        }
        if let Some(others) = subscribers.by_room.get_mut(&self.room) {
            others.remove(&self.id);
            if others.is_empty() {
                subscribers.by_room.remove(&self.room);
            }
        }
    }
}
