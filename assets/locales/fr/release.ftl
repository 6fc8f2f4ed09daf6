# What stands in a release besides its text.
use-internal = Communication interne (intranet, affichage, journal interne)
use-web = Site internet
use-social = Réseaux sociaux
use-press = Presse et médias
use-print = Supports imprimés (brochures, affiches)
release-years = { $count ->
    [one] { $count } an
   *[other] { $count } ans
}
release-months = { $count ->
    [one] { $count } mois
   *[other] { $count } mois
}
release-place-unknown = lieu non précisé
release-file-name = Autorisation
