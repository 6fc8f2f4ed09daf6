# To a signer: the consent has ended.

mail-consent-ended-subject = Your consent has ended: “{ $event }”
mail-consent-ended-subject-child = Your consent for { $child } has ended: “{ $event }”
mail-consent-ended-heading = Your consent has ended
mail-consent-ended-heading-child = Your consent for { $child } has ended
mail-consent-ended-said = The consent that you gave { $company } on { $given }, for the photos of you taken at the shoot “{ $event }”, ended on { $day }.
mail-consent-ended-said-child = The consent that you gave { $company } on { $given }, for the photos of { $child } taken at the shoot “{ $event }”, ended on { $day }.
mail-consent-ended-then = Since that day { $company } must no longer use these photos of you, unless you agree again. There is nothing for you to do.
mail-consent-ended-then-child = Since that day { $company } must no longer use these photos of { $child }, unless you agree again. There is nothing for you to do.
mail-consent-ended-attached = The receipt is attached to this message, as a PDF. Keep it.
