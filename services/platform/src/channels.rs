//! The ways to other services.

use anyhow::Context as _;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tonic::transport::{Channel, Endpoint};

const PATIENCE: Duration = Duration::from_secs(5);
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// Bytes that may wait, sent and not yet taken, of one call and of all calls on a connection: hundreds of uploads and
/// downloads that stand still leave the others their way.
pub(crate) const STREAM_WINDOW_BYTES: u32 = 256 << 10;
pub(crate) const CONNECTION_WINDOW_BYTES: u32 = 64 << 20;
/// A piece of a file comes in one frame: by the 16 kB that are usual, receiving cost more than hashing and storing.
pub(crate) const FRAME_BYTES: u32 = STREAM_WINDOW_BYTES;
/// How long new calls go over the same connection. A connection stays with the replica it reached first; the next one may
/// reach one that was added since. Calls under way end on theirs.
const LIFE: Duration = Duration::from_secs(300);
/// Where a service is that no entry names.
const ELSEWHERE: &str = "http://{service}:50051";

/// A connection for each service, even where one listener serves several: on a connection that both share, bytes which
/// intake has not taken yet would fill the window that it needs to pass those before them on to document, for ever.
#[derive(Clone)]
pub(crate) struct Channels {
    services: Arc<str>,
    open: Arc<Mutex<HashMap<String, Open>>>,
}

struct Open {
    channel: Channel,
    until: Instant,
}

impl Channels {
    /// Ways to the places that the setting `services` names: URLs, of which one may hold `{service}`, and `name=URL`.
    pub(crate) fn new(services: &str) -> anyhow::Result<Self> {
        for entry in services.split(',') {
            let url = split(entry).1.replace("{service}", "any");
            Endpoint::from_shared(url).with_context(|| format!("SERVICES: {entry:?} holds no URL"))?;
        }
        Ok(Self { services: services.into(), open: Arc::default() })
    }

    /// The way to `service`, connected when it is first used.
    pub(crate) fn to(&self, service: &str) -> Channel {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some(found) = open.get(service).filter(|it| now < it.until) {
            return found.channel.clone();
        }
        let channel = connect(place(&self.services, service));
        // Not all at once, where many processes began together.
        let until = now + LIFE.mul_f64(rand::random_range(0.75..1.25));
        open.insert(service.to_owned(), Open { channel: channel.clone(), until });
        channel
    }
}

fn connect(url: String) -> Channel {
    Endpoint::from_shared(url)
        .expect("each entry was checked with the name of a service in it")
        .connect_timeout(PATIENCE)
        .tcp_nodelay(true)
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_frame_size(FRAME_BYTES)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_while_idle(true)
        .connect_lazy()
}

/// The URL of `service`: of its own entry, or of the one without a name.
fn place(services: &str, service: &str) -> String {
    let entries = || services.split(',').map(split);
    let own = entries().find_map(|(name, url)| (name == Some(service)).then_some(url));
    let common = || entries().find_map(|(name, url)| name.is_none().then_some(url)).unwrap_or(ELSEWHERE);
    own.unwrap_or_else(common).replace("{service}", service)
}

/// Name and URL of `intake=http://…`; of a URL itself there is no name.
fn split(entry: &str) -> (Option<&str>, &str) {
    match entry.trim().split_once('=') {
        Some((name, url)) if name.chars().all(|it| it.is_ascii_lowercase()) => (Some(name), url),
        _ => (None, entry.trim()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_found_by_its_word_or_by_an_entry_of_its_own() {
        let some = "intake=http://127.0.0.1:1, http://{service}:50052";

        assert_eq!(place("http://{service}.telaah:50051", "review"), "http://review.telaah:50051");
        assert_eq!(place(some, "intake"), "http://127.0.0.1:1");
        assert_eq!(place(some, "letter"), "http://letter:50052");
        assert_eq!(place("intake=http://127.0.0.1:1", "letter"), "http://letter:50051");
    }

    #[test]
    fn a_place_that_is_no_url_is_refused_by_name() {
        let refused = Channels::new("http://{service}:50051,intake=http://a b").map(|_| ()).unwrap_err();

        assert_eq!(refused.to_string(), "SERVICES: \"intake=http://a b\" holds no URL");
    }

    #[tokio::test]
    async fn each_service_has_a_connection_for_its_life() {
        let channels = Channels::new("http://127.0.0.1:1").unwrap();
        let until = || channels.open.lock().unwrap().get("intake").map(|it| it.until);
        channels.to("document");
        assert_eq!(until(), None);

        channels.to("intake");
        let first = until();
        channels.to("intake");
        assert_eq!(until(), first);

        let now = Instant::now();
        channels.open.lock().unwrap().get_mut("intake").unwrap().until = now;
        channels.to("intake");
        assert!(Some(now) < until());
    }
}
