//! Relevance: about two hundred employees, events and groups of a company, and for each query what
//! the search should find first.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{encoded, names};
use crate::support::{Server, Studio};

const FIRST: &[&str] = &[
    "Élodie",
    "Jean-Marc",
    "Anaïs",
    "François",
    "Zoé",
    "Loïc",
    "Maëlys",
    "Théo",
    "Chloé",
    "Noël",
    "Inès",
    "Rémi",
    "Clémence",
    "Gaël",
    "Hélène",
];
const LAST: &[&str] = &[
    "Martin", "Lefèvre", "Dupont", "Bernard", "Petit", "Durand", "Moreau", "Simon", "Laurent",
    "Michel",
];
/// First name, last name, e-mail, telephone.
const PEOPLE: &[(&str, &str, &str, &str)] = &[
    ("Hans", "Müller", "h.mueller@kodak.example", "+33612345678"),
    ("Sofia", "Muller", "sofia@muller.example", ""),
    ("Šárka", "Łęcka", "sarka@praha.example", "+33798765432"),
    ("Søren", "Ångström", "soren@nord.example", ""),
    ("Jürgen", "Groß", "juergen@gross.example", ""),
    ("Siobhán", "O’Brien", "siobhan@eire.example", ""),
    ("Anne", "de La Fontaine", "anne@fables.example", ""),
    ("Aurélie", "N’Guyen", "aurelie@nguyen.example", ""),
    ("山田", "太郎", "yamada@tokyo.example", ""),
    ("Жанна", "Иванова", "janna@moskva.example", ""),
    ("Anastasia", "Konstantinopoulou", "a.k@athina.example", ""),
    ("Marine", "Martinez", "marine@soleil.example", ""),
    ("Martine", "Lopez", "martine@soleil.example", ""),
    ("Christophe", "Le Goff", "c.legoff@breizh.example", "+33298001122"),
    ("Ève", "Rousseau", "eve.rousseau@studio-lumiere.example", ""),
    ("Jean", "Valjean", "24601@bagne.example", ""),
    ("Marc", "Jean", "marc.jean@paris.example", ""),
];
const SHOOTS: &[(&str, &str)] = &[
    ("Portraits d’équipe", "Au studio, puis dans le jardin. Tenues claires."),
    ("Mariage de Camille et Jules", "Cérémonie laïque à la plage, puis dîner."),
    ("Gala 2026", "Soirée des donateurs : discours, concerts, danses."),
    ("Gala 2025", "La précédente."),
    ("Rentrée des classes", "Photographies de classe, de la maternelle au lycée."),
    ("Summer wedding party", "Guests shooting, dancing, speeches and cutting the cake."),
    ("Défilé Haute Couture", "Backstage et podium."),
    ("Séance à Saint-Étienne", "Le stade et ses supporters."),
    ("Catalogue d’hiver", "Manteaux, bonnets, écharpes."),
    ("Kermesse de l’école", "Jeux d’enfants ; demander aux parents."),
];
const GROUPS: &[(&str, &str)] = &[
    ("Comédiens", "La troupe du théâtre municipal"),
    ("Classe de CM2", "Année scolaire"),
    ("Bénévoles du festival", ""),
];

/// The query, and the first result; after `|`, the other results in any order; after `~`, there may
/// be more; `-` for none.
const TABLE: &[(&str, &str)] = &[
    // Accents, case, other letters.
    ("muller", "EMPLOYEE Sofia Muller;EMPLOYEE Hans Müller~"),
    ("MÜLLER", "EMPLOYEE Sofia Muller;EMPLOYEE Hans Müller~"),
    ("Müler", "EMPLOYEE Sofia Muller;EMPLOYEE Hans Müller~"),
    ("mueller", "EMPLOYEE Hans Müller~"),
    ("lecka", "EMPLOYEE Šárka Łęcka~"),
    ("sarka lecka", "EMPLOYEE Šárka Łęcka"),
    ("soren angstrom", "EMPLOYEE Søren Ångström"),
    ("gross", "EMPLOYEE Jürgen Groß~"),
    ("жанна", "EMPLOYEE Жанна Иванова"),
    ("ЖАН", "EMPLOYEE Жанна Иванова"),
    ("山田", "EMPLOYEE 山田 太郎"),
    ("田 太", "EMPLOYEE 山田 太郎"),
    ("e\u{301}lodie lefe\u{300}vre", "EMPLOYEE Élodie Lefèvre"),
    // While typing.
    ("élodie mar", "EMPLOYEE Élodie Martin"),
    ("mar élo", "EMPLOYEE Élodie Martin"),
    ("konst", "EMPLOYEE Anastasia Konstantinopoulou"),
    ("k", "EMPLOYEE Anastasia Konstantinopoulou~"),
    ("cou", "EVENT Défilé Haute Couture~"),
    // Elisions, hyphens, particles.
    ("o'brien", "EMPLOYEE Siobhán O’Brien"),
    ("obrien", "EMPLOYEE Siobhán O’Brien"),
    ("fontaine", "EMPLOYEE Anne de La Fontaine"),
    ("de la fontaine", "EMPLOYEE Anne de La Fontaine"),
    ("nguyen", "EMPLOYEE Aurélie N’Guyen"),
    ("jeanmarc durand", "EMPLOYEE Jean-Marc Durand"),
    ("jean marc durand", "EMPLOYEE Jean-Marc Durand"),
    ("\"jean marc\" durand", "EMPLOYEE Jean-Marc Durand"),
    ("\"marc jean\"", "EMPLOYEE Marc Jean"),
    ("\"marc durand\"", "EMPLOYEE Jean-Marc Durand"),
    ("\"durand marc\"", "-"),
    ("legoff", "EMPLOYEE Christophe Le Goff"),
    // Misspellings.
    ("konstantinopulou", "EMPLOYEE Anastasia Konstantinopoulou"),
    ("konstantinpoulo", "EMPLOYEE Anastasia Konstantinopoulou"),
    ("rousesau", "EMPLOYEE Ève Rousseau"),
    ("cristophe", "EMPLOYEE Christophe Le Goff"),
    ("elodi lefevre", "EMPLOYEE Élodie Lefèvre"),
    ("dupotn clemence", "EMPLOYEE Clémence Dupont"),
    // Exact before longer before misspelt.
    ("marine", "EMPLOYEE Marine Martinez;EMPLOYEE Martine Lopez~"),
    ("theo martin", "EMPLOYEE Théo Martin~"),
    // E-mails and numbers.
    ("eve.rousseau@studio-lumiere.example", "EMPLOYEE Ève Rousseau"),
    ("@kodak", "EMPLOYEE Hans Müller"),
    ("praha", "EMPLOYEE Šárka Łęcka"),
    ("06 12 34 56 78", "EMPLOYEE Hans Müller"),
    ("+33612345678", "EMPLOYEE Hans Müller"),
    ("0612345", "EMPLOYEE Hans Müller"),
    ("345678", "EMPLOYEE Hans Müller"),
    ("98 76 54 32", "EMPLOYEE Šárka Łęcka"),
    ("24601", "EMPLOYEE Jean Valjean"),
    ("müller 0612", "EMPLOYEE Hans Müller"),
    // Text: other forms of the words, in both languages.
    ("portrait", "EVENT Portraits d’équipe"),
    ("equipes", "EVENT Portraits d’équipe"),
    ("jardins", "EVENT Portraits d’équipe"),
    ("mariages plage", "EVENT Mariage de Camille et Jules"),
    ("mariage de la plage", "EVENT Mariage de Camille et Jules"),
    ("danse", "EVENT Gala 2026~"),
    ("weddings", "EVENT Summer wedding party"),
    ("speech", "EVENT Summer wedding party"),
    ("école", "EVENT Kermesse de l’école~"),
    ("photographie scolaire", "-"),
    ("bénévole", "GROUP Bénévoles du festival"),
    ("troupe", "GROUP Comédiens"),
    ("gala 2026", "EVENT Gala 2026"),
    ("gala", "EVENT Gala 2025|EVENT Gala 2026~"),
    ("st etienne", "EVENT Séance à Saint-Étienne~"),
    ("saint-etienne", "EVENT Séance à Saint-Étienne"),
    ("xyzzyx", "-"),
];

async fn fills(studio: &Studio<'_>) {
    let mut count = 0;
    for first in FIRST {
        for last in LAST {
            studio.employs(first, last, &format!("person{count}@people.example")).await;
            count += 1;
        }
    }
    for (first, last, email, phone) in PEOPLE {
        let phone = Some(*phone).filter(|phone| !phone.is_empty());
        let body = json!({ "firstName": first, "lastName": last, "email": email, "phone": phone });
        studio.post("/employee", body).await.is(201);
        count += 1;
    }
    let now = studio.server.app.now();
    for (name, description) in SHOOTS {
        let body = json!({
            "name": name, "description": description, "employeeIds": [],
            "start": now.plus(86_400_000).rfc3339(), "end": now.plus(2 * 86_400_000).rfc3339(),
        });
        studio.post("/event", body).await.is(201);
        count += 1;
    }
    for (name, description) in GROUPS {
        let body = json!({ "name": name, "description": description });
        studio.post("/group", body).await.is(201);
        count += 1;
    }
    assert!(count >= 180, "{count}");
}

#[tokio::test]
async fn what_is_meant_comes_first() {
    let server = Server::start();
    let studio = server.studio("Lumière").await;
    fills(&studio).await;
    server.indexes().await;
    let mut wrong = vec![];
    for (typed, expected) in TABLE {
        let reply = studio.get(&format!("/search?q={}", encoded(typed))).await;
        let found = names(&reply);
        let (all, more) = match expected.strip_suffix('~') {
            Some(all) => (all, true),
            None => (*expected, false),
        };
        let (first, any) = all.split_once('|').unwrap_or((all, ""));
        let split = |list: &str| -> Vec<String> {
            list.split(';').filter(|one| !one.is_empty() && *one != "-").map(Into::into).collect()
        };
        let (first, any) = (split(first), split(any));
        let rest: BTreeSet<_> = found.iter().skip(first.len()).collect();
        let is_right = found.len() >= first.len()
            && found[..first.len()] == first
            && any.iter().all(|one| rest.contains(one))
            && (more || rest.len() == any.len());
        if !is_right {
            let scores: Vec<&Value> =
                reply.json["data"].as_array().unwrap().iter().map(|one| &one["score"]).collect();
            wrong.push(format!("{typed}: not {expected}, but {found:?} {scores:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}\n", wrong.len(), TABLE.len(), wrong.join("\n"));
    server.settle().await;
}
