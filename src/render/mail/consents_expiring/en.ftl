# Consents will end.

mail-expiring-subject = Consents will end soon: “{ $event }”
mail-expiring-heading = { $count ->
    [one] A consent will end soon
   *[other] Consents will end soon
}
mail-expiring-said = { $count ->
    [one] A consent given for the shoot “{ $event }” ends on { $day }.
   *[other] { $count } consents given for the shoot “{ $event }” are coming to their end, the first on { $day }.
}
mail-expiring-list = When each consent ends:
mail-expiring-item = { $person }, on { $day }
mail-expiring-asked = { $count ->
    [one] One of these people has already been asked to renew, and has yet to answer.
   *[other] { $count } of these people have already been asked to renew, and have yet to answer.
}
mail-expiring-then = After that day, photos on which these people can be recognised may no longer be used.
mail-expiring-renew = To go on using them, ask for a new consent: one action does it for the whole shoot. Until it is answered, the present consent stands, to its end.
mail-expiring-button = See the shoot
