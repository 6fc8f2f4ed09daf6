### Where photographs were published, and what has to be taken down.

publications-title = Publications
publications-lead = Where you published photos. When somebody on one does not allow it any more, it is due to be taken down.
publications-all = All publications
publications-due = To take down
publications-published = Published
publications-ended = Taken down
publications-none = Nothing is noted here
publications-none-due = Nothing to take down
publications-none-hint = On the page of a photo, or for several photos of a shoot at once, note where you published them: you are then told when to take one down.
publications-none-yet = Not noted anywhere yet.
publications-of-this = Where it is published
publications-of-person = Photos of { $person }
publications-of-photo = The photo { $photo }
publications-of-shoot = Photos of the shoot “{ $shoot }”
publications-see = See and take down
publications-photo-erased = The photo was erased
publications-noted = noted on { $day }
publications-noted-by = noted by { $name }
publications-until = Take it down by { $day }.
publications-late = It was to be taken down by { $day }.
publications-removed = Taken down
publications-removed-one = Taken down: { $place }
publications-letter = Write to who published it
publications-impossible = It cannot be taken down
publications-mistake = It was never published there

medium-website = Website
medium-social = Social network
medium-print = Print
medium-press = Press
medium-other = Elsewhere

takedown-refused = { $person } does not allow this use.
takedown-withdrawn = { $person } withdrew their consent to this use.
takedown-ended = The consent of { $person } has ended.
takedown-on-hold = The consent of { $person } is on hold.
takedown-not-offered = { $person } was not asked about this use.
takedown-erased = The record of a person on it was erased.
takedown-was-removed = Taken down on { $day }.
takedown-was-impossible = Noted on { $day } as impossible to take down.
takedown-was-mistake = Noted on { $day } as a mistake.
takedown-was-allowed = Allowed again on { $day }.

takedown-letter-subject = Please take down a photograph
takedown-letter = Hello,

    A photograph of ours is published here: { $place }
    ({ $photo }, “{ $shoot }”)

    It may not be shown any more. Please take it down by { $day } at the latest, and tell us when it is done.

    { $studio }

publish-title = Note a publication
publish-lead = You are told when somebody on a photo does not allow it any more, and until when to take it down.
publish-photos = { $count ->
    [one] One photo
   *[other] { $count } photos
}
publish-place = Where
publish-place-hint = The address of the page, or words: “Season programme, page 4”.
publish-medium = Kind of place
publish-use = For the use
publish-day = Published on
publish-note = Note
publish-go = Note it

toast-place-noted = Publication noted.
toast-place-noted-due = Noted. Somebody on a photo does not allow this use: take it down.
toast-publication-ended = Noted as ended.
toast-publication-mistake = Taken back.
