# A shoot is near.

mail-event-reminder-subject = { $count ->
    [one] One answer is still missing: “{ $event }”
   *[other] { $count } answers are still missing: “{ $event }”
}
mail-event-reminder-heading = The shoot is near
mail-event-reminder-said = { $count ->
    [one] One person of { $asked } has yet to answer. A reminder has just gone out.
   *[other] { $count } people of { $asked } have yet to answer. A reminder has just gone out.
}
mail-event-reminder-list = Answers awaited:
mail-event-reminder-then = Without their answer, photos on which these people can be recognised may not be used. A word from you often helps; you can also hand them their link yourself.
mail-event-reminder-button = See the shoot
