# Somebody who came of age.

mail-of-age-subject = { $person } is of age now and has been asked
mail-of-age-heading = A consent to be confirmed at 18
mail-of-age-said = { $person } has turned 18. Their guardians had consented; we have just asked for their own answer.
mail-of-age-list = The shoots it is about:
mail-of-age-stands = The guardians’ consent stands until this answer, which will take its place whichever it is.
mail-of-age-button = See the person
