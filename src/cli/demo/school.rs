//! The data of a sample school, for looking at pages with much in them: pupils in classes with their
//! guardians, photographers, and shoots with thousands of photographs.

use super::pictures::{Scene, photograph};
use super::story::{StudioBuilder, word_after};
use crate::actions::employees::{self, Outcome};
use crate::actions::events;
use crate::actions::files::{self, Labels, NamedBy, Names};
use crate::actions::{groups, invitations};
use crate::model::employee::{EmployeeInput, GuardianInput, Typed};
use crate::model::event::{Invited, PlanInput};
use crate::model::group::GroupInput;
use crate::model::invitation::InvitationInput;
use crate::model::{
    Address, EmployeeId, EventId, FileKind, FileOwner, GroupId, Role, Timestamp, UserId,
};
use crate::{Error, Result};

/// How much there is.
const CLASSES: usize = 45;
const PUPILS: usize = 1_200;
/// Of each of the two shoots with photographs.
const PHOTOS: usize = 2_000;
/// The pictures that are drawn; the photographs are copies that differ in a comment.
const DRAWN: usize = 40;
/// The files that are kept at once, and those in a row that show the same pupils.
const AT_ONCE: usize = 50;
const TOGETHER: usize = 5;

const FIRST: [&str; 24] = [
    "Inès",
    "Tom",
    "Zoé",
    "Noa",
    "Léa",
    "Émile",
    "Jade",
    "Gabriel",
    "Šárka",
    "Omar",
    "Lina",
    "Hugo",
    "Maël",
    "Aïcha",
    "Rose",
    "Adam",
    "Anouk",
    "Sacha",
    "Youssef",
    "Clémence",
    "Ulysse",
    "Nour",
    "Iris",
    "Théo",
];
const LAST: [&str; 25] = [
    "Moreau",
    "Lefèvre",
    "Petit",
    "Müller-Łęcka",
    "Haddad",
    "Roche",
    "Nguyễn",
    "Garcia",
    "Blanc",
    "Da Silva",
    "Fontaine",
    "O’Neill",
    "Traoré",
    "Bernard",
    "Kowalski",
    "Lambert",
    "Benali",
    "Leroy",
    "Dubois",
    "Marchand",
    "Perrin",
    "Faure",
    "Chevalier",
    "Meunier",
    "Colin",
];
const PHOTOGRAPHERS: [(&str, &str, &str); 3] = [
    ("Alix", "Renard", "alix@objectif.example"),
    ("Basile", "Costa", "basile@objectif.example"),
    ("Mina", "Okafor", "mina@objectif.example"),
];

/// Fills the sample studio with a school.
pub async fn fill(builder: &StudioBuilder<'_>, password: &str) -> Result<()> {
    let classes = classes(builder).await?;
    let pupils = pupils(builder, &classes).await?;
    let mut partners = vec![];
    for (first, last, email) in PHOTOGRAPHERS {
        partners.push(photographer(builder, first, last, email, password).await?);
    }
    // As many as may be asked about one event.
    let asked = Invited { groups: classes[..36].to_vec(), ..Invited::default() };
    let first = plan(builder, "Photos de classe", -12, partners.first().copied(), asked).await?;
    let some = Invited { groups: classes[..6].to_vec(), ..Invited::default() };
    let second = plan(builder, "Fête de l’école", -2, partners.get(1).copied(), some).await?;
    let some = Invited { groups: classes[6..8].to_vec(), ..Invited::default() };
    plan(builder, "Sortie au musée", 9, partners.get(2).copied(), some).await?;
    builder.settle().await?;
    let drawn = (0..DRAWN).map(draw).collect::<Result<Vec<_>>>()?;
    for event in [first, second] {
        photographs(builder, event, &drawn, &pupils).await?;
    }
    builder.settle().await
}

async fn classes(builder: &StudioBuilder<'_>) -> Result<Vec<GroupId>> {
    let levels = ["CP", "CE1", "CE2", "CM1", "CM2", "6e", "5e", "4e", "3e"];
    let mut classes = vec![];
    for at in 0..CLASSES {
        let letter = char::from(b'A' + (at / levels.len()) as u8);
        let name = format!("{} {letter}", levels[at % levels.len()]);
        let input = GroupInput { name, description: None };
        classes.push(groups::create(builder.app, builder.scope, input, vec![], None).await?.id);
    }
    Ok(classes)
}

/// The pupils. Brothers and sisters have the same guardians, and the same e-mail address.
async fn pupils(builder: &StudioBuilder<'_>, classes: &[GroupId]) -> Result<Vec<EmployeeId>> {
    let year = i32::from(builder.app.now().day_in(&builder.app.config.time_zone).year());
    let input = |at: usize| {
        // Two of five have a brother or a sister.
        let family = at - usize::from(at % 5 == 1);
        let last = LAST[family % LAST.len()];
        let guardian = |nth: usize| GuardianInput {
            first_name: FIRST[(family * 7 + nth * 5) % FIRST.len()].to_owned(),
            last_name: last.to_owned(),
            email: format!("famille{family}.{nth}@mail.example"),
            locale: None,
        };
        EmployeeInput {
            first_name: FIRST[(at * 5 + at / FIRST.len()) % FIRST.len()].to_owned(),
            last_name: last.to_owned(),
            email: format!("famille{family}.0@mail.example"),
            fields: Typed {
                birth_date: Some(format!("{}-{:02}-14", year - 6 - (at % 9) as i32, at % 12 + 1)),
                locale: Some(builder.locale),
                ..Typed::default()
            },
            // One in two hundred has none, which is to be seen.
            guardians: if at % 200 == 199 { vec![] } else { vec![guardian(0), guardian(1)] },
            groups: Some(vec![classes[at % classes.len()]]),
        }
    };
    let mut added = vec![];
    for from in (0..PUPILS).step_by(200) {
        let some = (from..from + 200).map(|at| Ok(input(at))).collect();
        let (app, scope) = (builder.app, builder.scope);
        for one in employees::create_many(app, scope, some, builder.locale, None).await? {
            match one {
                Outcome::Added(person) => added.push(person.employee.id),
                Outcome::Refused(why) => {
                    return Err(anyhow::anyhow!("a sample pupil is refused: {why:?}").into());
                }
            }
        }
    }
    Ok(added)
}

/// A photographer who accepts the invitation.
async fn photographer(
    builder: &StudioBuilder<'_>,
    first: &str,
    last: &str,
    email: &str,
    password: &str,
) -> Result<UserId> {
    let input = InvitationInput {
        email: email.to_owned(),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        role: Role::Photographer,
        locale: builder.locale,
    };
    let (app, origin) = (builder.app, super::story::browser);
    invitations::invite(app, builder.scope, builder.owner, input, true, None, origin()).await?;
    builder.settle().await?;
    let (_, token) = builder.found(email, |text| word_after(text, "/join/")).await?;
    invitations::accept(app, &token, Some(password.to_owned()), origin()).await?;
    let found = crate::actions::users::partners(
        app,
        builder.scope,
        crate::model::PageQuery {
            page: 1,
            limit: 100,
            order: crate::actions::users::PartnerOrder::Name,
            descending: false,
            with_deleted: false,
            among: None,
        },
    );
    let found = found.await?.data.into_iter().find(|one| one.email == email);
    Ok(found.ok_or(Error::NotFound("user"))?.id)
}

async fn plan(
    builder: &StudioBuilder<'_>,
    name: &str,
    day: i64,
    partner: Option<UserId>,
    asked: Invited,
) -> Result<EventId> {
    let start = builder.morning(day);
    let input = PlanInput {
        name: name.to_owned(),
        description: None,
        client: None,
        start,
        end: start.plus(8 * Timestamp::HOUR),
        address: Address {
            line: Some("7 rue de l’École".to_owned()),
            postal_code: Some("69003".to_owned()),
            city: Some("Lyon".to_owned()),
            ..Address::default()
        },
        partner,
    };
    let asked = Invited { leaves_out: true, ..asked };
    let made = events::create(builder.app, builder.scope, builder.owner, input, asked, None);
    Ok(made.await?.event.id)
}

/// Adds photographs to an event, and names two pupils on most of them.
async fn photographs(
    builder: &StudioBuilder<'_>,
    event: EventId,
    drawn: &[Vec<u8>],
    pupils: &[EmployeeId],
) -> Result<()> {
    let owner = FileOwner::Event(event);
    let intake = files::begin(builder.app, builder.scope, builder.owner, owner).await?;
    for from in (0..PHOTOS).step_by(AT_ONCE) {
        let mut arrived = vec![];
        for at in from..from + AT_ONCE {
            let mut file = intake.next().await?;
            let bytes = with_comment(&drawn[at % drawn.len()], &format!("photograph {at}"));
            file.write(builder.app, &bytes).await?;
            arrived.push(intake.arrived(file, Some(format!("IMG_{at:04}.jpg"))).await?);
        }
        let labels = Labels { kind: Some(FileKind::EventPhoto), ..Labels::default() };
        let kept = intake.keep(arrived, labels).await?;
        let ids =
            kept.into_iter().map(|one| one.map(|kept| kept.file.id)).collect::<Result<Vec<_>>>()?;
        for (nth, some) in ids.chunks(TOGETHER).enumerate() {
            let at = from / TOGETHER + nth;
            if at % 4 == 3 {
                continue;
            }
            let who = [0, 1].map(|more| pupils[(at * 2 + more) % pupils.len()]);
            let by = NamedBy { user: builder.owner, confirmed: false, is_program: false };
            let names = Names::These(who.to_vec());
            files::name_people(
                builder.app,
                builder.scope,
                by,
                some.to_vec(),
                names,
                files::IdsFrom::Path,
            )
            .await?;
        }
    }
    Ok(())
}

/// Two pupils of those there are, from near or far.
fn draw(number: usize) -> Result<Vec<u8>> {
    const PAIRS: [&[(usize, u32)]; 5] = [
        &[(0, 390), (4, 620)],
        &[(3, 385), (1, 615)],
        &[(5, 380), (2, 620)],
        &[(6, 390), (0, 610)],
        &[(4, 385), (3, 620)],
    ];
    let people = PAIRS[number % PAIRS.len()];
    let scene = Scene { people, head: 200 + number as u32 % 3 * 30, is_from_behind: false };
    photograph(number as u32, &scene)
}

/// The same JPEG with a comment (ITU-T T.81, B.2.4.5), so that it is another file.
fn with_comment(jpeg: &[u8], text: &str) -> Vec<u8> {
    let length = (text.len() + 2) as u16;
    let head = [&jpeg[..2], b"\xff\xfe", &length.to_be_bytes()].concat();
    [&head, text.as_bytes(), &jpeg[2..]].concat()
}
