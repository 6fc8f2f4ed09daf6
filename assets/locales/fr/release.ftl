# What stands in a release besides its text.
use-internal = Communication interne (intranet, affichage, journal interne)
use-internal-sentence = Les photographies restent au sein de l’organisation : elles ne sont pas publiées à l’extérieur.
use-web = Site internet
use-web-sentence = Les pages que l’organisation publie sous son nom sur internet.
use-social = Réseaux sociaux
use-social-sentence = Les comptes de l’organisation ; les conditions de chaque réseau s’appliquent aussi.
use-press = Presse et médias
use-press-sentence = Usage rédactionnel par des journaux, revues, radios et télévisions, qui illustrent leurs articles.
use-print = Supports imprimés (brochures, affiches)
use-print-sentence = Les imprimés de l’organisation elle-même, sans espace acheté ailleurs.
use-advertising = Publicité payante
use-advertising-sentence = Les espaces achetés : annonces, affichage, bannières, publications sponsorisées.
use-client = Remise au commanditaire
use-client-sentence = La personne ou l’organisation qui a commandé la prise de vue reçoit les photographies et s’en sert pour ses propres besoins.
use-ai = Intelligence artificielle
use-ai-sentence = Servir à l’apprentissage de systèmes d’intelligence artificielle, ou à créer de nouvelles images de la personne. Aucun autre usage ne le permet.
release-years = { $count ->
    [one] { $count } an
   *[other] { $count } ans
}
release-months = { $count ->
    [one] { $count } mois
   *[other] { $count } mois
}
release-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
release-siren = SIREN { $value }
release-vat = TVA { $value }
release-represented = représentant légal : { $value }
release-place-unknown = lieu non précisé
release-file-name = Autorisation
receipt-file-name = Reçu
