//! The live event streams: one thread dispatches committed changes to every stream with access. It
//! never waits for a subscriber: each has a short queue, and a slow one is sent a resync.

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

/// The queue length of a subscriber.
const QUEUE: usize = 64;

/// The limits of streams, and the interval of keep-alives.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub streams: usize,
    pub streams_per_company: usize,
    pub streams_per_user: usize,
    pub pulse: Duration,
}

/// All subscribers. Cheap to clone.
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

/// The hub's side of a stream.
struct Subscriber {
    user: UserId,
    credential: Credential,
    reads_all: bool,
    queue: mpsc::Sender<Arc<Frame>>,
    /// The last news dropped because the queue was full; 0: none.
    missed: Arc<AtomicI64>,
}

/// News as sent to the client.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    pub seq: i64,
    pub text: String,
}

/// The subscriber's side of a stream; dropping it unsubscribes.
pub struct Stream {
    hub: Hub,
    id: u64,
    room: Room,
    user: UserId,
    queue: mpsc::Receiver<Arc<Frame>>,
    missed: Arc<AtomicI64>,
}

/// The next item of a stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    News(Arc<Frame>),
    /// News up to this number were dropped: the client must reload everything.
    Lost(i64),
    /// The stream is over: signed out, role changed, or shutting down.
    Over,
}

impl Hub {
    /// Subscribes to the database, with a thread that ends with it.
    pub fn start(db: &Db, limits: Limits) -> Result<Self> {
        let shared = Shared {
            limits,
            subscribers: Mutex::default(),
            next: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        };
        let hub = Self(Arc::new(shared));
        let (sender, receiver) = flume::unbounded::<Vec<Signal>>();
        // Weak: the hub ends with the last App, and the thread with the database.
        let weak = Arc::downgrade(&hub.0);
        let work = move || {
            while let Ok(signals) = receiver.recv() {
                let Some(shared) = weak.upgrade() else { return };
                Hub(shared).dispatch(signals);
            }
        };
        thread::Builder::new().name("live".into()).spawn(work).context("cannot start a thread")?;
        db.listen(move |signals| {
            // Sending fails only if the thread is gone, and with it all subscribers.
            let _ = sender.send(signals);
        });
        Ok(hub)
    }

    /// Subscribes `actor` to their company's news.
    pub fn listen(&self, actor: &Actor) -> Result<Stream> {
        let scope = actor.scope.ok_or(Error::Forbidden)?;
        self.enter(Room::Company(scope.company()), scope.reach() == Reach::Company, actor)
    }

    /// Subscribes to the news of the instance itself.
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

    /// Ends every stream and refuses new ones: the server is stopping.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        self.subscribers().by_room.clear();
    }

    /// The number of subscribers.
    pub fn count(&self) -> usize {
        self.subscribers().count
    }

    /// The interval of keep-alives, at which access is checked again.
    pub fn pulse(&self) -> Duration {
        self.0.limits.pulse
    }

    fn dispatch(&self, signals: Vec<Signal>) {
        let mut subscribers = self.subscribers();
        for signal in signals {
            match signal {
                Signal::News(news) => subscribers.send(&news),
                Signal::Ended(whose) => subscribers.end(whose),
            }
        }
    }

    fn subscribers(&self) -> MutexGuard<'_, Subscribers> {
        self.0.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscribers {
    fn send(&self, news: &News) {
        let room = match news.audience {
            Audience::Everybody => None,
            Audience::Company(of) | Audience::User(of, _) => Some(Room::Company(of)),
            Audience::Operators => Some(Room::Instance),
        };
        let frame = Arc::new(Frame::of(news));
        match room {
            Some(room) => {
                if let Some(subscribers) = self.by_room.get(&room) {
                    send_to(room, subscribers, news.audience, &frame);
                }
            }
            None => {
                for (room, subscribers) in &self.by_room {
                    send_to(*room, subscribers, news.audience, &frame);
                }
            }
        }
    }

    /// Drops the hub's side: queued news are still delivered, then the stream ends.
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

fn send_to(
    room: Room,
    subscribers: &HashMap<u64, Subscriber>,
    audience: Audience,
    frame: &Arc<Frame>,
) {
    for subscriber in subscribers
        .values()
        .filter(|subscriber| audience.includes(room, subscriber.user, subscriber.reads_all))
    {
        // After a loss nothing more is queued until the subscriber was sent a resync.
        if subscriber.missed.load(Ordering::SeqCst) != 0
            || subscriber.queue.try_send(frame.clone()).is_err()
        {
            subscriber.missed.store(frame.seq, Ordering::SeqCst);
        }
    }
}

impl Frame {
    /// An event in the format of the standard, with `id`, `event` and `data`; the JSON is one line.
    pub fn of(news: &News) -> Self {
        let News { seq, kind, body, .. } = news;
        Self { seq: *seq, text: format!("id: {seq}\nevent: {kind}\ndata: {body}\n\n") }
    }
}

impl Stream {
    /// Waits for the next item. Cancel-safe.
    pub async fn next(&mut self) -> Heard {
        if let Ok(frame) = self.queue.try_recv() {
            return Heard::News(frame);
        }
        match self.missed.swap(0, Ordering::SeqCst) {
            0 => {}
            // News queued in between are delivered next.
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
