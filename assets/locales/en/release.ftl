# What stands in a release besides its text.
use-internal = Internal communication (intranet, notice boards, staff magazine)
use-web = Website
use-social = Social media
use-press = Press and media
use-print = Printed matter (brochures, posters)
release-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
release-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
release-place-unknown = place not stated
release-file-name = Consent
