//! A server on a port of its own, and a browser in front of it.

use std::net::TcpListener;

use be_right::{App, http};
use poem::listener::TcpAcceptor;

use super::browser::{Browser, Screen};
use super::support::Server;

/// Plays a story; afterwards the browser must have had nothing to complain of.
pub async fn play(screen: Screen, story: impl AsyncFnOnce(&Server, &Browser)) {
    play_with(screen, |server| server.app.clone(), story).await;
}

/// The same, with an App of the story's own.
pub async fn play_with(
    screen: Screen,
    app: impl FnOnce(&Server) -> App,
    story: impl AsyncFnOnce(&Server, &Browser),
) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let home = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::start_with(&[("public_url", &home)]);
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
