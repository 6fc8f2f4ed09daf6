# What stands in a release besides its text.
use-internal = Internal communication (intranet, notice boards, staff magazine)
use-internal-sentence = The photographs stay within the organisation: they are not published outside it.
use-web = Website
use-web-sentence = The pages that the organisation publishes on the internet under its name.
use-social = Social media
use-social-sentence = The organisation’s own accounts; the terms of each network apply as well.
use-press = Press and media
use-press-sentence = Editorial use by newspapers, magazines, radio and television, which illustrate their reports.
use-print = Printed matter (brochures, posters)
use-print-sentence = The organisation’s own printed matter, without space bought elsewhere.
use-advertising = Paid advertising
use-advertising-sentence = Space that is paid for: advertisements, billboards, banners, sponsored posts.
use-client = Handed to the client
use-client-sentence = Whoever commissioned the shoot receives the photographs and uses them for their own purposes.
use-ai = Artificial intelligence
use-ai-sentence = Teaching artificial intelligence systems, or making new images of the person. No other use allows this.
release-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
release-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
release-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
release-siren = SIREN { $value }
release-vat = VAT { $value }
release-represented = represented by { $value }
release-place-unknown = place not stated
release-file-name = Consent
receipt-file-name = Receipt
