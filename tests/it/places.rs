//! Geocoding by an HTTP service that may be slow, broken, malicious or unreachable.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use be_right::adapters::HttpGeocoder;
use be_right::model::Timestamp;
use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Body, EndpointExt, IntoResponse, Request, Response, endpoint::make_sync};
use serde_json::{Value, json};

use crate::support::waiting::ends;
use crate::support::{Server, Studio};

/// What the service replies.
#[derive(Clone, Copy, Default)]
enum Mood {
    #[default]
    Knows,
    KnowsNothing,
    Fails,
    IsBusy,
    Refuses,
    SpeaksNonsense,
    NeverEnds,
    NeverAnswers,
    SendsElsewhere,
}

#[derive(Default)]
struct Service {
    mood: Mutex<Mood>,
    asked: Mutex<Vec<String>>,
}

impl Service {
    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn answer(&self, request: &Request) -> Response {
        self.asked.lock().unwrap().push(request.uri().to_string());
        let place = |features: Value| {
            let body = json!({ "type": "FeatureCollection", "features": features });
            Response::builder().content_type("application/json").body(body.to_string())
        };
        match *self.mood.lock().unwrap() {
            Mood::Knows => place(json!([{
                "type": "Feature", "properties": { "score": 0.96 },
                "geometry": { "type": "Point", "coordinates": [2.381, 48.858] },
            }])),
            Mood::KnowsNothing => place(json!([])),
            Mood::Fails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Mood::IsBusy => StatusCode::TOO_MANY_REQUESTS.into_response(),
            Mood::Refuses => StatusCode::BAD_REQUEST.into_response(),
            Mood::SpeaksNonsense => "<html>504 gateway".into_response(),
            Mood::NeverEnds => {
                let flood = tokio_stream::iter(std::iter::repeat_with(|| {
                    Ok::<_, std::io::Error>(vec![b' '; 16 * 1024])
                }));
                Response::builder().body(Body::from_bytes_stream(flood))
            }
            Mood::NeverAnswers => {
                let never = tokio_stream::pending::<Result<Vec<u8>, std::io::Error>>();
                Response::builder().body(Body::from_bytes_stream(never))
            }
            Mood::SendsElsewhere => Response::builder()
                .status(StatusCode::FOUND)
                .header("location", "/elsewhere")
                .finish(),
        }
    }
}

/// A service on a free port, and a server that uses it.
async fn start() -> (Arc<Service>, Server) {
    let service = Arc::new(Service::default());
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
    let asked = service.clone();
    let endpoint = make_sync(move |request| asked.answer(&request)).boxed();
    #[expect(clippy::disallowed_methods, reason = "another server, for the length of the test")]
    tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(endpoint));
    let url = format!("http://{address}");
    let geocoder = HttpGeocoder::new(&url, Duration::from_millis(500)).unwrap();
    let server = Server::start_on(&[], |app| app.geocoder = Some(Arc::new(geocoder)));
    (service, server)
}

fn ana(address: Value) -> Value {
    json!({
        "firstName": "Ana", "lastName": "Moreau", "email": "ana@example.org", "address": address,
    })
}

fn lilas() -> Value {
    json!({ "line": "12 rue des Lilas", "line2": "Bât. B", "postalCode": "75011", "city": "Paris" })
}

async fn place_of(studio: &Studio<'_>, path: &str) -> (Option<f64>, Option<f64>) {
    let found = studio.get(path).await;
    let address = &found.is(200).json["address"];
    (address["lat"].as_f64(), address["lng"].as_f64())
}

const FOUND: (Option<f64>, Option<f64>) = (Some(48.858), Some(2.381));
const NOWHERE: (Option<f64>, Option<f64>) = (None, None);

#[tokio::test]
async fn people_shoots_and_studios_are_placed() {
    let (service, server) = start().await;
    let studio = server.studio("lumiere").await;
    let id = studio.post("/employee", ana(lilas())).await.is(201).id("/id");
    let (event, _) = studio.plans("Été", &[]).await;
    let company = format!("/company/{}", studio.company);
    studio.put(&company, json!({ "name": "lumiere", "address": lilas() })).await.is(200);
    assert_eq!(place_of(&studio, &format!("/employee/{id}")).await, NOWHERE, "later, by a job");
    server.settle().await;
    assert_eq!(place_of(&studio, &format!("/employee/{id}")).await, FOUND);
    assert_eq!(place_of(&studio, &format!("/event/{event}")).await, FOUND);
    assert_eq!(place_of(&studio, &company).await, FOUND);
    let asked = service.asked();
    assert_eq!(asked.len(), 3, "once each: {asked:?}");
    assert!(asked[0].starts_with("/search/?q=12+rue+des+Lilas+75011+Paris&limit=1"), "{asked:?}");
    assert!(asked[0].contains("postcode=75011") && !asked[0].contains("B%C3%A2t"), "{asked:?}");
}

#[tokio::test]
async fn what_was_placed_by_hand_or_cannot_be_is_not_asked_about() {
    let (service, server) = start().await;
    let studio = server.studio("lumiere").await;
    let mut by_hand = lilas();
    by_hand["lat"] = json!(1.5);
    by_hand["lng"] = json!(2.5);
    let id = studio.post("/employee", ana(by_hand)).await.is(201).id("/id");
    let path = format!("/employee/{id}");
    server.settle().await;
    assert_eq!(place_of(&studio, &path).await, (Some(1.5), Some(2.5)));
    studio.put(&path, ana(json!({ "country": "France" }))).await.is(200);
    studio.put(&path, ana(Value::Null)).await.is(200);
    server.settle().await;
    assert!(service.asked().is_empty(), "{:?}", service.asked());
}

#[tokio::test]
async fn an_address_that_changed_meanwhile_keeps_what_it_has() {
    let (_, server) = start().await;
    let studio = server.studio("lumiere").await;
    let id = studio.post("/employee", ana(lilas())).await.is(201).id("/id");
    let path = format!("/employee/{id}");
    studio.put(&path, ana(json!({ "city": "Lyon", "lat": 45.7, "lng": 4.8 }))).await.is(200);
    server.settle().await;
    assert_eq!(place_of(&studio, &path).await, (Some(45.7), Some(4.8)));
}

#[tokio::test]
async fn a_service_that_does_not_answer_is_asked_again_later() {
    let (service, server) = start().await;
    let studio = server.studio("lumiere").await;
    let id = studio.post("/employee", ana(lilas())).await.is(201).id("/id");
    let path = format!("/employee/{id}");
    let moods = [
        Mood::Fails,
        Mood::IsBusy,
        Mood::SpeaksNonsense,
        Mood::NeverEnds,
        Mood::NeverAnswers,
        Mood::SendsElsewhere,
    ];
    for (nth, mood) in moods.into_iter().enumerate() {
        service.is(mood);
        // The queue goes on.
        ends(server.settle()).await;
        assert_eq!(service.asked().len(), nth + 1, "one try, no redirect followed");
        let studio = studio.comes_back().await;
        assert_eq!(place_of(&studio, &path).await, NOWHERE);
        assert_eq!(server.jobs().await, (1, 0), "it waits for its next turn");
        server.clock.advance(2 * Timestamp::HOUR);
    }
    service.is(Mood::Knows);
    server.settle().await;
    let studio = studio.comes_back().await;
    assert_eq!(place_of(&studio, &path).await, FOUND);
    assert_eq!(server.jobs().await, (0, 0));
    let kept = "SELECT COUNT(*) FROM jobs WHERE last_error LIKE '%Lilas%'";
    assert_eq!(crate::support::rows(server.folder.path(), kept), [["0"]]);
}

#[tokio::test]
async fn a_place_nobody_knows_stays_without_coordinates() {
    let (service, server) = start().await;
    let studio = server.studio("lumiere").await;
    for (mood, email) in [(Mood::KnowsNothing, "a@example.org"), (Mood::Refuses, "b@example.org")] {
        service.is(mood);
        let mut person = ana(lilas());
        person["email"] = json!(email);
        let id = studio.post("/employee", person).await.is(201).id("/id");
        server.settle().await;
        assert_eq!(place_of(&studio, &format!("/employee/{id}")).await, NOWHERE);
        assert_eq!(server.jobs().await, (0, 0), "done with");
    }
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test]
async fn nobody_is_asked_where_no_service_is_set() {
    let server = Server::start();
    let studio = server.studio("lumiere").await;
    let id = studio.post("/employee", ana(lilas())).await.is(201).id("/id");
    server.settle().await;
    assert_eq!(place_of(&studio, &format!("/employee/{id}")).await, NOWHERE);
}

#[tokio::test]
async fn the_addresses_of_a_file_are_looked_up_a_few_at_a_time() {
    let (service, server) = start().await;
    let studio = server.studio("lumiere").await;
    let line =
        |n: usize| format!("Moreau{n};Ana;ana{n}@example.org;{n} rue des Lilas;75011;Paris\n");
    let lines: String = (1..=70).map(line).collect();
    let file =
        format!("Nom;Prénom;E-mail;Adresse;Code postal;Ville\n{lines}Sans;Ada;s@example.org;;;\n");
    let taken = studio.sends("/employee-upload/csv", "a.csv", file.clone(), &[]).await;
    taken.is(202);
    server.settle().await;
    // The first of a page is looked up at once, the others at five a second.
    assert_eq!(service.asked().len(), 1);
    server.clock.advance(1_000);
    server.settle().await;
    assert_eq!(service.asked().len(), 6);
    for _ in 0..20 {
        server.clock.advance(1_000);
        server.settle().await;
    }
    let asked = service.asked();
    assert_eq!(asked.len(), 70, "once each");
    assert!(asked[0].contains("q=1+rue+des+Lilas+75011+Paris"), "{}", asked[0]);
    let people = studio.get("/employee?limit=100").await;
    let people = people.is(200).json["data"].as_array().unwrap();
    let placed = people.iter().filter(|one| one["address"]["lat"].is_number()).count();
    assert_eq!((placed, people.len()), (70, 71));
    assert_eq!(server.jobs().await, (0, 0));
    // The same file again changes no employee, and looks nothing up.
    studio.sends("/employee-upload/csv", "a.csv", file, &[]).await.is(202);
    server.settle().await;
    assert_eq!((service.asked().len(), server.jobs().await), (70, (0, 0)));
}
