//! The data of the sample studio: its events, who is asked, and their answers.

use super::pictures::{Scene, photograph};
use crate::actions::auth::{self, NewPerson};
use crate::actions::companies::{self, Details};
use crate::actions::consent::{self, Submission};
use crate::actions::files::{self, Labels, NamedBy, Names};
use crate::actions::takedowns::{self, NewPublications};
use crate::actions::{Origin, Scope, employees, events};
use crate::model::employee::{EmployeeInput, Typed};
use crate::model::event::PlanInput;
use crate::model::takedown::{Medium, PlaceInput};
use crate::model::{
    Address, CustomerKind, EmployeeId, EventId, FileId, FileKind, FileOwner, Identity, Locale,
    SignatureInput, SignatureKind, Timestamp, Use, UserId,
};
use crate::ports::Outbox;
use crate::{App, Result, worker};

/// The values the welcome text prints.
pub struct SampleStudio {
    pub owner: String,
    pub studio: String,
    /// The employee whose answer the last event waits for.
    pub waiting: String,
    /// The id of their invitation in the outbox.
    pub invitation: String,
}

/// The answer of an employee.
#[derive(Clone, Copy)]
enum SampleAnswer {
    Yes(&'static [Use]),
    No(&'static str),
    /// Not answered.
    Nothing,
}
use SampleAnswer::{No, Nothing, Yes};

const OWNER: &str = "camille@studio-lumiere.example";
const STUDIO: &str = "Studio Lumière";
/// The newest mails, among which a link or code is looked for.
const NEWEST: usize = 500;
/// Drawn for the demo.
const LOGO: &[u8] = include_bytes!("../../../assets/demo/logo.png");
/// The colour of the logo.
const COLOUR: &str = "#c2410c";
/// Of each event, so many photographs are on the website.
const PUBLISHED: usize = 3;
const SIRET: &str = "90412753700010";
const NET: &[Use] = &[Use::INTERNAL, Use::WEB, Use::SOCIAL];

/// First name, last name, address, and language if it is not the studio's.
const PEOPLE: &[(&str, &str, &str, Option<Locale>)] = &[
    ("Inès", "Moreau", "ines.moreau@mail.example", None),
    ("Tom", "Lefèvre", "tom.lefevre@mail.example", None),
    ("Šárka", "Müller-Łęcka", "sarka@mail.example", Some(Locale::En)),
    ("花子", "山田", "hanako@mail.example", Some(Locale::En)),
    ("عمر", "حداد", "omar.haddad@mail.example", None),
    ("Emma", "Clarke", "emma.clarke@mail.example", None),
    ("Léa", "Petit", "lea.petit@mail.example", None),
];

/// An event: names in French and English, place, first day counted from today, hours, and the
/// employees asked (index in [`PEOPLE`]) with their answers.
struct SampleEvent {
    names: [&'static str; 2],
    place: [&'static str; 3],
    day: i64,
    hours: i64,
    asked: &'static [(usize, SampleAnswer)],
    photos: &'static [SamplePhoto],
}

/// A drawn photograph, and what is known of who is on it.
struct SamplePhoto {
    scene: Scene,
    named: PhotoNames,
}

/// Whether the people of a photograph are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PhotoNames {
    /// All of them.
    Everybody,
    /// Nobody is recognisable.
    Nobody,
    /// Not yet.
    NotYet,
}

const fn photo(people: &'static [(usize, u32)], head: u32, named: PhotoNames) -> SamplePhoto {
    let is_from_behind = matches!(named, PhotoNames::Nobody);
    SamplePhoto { scene: Scene { people, head, is_from_behind }, named }
}

/// Those of the gala: who accepted everything, something, refused (6), or was not asked (5).
const GALA: &[SamplePhoto] = {
    use PhotoNames::{Everybody, Nobody, NotYet};
    &[
        photo(&[(0, 500)], 300, Everybody),
        photo(&[(0, 390), (2, 620)], 250, Everybody),
        photo(&[(2, 480)], 320, Everybody),
        photo(&[(2, 385), (3, 615)], 230, Everybody),
        photo(&[(3, 520)], 290, Everybody),
        photo(&[(0, 310), (2, 500), (3, 690)], 180, Everybody),
        photo(&[(6, 500)], 300, Everybody),
        photo(&[(0, 385), (6, 615)], 240, Everybody),
        photo(&[(5, 480)], 280, Everybody),
        photo(&[(0, 390), (5, 625)], 240, Everybody),
        photo(&[(2, 380), (5, 615)], 260, Everybody),
        photo(&[(1, 390), (4, 620)], 240, Nobody),
        photo(&[], 250, Nobody),
        photo(&[(0, 400)], 340, NotYet),
        photo(&[(3, 390), (6, 610)], 230, NotYet),
        photo(&[(2, 320), (0, 510), (6, 700)], 175, NotYet),
    ]
};

const EVENTS: &[SampleEvent] = &[
    SampleEvent {
        names: ["Séminaire de printemps", "Spring seminar"],
        place: ["3 quai des Célestins", "69002", "Lyon"],
        day: -40,
        hours: 8,
        asked: &[(0, Yes(&Use::DEFAULT)), (4, Nothing)],
        photos: &[],
    },
    SampleEvent {
        names: ["Gala de l’atelier", "Workshop gala"],
        place: ["14 rue des Artisans", "44000", "Nantes"],
        day: -3,
        hours: 6,
        asked: &[
            (0, Yes(&Use::DEFAULT)),
            (2, Yes(NET)),
            (3, Yes(&[Use::INTERNAL])),
            (6, No("Je préfère ne pas apparaître.")),
        ],
        photos: GALA,
    },
    SampleEvent {
        names: ["Portraits de l’équipe", "Team portraits"],
        place: ["5 place du Marché", "31000", "Toulouse"],
        day: 12,
        hours: 4,
        asked: &[(0, Nothing), (1, Nothing), (2, Nothing), (6, Yes(NET))],
        photos: &[],
    },
    // The last event lacks one answer.
    SampleEvent {
        names: ["Reportage en cuisine", "A day in the kitchen"],
        place: ["22 rue de la République", "69001", "Lyon"],
        day: 0,
        hours: 33,
        asked: &[(1, Yes(NET)), (3, Yes(&Use::DEFAULT)), (5, Nothing)],
        photos: &[],
    },
];

/// Creates all sample data.
pub async fn create(
    app: &App,
    outbox: &dyn Outbox,
    locale: Locale,
    password: &str,
    is_large: bool,
) -> Result<SampleStudio> {
    let owner = NewPerson {
        email: OWNER.to_owned(),
        password: password.to_owned(),
        first_name: "Camille".to_owned(),
        last_name: "Martin".to_owned(),
        company_name: Some(STUDIO.to_owned()),
        role: Some(crate::model::Role::Admin),
        locale,
    };
    auth::add(app, owner).await?;
    let entered = auth::login(app, OWNER, password.to_owned(), None, browser(), "demo").await?;
    let (actor, _) = auth::authenticate(app, entered.tokens.access).await?;
    let scope = actor.scope.ok_or_else(|| anyhow::anyhow!("the sample studio has no company"))?;
    let builder = StudioBuilder { app, outbox, scope, owner: actor.user, locale };
    builder.describe().await?;
    builder.upload_logo().await?;
    let mut people = vec![];
    for &(first, last, email, locale) in PEOPLE {
        let locale = locale.unwrap_or(builder.locale);
        people.push(builder.meet(first, last, email, locale).await?);
    }
    let (mut waiting, mut invitation) = (String::new(), String::new());
    for event in EVENTS {
        let (id, name) = builder.plan(event, &people).await?;
        builder.settle().await?;
        for (who, word) in event.asked {
            let (first, last, email, _) = PEOPLE[*who];
            match word {
                Nothing => {
                    waiting = format!("{first} {last}");
                    (invitation, _) = builder.invitation(email, &name).await?;
                }
                word => builder.answer(&format!("{first} {last}"), email, &name, *word).await?,
            }
        }
        builder.photographs(id, event.photos, &people).await?;
        builder.settle().await?;
    }
    if is_large {
        super::school::fill(&builder, password).await?;
    }
    Ok(SampleStudio { owner: OWNER.to_owned(), studio: STUDIO.to_owned(), waiting, invitation })
}

/// The studio that is being filled.
pub(super) struct StudioBuilder<'a> {
    pub app: &'a App,
    outbox: &'a dyn Outbox,
    pub scope: Scope,
    pub owner: UserId,
    pub locale: Locale,
}

impl StudioBuilder<'_> {
    /// Runs the jobs that are due: loops, PDFs.
    pub async fn settle(&self) -> Result<()> {
        while worker::run_next(self.app).await? {}
        Ok(())
    }

    /// Uploads the studio's logo.
    async fn upload_logo(&self) -> Result<()> {
        let (app, owner) = (self.app, FileOwner::Company);
        let intake = files::begin(app, self.scope, self.owner, owner).await?;
        let mut file = intake.next().await?;
        file.write(app, LOGO).await?;
        let arrived = intake.arrived(file, Some("logo.png".to_owned())).await?;
        let labels = Labels { kind: Some(FileKind::Logo), ..Labels::default() };
        intake.keep(vec![arrived], labels).await?.into_iter().try_for_each(|kept| kept.map(drop))
    }

    /// What a studio tells about itself in its settings.
    async fn describe(&self) -> Result<()> {
        let query = crate::model::PageQuery {
            page: 1,
            limit: 1,
            order: companies::Order::Name,
            descending: false,
            with_deleted: false,
            among: None,
        };
        let mut own = companies::list(self.app, self.owner, query).await?;
        let company = own.data.pop().ok_or(crate::Error::NotFound("company"))?;
        let text = |text: &str| Some(text.to_owned());
        let details = Details {
            siret: text(SIRET),
            colour: text(COLOUR),
            contact_email: text("bonjour@studio-lumiere.example"),
            identity: Some(Identity {
                legal_form: text("SAS"),
                representative: text("Camille Martin"),
                capacity: text(match self.locale {
                    Locale::Fr => "présidente",
                    Locale::En => "president",
                }),
                vat_number: None,
                contact_name: text("Camille Martin"),
                contact_phone: text("+33472000000"),
                privacy_contact: None,
                customer_kind: CustomerKind::Business,
            }),
            address: Address {
                line: text("18 rue de la Charité"),
                postal_code: text("69002"),
                city: text("Lyon"),
                country: text("FR"),
                ..Address::default()
            },
            ..Details::named(STUDIO)
        };
        companies::update(self.app, self.owner, company.id, details, browser()).await.map(drop)
    }

    /// Adds drawn photographs to an event, and names who is on them.
    async fn photographs(
        &self,
        event: EventId,
        photos: &[SamplePhoto],
        people: &[EmployeeId],
    ) -> Result<()> {
        if photos.is_empty() {
            return Ok(());
        }
        let (app, scope) = (self.app, self.scope);
        let intake = files::begin(app, scope, self.owner, FileOwner::Event(event)).await?;
        let mut arrived = vec![];
        for (nth, photo) in photos.iter().enumerate() {
            let mut file = intake.next().await?;
            file.write(app, &photograph(nth as u32, &photo.scene)?).await?;
            arrived.push(intake.arrived(file, Some(format!("IMG_{:04}.jpg", 4_201 + nth))).await?);
        }
        let labels = Labels { kind: Some(FileKind::EventPhoto), ..Labels::default() };
        let mut published = vec![];
        for (kept, photo) in intake.keep(arrived, labels).await?.into_iter().zip(photos) {
            let names = match photo.named {
                PhotoNames::NotYet => continue,
                PhotoNames::Nobody => Names::Nobody,
                PhotoNames::Everybody => {
                    Names::These(photo.scene.people.iter().map(|(who, _)| people[*who]).collect())
                }
            };
            let by = NamedBy { user: self.owner, confirmed: false, is_program: false };
            let id = kept?.file.id;
            if matches!(names, Names::These(_)) {
                published.push(id);
            }
            files::name_people(app, scope, by, vec![id], names, files::IdsFrom::Path).await?;
        }
        published.truncate(PUBLISHED);
        self.publish(published).await
    }

    /// Notes that photographs are on the studio's website.
    async fn publish(&self, files: Vec<FileId>) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let place = PlaceInput {
            place: "https://studio-lumiere.example/galerie".to_owned(),
            ..PlaceInput::default()
        };
        let new = NewPublications { files, wanted: Use::WEB, medium: Medium::Website, place };
        takedowns::note(self.app, self.scope, self.owner, new, None).await.map(drop)
    }

    async fn meet(
        &self,
        first: &str,
        last: &str,
        email: &str,
        locale: Locale,
    ) -> Result<EmployeeId> {
        let input = EmployeeInput {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            email: email.to_owned(),
            fields: Typed { locale: Some(locale), ..Typed::default() },
            ..EmployeeInput::default()
        };
        let person = employees::create(self.app, self.scope, input, locale, None).await?;
        Ok(person.employee.id)
    }

    async fn plan(&self, event: &SampleEvent, people: &[EmployeeId]) -> Result<(EventId, String)> {
        let [line, postal_code, city] = event.place.map(|text| Some(text.to_owned()));
        let start = self.morning(event.day);
        let name = match self.locale {
            Locale::Fr => event.names[0],
            Locale::En => event.names[1],
        };
        let input = PlanInput {
            name: name.to_owned(),
            description: None,
            client: None,
            start,
            end: start.plus(event.hours * Timestamp::HOUR),
            address: Address {
                line,
                postal_code,
                city,
                country: Some("FR".to_owned()),
                ..Address::default()
            },
            partner: None,
        };
        let asked: Vec<_> = event.asked.iter().map(|(who, _)| people[*who]).collect();
        let planned = events::create(self.app, self.scope, self.owner, input, asked, None).await?;
        Ok((planned.event.id, name.to_owned()))
    }

    /// Follows the steps of a signer: invitation, e-mail code, decision, signature.
    async fn answer(&self, name: &str, email: &str, event: &str, word: SampleAnswer) -> Result<()> {
        let (_, token) = self.invitation(email, event).await?;
        consent::request_code(self.app, &token, phone(), "demo").await?;
        self.settle().await?;
        let (_, code) = self.found(email, six_digits).await?;
        let verified = consent::verify_code(self.app, &token, &code, phone(), "demo").await?;
        let session = consent::authenticate(self.app, &token, &verified.session).await?;
        let (uses, reason) = match word {
            Yes(uses) => (uses.to_vec(), None),
            No(reason) => (vec![], Some(reason.to_owned())),
            Nothing => return Ok(()),
        };
        let submission = Submission {
            accepted: !uses.is_empty(),
            signature: (!uses.is_empty()).then(|| scribble(name)),
            uses,
            document_sha256: verified.shown.sha256.hex(),
            reason,
            keep_signature: false,
            other_guardian: None,
            child_agrees: verified.shown.document.asks_child(),
            sole_authority: false,
        };
        consent::answer(self.app, session, submission, phone()).await?;
        Ok(())
    }

    /// The mail id of an invitation to an event, and its token.
    async fn invitation(&self, email: &str, event: &str) -> Result<(String, String)> {
        let token = |text: &str| text.contains(event).then(|| word_after(text, "/sign/")).flatten();
        self.found(email, token).await
    }

    /// The id of the newest mail to `email` in which `pick` finds something, and the result.
    pub async fn found(
        &self,
        email: &str,
        pick: impl Fn(&str) -> Option<String>,
    ) -> Result<(String, String)> {
        for entry in self.outbox.list("", 0, NEWEST).await?.0 {
            if !entry.to.contains(email) {
                continue;
            }
            if let Some(mail) = self.outbox.read(&entry.id).await?
                && let Some(found) = pick(&mail.text)
            {
                return Ok((entry.id, found));
            }
        }
        Err(anyhow::anyhow!("the sample mail to {email} is not in the outbox").into())
    }

    /// Nine o'clock, that many days from today.
    pub fn morning(&self, day: i64) -> Timestamp {
        let zone = &self.app.config.time_zone;
        let now = self.app.now();
        let date = now.plus(day * Timestamp::DAY).day_in(zone);
        let nine = date.at(9, 0, 0, 0).to_zoned(zone.clone());
        nine.map_or(now, |nine| Timestamp(nine.timestamp().as_millisecond()))
    }
}

pub(super) fn word_after(text: &str, before: &str) -> Option<String> {
    let rest = &text[text.find(before)? + before.len()..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)));
    Some(rest[..end.unwrap_or(rest.len())].to_owned())
}

fn six_digits(text: &str) -> Option<String> {
    let digits = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    text.lines()
        .map(digits)
        .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
}

/// A signature of loops across the pad, one per character of the name.
fn scribble(name: &str) -> SignatureInput {
    let loops = name.chars().count().clamp(6, 16) as f64;
    let seed: u32 = name.chars().map(u32::from).sum();
    let points = (0..(loops as u32) * 14).map(|step| {
        let turn = f64::from(step) / 14.0;
        let wild = f64::from((seed / 3 + step / 14 * 7) % 11) / 11.0;
        let angle = turn * std::f64::consts::TAU;
        let x = 24.0 + turn * (340.0 / loops) + 9.0 * angle.sin();
        let y = 78.0 - turn * 1.5 + (16.0 + 22.0 * wild) * angle.cos();
        vec![x.round(), y.round(), f64::from(step * 9)]
    });
    let stroke: Vec<Vec<f64>> = points.collect();
    let end = loops * 14.0 * 9.0 + 150.0;
    let flourish = (0..20).map(|step| {
        let at = f64::from(step);
        vec![60.0 + at * 15.0, (128.0 + 5.0 * (at / 3.0).sin()).round(), end + at * 8.0]
    });
    SignatureInput {
        kind: SignatureKind::Strokes,
        width: Some(400.0),
        height: Some(160.0),
        strokes: Some(vec![stroke, flourish.collect()]),
        data: None,
        name: None,
    }
}

pub(super) fn browser() -> Origin {
    Origin { ip: Some("127.0.0.1".to_owned()), user_agent: Some("be-right demo".to_owned()) }
}

fn phone() -> Origin {
    Origin {
        ip: Some("192.0.2.7".to_owned()),
        user_agent: Some("be-right demo, as a phone".to_owned()),
    }
}
