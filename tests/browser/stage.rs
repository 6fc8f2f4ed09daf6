//! A server on its own port, and browsers that use it.

use std::net::TcpListener;

use be_right::{App, http};
use poem::listener::TcpAcceptor;

use super::browser::{Browser, Screen};
use super::support::Server;

/// Runs a test with a browser, which afterwards must have no errors in its console.
pub async fn play(screen: Screen, story: impl AsyncFnOnce(&Server, &Browser)) {
    play_with(screen, |server| server.app.clone(), story).await;
}

/// The same, with several browsers at once.
pub async fn play_together<const N: usize>(
    screen: Screen,
    story: impl AsyncFnOnce(&Server, [&Browser; N]),
) {
    play(screen, async |server, first| {
        let mut others = vec![];
        for _ in 1..N {
            others.push(Browser::open(screen, first.home().to_owned()).await);
        }
        let mut all = [first; N];
        for (place, other) in all[1..].iter_mut().zip(&others) {
            *place = other;
        }
        story(server, all).await;
        for other in others {
            let complaints = other.complaints().await;
            other.close().await;
            assert!(complaints.is_empty(), "a browser says {complaints:#?}");
        }
    })
    .await;
}

/// The same, with an App made by the test.
pub async fn play_with(
    screen: Screen,
    app: impl FnOnce(&Server) -> App,
    story: impl AsyncFnOnce(&Server, &Browser),
) {
    play_in(screen, |home| Server::start_with(&[("public_url", home)]), app, story).await;
}

/// The same, on a server made by the test, which has this address.
pub async fn play_on(
    screen: Screen,
    make: impl FnOnce(&str) -> Server,
    story: impl AsyncFnOnce(&Server, &Browser),
) {
    play_in(screen, make, |server| server.app.clone(), story).await;
}

async fn play_in(
    screen: Screen,
    make: impl FnOnce(&str) -> Server,
    app: impl FnOnce(&Server) -> App,
    story: impl AsyncFnOnce(&Server, &Browser),
) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let home = format!("http://{}", listener.local_addr().unwrap());
    let server = make(&home);
    let routes = http::routes(app(&server)).unwrap();
    let serving =
        poem::Server::new_with_acceptor(TcpAcceptor::from_std(listener).unwrap()).run(routes);
    let browser = Browser::open(screen, home).await;
    tokio::select! {
        stopped = serving => panic!("the server stopped: {stopped:?}"),
        () = story(&server, &browser) => {}
    }
    let complaints = browser.complaints().await;
    browser.close().await;
    assert!(complaints.is_empty(), "the browser says {complaints:#?}");
}
