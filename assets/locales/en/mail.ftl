# What mails have in common. The texts of each are in its folder, src/render/mail/*/en.ftl.

mail-greeting = Hello { $name },
mail-greeting-nobody = Hello,
mail-fact = { $label }: { $value }
mail-button-otherwise = If the button does nothing, copy this address into your browser:
mail-button-lead = { $label }:
mail-label-event = Shoot
mail-label-child = Child
mail-label-when = Date
mail-label-place = Place
mail-footer-studio = You receive this message because you work with { $company } on be-right.
mail-footer-account = This message was sent automatically by be-right.
mail-footer-instance = You receive this message because you run this be-right instance.
mail-footer-settings = Choose which e-mails you receive:
mail-footer-contact = Any questions? Your contact at { $company }: { $contact }
mail-uses-withdrawn = Uses withdrawn:
mail-uses-left = Uses still accepted:
mail-and-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}

## The test
mail-test-title = The mail server works
mail-test-text = This message was sent by the command “be-right mail test”. If it has not arrived in the inbox, check SPF, DKIM and DMARC of the sender’s domain.
